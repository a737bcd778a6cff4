package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code config/default} as kubectl renders it. */
class KustomizeTest {

  private static final Set<String> NAMESPACED =
      Set.of(
          "ServiceAccount",
          "Role",
          "RoleBinding",
          "Deployment",
          "Service",
          "ConfigMap",
          "NetworkPolicy",
          "PodDisruptionBudget");

  @BeforeEach
  void needsKubectl() {
    assumeTrue(Installations.hasKubectl(), "kubectl is not there");
  }

  @Test
  void holdsAllThatTheOperatorNeeds() {
    KubernetesObjects rendered = Installations.kustomize("config/default");
    assertThat(
            rendered.objects().stream()
                .map(KustomizeTest::id)
                .filter(id -> !id.startsWith("ConfigMap/")))
        .containsExactlyInAnyOrderElementsOf(
            Installations.byKustomize().objects().stream().map(KustomizeTest::id).toList());
  }

  @Test
  void putsEverythingIntoOneNamespaceUnderPodSecurityRestricted() {
    KubernetesObjects rendered = Installations.kustomize("config/default");
    assertThat(rendered.only("Namespace").at("/metadata/labels").toString())
        .contains("\"pod-security.kubernetes.io/enforce\":\"restricted\"");
    for (ObjectNode object : rendered.objects()) {
      assertThat(object.at("/metadata/namespace").asText())
          .as("namespace of %s", id(object))
          .isEqualTo(
              NAMESPACED.contains(object.get("kind").asText()) ? Installations.NAMESPACE : "");
    }
  }

  private static String id(ObjectNode object) {
    return object.get("kind").asText() + "/" + object.at("/metadata/name").asText();
  }
}
