package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorPodTest {

  static Stream<ObjectNode> deployments() {
    return Stream.of(Installations.byKustomize(), Installations.byHelm())
        .map(installation -> installation.ofOperator("Deployment"));
  }

  @ParameterizedTest
  @MethodSource("deployments")
  void meetsPodSecurityRestrictedWithAReadOnlyRoot(ObjectNode deployment) {
    JsonNode pod = deployment.at("/spec/template/spec");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(65532);
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(pod.get("containers"))
        .isNotEmpty()
        .allSatisfy(
            container -> {
              JsonNode security = container.get("securityContext");
              assertThat(security.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
              assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
              assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
              assertThat(security.at("/capabilities/add").isMissingNode()).isTrue();
              assertThat(container.at("/ports/0/hostPort").isMissingNode()).isTrue();
            });
    assertThat(pod.get("volumes")).allMatch(volume -> volume.has("emptyDir"));
    assertThat(pod.has("hostNetwork") || pod.has("hostPID") || pod.has("hostIPC")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("deployments")
  void runsTwiceWithBoundsAndTellsTheNamespaceOfItsLease(ObjectNode deployment) {
    assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(2);
    JsonNode container = deployment.at("/spec/template/spec/containers/0");
    assertThat(container.at("/resources/requests").size()).isEqualTo(2);
    assertThat(container.at("/resources/limits").size()).isEqualTo(2);
    assertThat(container.at("/env/0/name").asText()).isEqualTo("POD_NAMESPACE");
    assertThat(container.at("/env/0/valueFrom/fieldRef/fieldPath").asText())
        .isEqualTo("metadata.namespace");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/healthz/live");
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/healthz/ready");
    assertThat(deployment.at("/spec/selector/matchLabels").properties())
        .isSubsetOf(deployment.at("/spec/template/metadata/labels").properties());
  }

  @Test
  void isTheSameInBothInstallations() {
    assertThat(withoutSelectors(Installations.byHelm()))
        .isEqualTo(withoutSelectors(Installations.byKustomize()));
  }

  private static JsonNode withoutSelectors(KubernetesObjects installation) {
    ObjectNode pod = (ObjectNode) installation.ofOperator("Deployment").at("/spec/template/spec");
    pod.get("topologySpreadConstraints")
        .forEach(constraint -> ((ObjectNode) constraint).remove("labelSelector"));
    return pod;
  }
}
