package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart as Helm itself lints and renders it. */
class ChartTest {

  @Test
  void lintsStrictly() {
    LintResult result = Installations.helm().lint().strict().call();
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @Test
  void namesTheImageOfTheChartsVersionUnlessAnotherIsGiven() {
    assertThat(image(Installations.byHelm())).isEqualTo("workload-placement-operator:0.1.0");
    assertThat(
            image(
                KubernetesObjects.parse(
                    Installations.chart()
                        .set("image.repository", "registry.example/wpo")
                        .set("image.tag", "edge")
                        .call())))
        .isEqualTo("registry.example/wpo:edge");
  }

  @Test
  void handsSettingsToTheOperatorAsItsEnvironment() {
    KubernetesObjects rendered =
        KubernetesObjects.parse(Installations.chart().set("settings.LOG_LEVEL", "debug").call());
    assertThat(rendered.only("Deployment").at("/spec/template/spec/containers/0/env"))
        .anySatisfy(
            variable -> {
              assertThat(variable.get("name").asText()).isEqualTo("LOG_LEVEL");
              assertThat(variable.get("value").asText()).isEqualTo("debug");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "podDisruptionBudget.enabled, PodDisruptionBudget",
    "requesterRights.enabled, ValidatingAdmissionPolicy",
    "requesterRights.enabled, ValidatingAdmissionPolicyBinding",
    "serviceAccount.create, ServiceAccount",
    "rbac.create, Role",
    "rbac.create, ClusterRoleBinding"
  })
  void leavesOutWhatIsSwitchedOff(String value, String kind) {
    assertThat(Installations.byHelm().ofKind(kind)).isNotEmpty();
    assertThat(KubernetesObjects.parse(Installations.chart().set(value, false).call()).ofKind(kind))
        .isEmpty();
  }

  @Test
  void bindsTheServiceAccountThatIsNamed() {
    KubernetesObjects rendered =
        KubernetesObjects.parse(Installations.chart().set("serviceAccount.name", "placer").call());
    assertThat(rendered.only("ServiceAccount").at("/metadata/name").asText()).isEqualTo("placer");
    assertThat(rendered.only("ClusterRoleBinding").at("/subjects/0/name").asText())
        .isEqualTo("placer");
    assertThat(rendered.only("Deployment").at("/spec/template/spec/serviceAccountName").asText())
        .isEqualTo("placer");
  }

  @ParameterizedTest
  @CsvSource({"replicas, many", "image.pullPolicy, Sometimes", "replica, 3"})
  void refusesWrongValuesAndNamesThem(String value, String wrong) {
    assertThatThrownBy(() -> Installations.chart().set(value, wrong).call())
        .hasMessageContaining(value.contains(".") ? "pullPolicy" : value);
  }

  private static String image(KubernetesObjects rendered) {
    JsonNode container = rendered.only("Deployment").at("/spec/template/spec/containers/0");
    return container.get("image").asText();
  }
}
