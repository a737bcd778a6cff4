package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Helm and kustomize give the same objects, field by field, so that one can take over from the
 * other without deleting anything. The differences that are meant are written down here.
 */
class SameInstallationTest {

  /** What Helm says of itself and of the chart, on every object. */
  private static final List<String> LABELS_OF_HELM =
      List.of("app.kubernetes.io/managed-by", "app.kubernetes.io/version", "helm.sh/chart");

  /** The router's pods are replaced with its bootstrap: by a hash in its name, or beside it. */
  private static final String CHECKSUM_OF_HELM = "checksum/bootstrap";

  /** What Helm leaves when the release is uninstalled. */
  private static final String KEPT_BY_HELM = "helm.sh/resource-policy";

  private static final String BOOTSTRAP_OF_KUSTOMIZE = "workload-placement-router-[a-z0-9]{10}";

  @BeforeEach
  void needsKubectl() {
    assumeTrue(Installations.hasKubectl(), "kubectl is not there");
  }

  @Test
  void helm_and_kustomize_give_the_same_objects_field_by_field() {
    Map<String, JsonNode> byHelm = comparable(Installations.byHelm());
    Map<String, JsonNode> byKustomize = comparable(Installations.kustomize("config/default"));
    // Who installs by kustomize applies crds/, and gets the namespace made; Helm has an option.
    byHelm.keySet().removeIf(id -> id.startsWith("CustomResourceDefinition/"));
    byKustomize.remove("Namespace/" + Installations.NAMESPACE);

    assertThat(byHelm.keySet()).isEqualTo(byKustomize.keySet());
    byHelm.forEach((id, object) -> assertThat(object).as(id).isEqualTo(byKustomize.get(id)));
  }

  @Test
  void the_chart_installs_the_definitions_that_kubectl_applies_and_keeps_them() {
    Map<String, ObjectNode> byHelm =
        Installations.byHelm().ofKind("CustomResourceDefinition").stream()
            .collect(Collectors.toMap(SameInstallationTest::id, object -> object));
    assertThat(byHelm).hasSize(2);
    for (ObjectNode applied : KubernetesObjects.folder("crds").objects()) {
      ObjectNode installed = byHelm.get(id(applied));
      assertThat(installed.get("spec")).as(id(applied)).isEqualTo(applied.get("spec"));
      assertThat(installed.at("/metadata/annotations").toString())
          .isEqualTo("{\"helm.sh/resource-policy\":\"keep\"}");
    }
  }

  private static Map<String, JsonNode> comparable(KubernetesObjects installation) {
    Map<String, JsonNode> objects = new TreeMap<>();
    for (ObjectNode object : installation.objects()) {
      ObjectNode same = (ObjectNode) withOneNameOfTheBootstrap(object);
      ((ObjectNode) same.at("/metadata/labels")).remove(LABELS_OF_HELM);
      if (same.at("/metadata/annotations") instanceof ObjectNode annotations) {
        annotations.remove(KEPT_BY_HELM);
        if (annotations.isEmpty()) {
          ((ObjectNode) same.get("metadata")).remove("annotations");
        }
      }
      if (same.at("/spec/template/metadata/annotations") instanceof ObjectNode annotations) {
        annotations.remove(CHECKSUM_OF_HELM);
      }
      objects.put(id(same), same);
    }
    return objects;
  }

  private static JsonNode withOneNameOfTheBootstrap(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(field -> field.setValue(withOneNameOfTheBootstrap(field.getValue())));
    } else {
      node.forEach(SameInstallationTest::withOneNameOfTheBootstrap);
    }
    return node.isTextual() && node.asText().matches(BOOTSTRAP_OF_KUSTOMIZE)
        ? TextNode.valueOf("workload-placement-router")
        : node;
  }

  private static String id(ObjectNode object) {
    return object.get("kind").asText() + "/" + object.at("/metadata/name").asText();
  }
}
