package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestrictedDefaultsTest {

  private static final String RESTRICTED =
      "{runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // pod | container | rendered container
        "{} | {} | " + RESTRICTED,
        "{} | {readOnlyRootFilesystem: true} | {readOnlyRootFilesystem: true, runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}",
        "{runAsNonRoot: true, seccompProfile: {type: Localhost}} | {} | {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}",
        "{} | {runAsNonRoot: false} | {runAsNonRoot: false, allowPrivilegeEscalation: false, seccompProfile: {type: RuntimeDefault}}",
        "{} | {runAsUser: 0} | {runAsUser: 0, allowPrivilegeEscalation: false, seccompProfile: {type: RuntimeDefault}}",
        "{runAsUser: 0} | {} | {allowPrivilegeEscalation: false, seccompProfile: {type: RuntimeDefault}}",
        "{runAsUser: 0} | {runAsUser: 7} | {runAsUser: 7, runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}",
        "{} | {privileged: true} | {privileged: true}",
        "{} | {capabilities: {add: [NET_ADMIN]}} | {capabilities: {add: [NET_ADMIN]}, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}",
        "{} | {capabilities: {add: [NET_BIND_SERVICE]}} | {capabilities: {add: [NET_BIND_SERVICE], drop: [ALL]}, runAsNonRoot: true, allowPrivilegeEscalation: false, seccompProfile: {type: RuntimeDefault}}",
        "{} | {capabilities: {drop: [CHOWN]}} | {capabilities: {drop: [CHOWN]}, runAsNonRoot: true, allowPrivilegeEscalation: false, seccompProfile: {type: RuntimeDefault}}",
        "{} | {allowPrivilegeEscalation: true} | {allowPrivilegeEscalation: true, runAsNonRoot: true, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}",
      })
  void what_a_template_does_not_say_is_restricted(String pod, String container, String rendered) {
    String template =
        "spec: {securityContext: %s, containers: [{image: a, securityContext: %s}], initContainers: [{image: b, securityContext: %s}]}"
            .formatted(pod, container, container);

    PodSpec spec =
        DeploymentSide.render(Fixtures.input(template))
            .deployment()
            .getSpec()
            .getTemplate()
            .getSpec();

    assertThat(context(spec.getContainers().get(0))).isEqualTo(yaml(rendered));
    assertThat(context(spec.getInitContainers().get(0))).isEqualTo(yaml(rendered));
  }

  @Test
  void both_sides_run_with_the_same_rights() {
    RenderInput input = Fixtures.input("spec: {containers: [{image: a}]}");

    var knative =
        KnativeSide.render(input, Set.of())
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .get(0);

    assertThat(context(knative)).isEqualTo(yaml(RESTRICTED));
  }

  @Test
  void windows_knows_none_of_this() {
    PodSpec pod =
        DeploymentSide.render(
                Fixtures.input("spec: {os: {name: windows}, containers: [{image: a}]}"))
            .deployment()
            .getSpec()
            .getTemplate()
            .getSpec();

    assertThat(pod.getContainers().get(0).getSecurityContext()).isNull();
  }

  private static JsonNode context(io.fabric8.kubernetes.api.model.Container container) {
    return yaml(Serialization.asJson(container.getSecurityContext()));
  }

  private static JsonNode yaml(String text) {
    return Serialization.unmarshal("context: " + text, JsonNode.class).path("context");
  }
}
