package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart as Helm itself lints and renders it. */
class ChartTest {

  @TempDir private Path folder;

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
    assertThat(rendered.ofOperator("Deployment").at("/spec/template/spec/containers/0/env"))
        .anySatisfy(
            variable -> {
              assertThat(variable.get("name").asText()).isEqualTo("LOG_LEVEL");
              assertThat(variable.get("value").asText()).isEqualTo("debug");
            });
  }

  @ParameterizedTest
  @CsvSource({"true, ''", "false, 'false'"})
  void annotated_services_are_turned_off_by_a_value(boolean enabled, String variable) {
    KubernetesObjects rendered =
        KubernetesObjects.parse(
            Installations.chart().set("annotatedServices.enabled", enabled).call());

    String handed = "";
    for (JsonNode entry :
        rendered.ofOperator("Deployment").at("/spec/template/spec/containers/0/env")) {
      if (entry.get("name").asText().equals("ANNOTATED_SERVICES")) {
        handed = entry.get("value").asText();
      }
    }
    assertThat(handed).isEqualTo(variable);
  }

  @ParameterizedTest
  @CsvSource({
    "networkPolicy.enabled, NetworkPolicy",
    "podDisruptionBudget.enabled, PodDisruptionBudget",
    "router.enabled, ConfigMap",
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
  void whoever_asks_for_metrics_and_health_follows_their_port() {
    KubernetesObjects rendered =
        KubernetesObjects.parse(
            Installations.chart().withValuesFile(values("settings: {HTTP_PORT: \"9090\"}")).call());
    JsonNode pod = rendered.ofOperator("Deployment").at("/spec/template");
    JsonNode container = pod.at("/spec/containers/0");

    assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(9090);
    assertThat(pod.at("/metadata/annotations/prometheus.io~1port").asText()).isEqualTo("9090");
    assertThat(rendered.ofOperator("NetworkPolicy").at("/spec/ingress/0/ports/0/port").asInt())
        .isEqualTo(9090);
    assertThat(container.findValues("httpGet"))
        .hasSize(3)
        .allSatisfy(
            probe ->
                assertThat(probe.get("port").asText())
                    .isEqualTo(container.at("/ports/0/name").asText()));
    assertThat(rendered.ofOperator("Deployment").toString()).doesNotContain("8080");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP_PORT: '0' | settings.HTTP_PORT is 0: it must be a port from 1 to 65535",
        "HTTP_PORT: http | settings.HTTP_PORT is http",
        "HTTP_ADDRESS: 127.0.0.1 | settings.HTTP_ADDRESS is 127.0.0.1: the kubelet asks the pod",
        "LEADER_ELECTION: 'false' | settings.LEADER_ELECTION is false and replicas is 2",
        "POD_NAMESPACE: other | settings.POD_NAMESPACE is set by the chart",
        "HTTP_PORT: '18000' | settings.HTTP_PORT is 18000, where the router asks for its configuration",
        "XDS_PORT: '9000' | settings.XDS_PORT is set by the chart: write router.enabled",
        "ROUTER_SERVICE: other | settings.ROUTER_SERVICE is set by the chart: write router.enabled",
        "POD_NAME: other | settings.POD_NAME is set by the chart",
        "ANNOTATED_SERVICES: 'true' | settings.ANNOTATED_SERVICES is set by the chart: write annotatedServices.enabled"
      })
  void refuses_settings_that_do_not_go_with_the_rest(String setting, String message) {
    assertThatThrownBy(
            () ->
                Installations.chart().withValuesFile(values("settings: {" + setting + "}")).call())
        .hasMessageContaining(message);
  }

  @Test
  void one_instance_needs_no_leader_election() {
    KubernetesObjects rendered =
        KubernetesObjects.parse(
            Installations.chart()
                .withValuesFile(values("{replicas: 1, settings: {LEADER_ELECTION: 'false'}}"))
                .call());

    assertThat(rendered.ofOperator("Deployment").at("/spec/replicas").asInt()).isEqualTo(1);
  }

  @Test
  void lets_in_who_scrapes_or_all_pods_of_the_cluster() {
    assertThat(Installations.byHelm().ofOperator("NetworkPolicy").at("/spec/ingress/0"))
        .isEqualTo(Installations.byKustomize().ofOperator("NetworkPolicy").at("/spec/ingress/0"));
    assertThat(
            KubernetesObjects.parse(
                    Installations.chart()
                        .withValuesFile(
                            values("networkPolicy: {from: [{podSelector: {matchLabels: {a: b}}}]}"))
                        .call())
                .ofOperator("NetworkPolicy")
                .at("/spec/ingress/0/from")
                .toString())
        .isEqualTo("[{\"podSelector\":{\"matchLabels\":{\"a\":\"b\"}}}]");
  }

  @Test
  void the_network_policy_selects_the_operators_pods() {
    for (KubernetesObjects installation :
        List.of(Installations.byHelm(), Installations.byKustomize())) {
      JsonNode policy = installation.ofOperator("NetworkPolicy").get("spec");
      assertThat(policy.at("/podSelector/matchLabels"))
          .isEqualTo(installation.ofOperator("Deployment").at("/spec/selector/matchLabels"));
      assertThat(policy.get("policyTypes").toString()).isEqualTo("[\"Ingress\"]");
    }
  }

  @Test
  void bindsTheServiceAccountThatIsNamed() {
    KubernetesObjects rendered =
        KubernetesObjects.parse(Installations.chart().set("serviceAccount.name", "placer").call());
    assertThat(rendered.only("ServiceAccount").at("/metadata/name").asText()).isEqualTo("placer");
    assertThat(rendered.only("ClusterRoleBinding").at("/subjects/0/name").asText())
        .isEqualTo("placer");
    assertThat(
            rendered.ofOperator("Deployment").at("/spec/template/spec/serviceAccountName").asText())
        .isEqualTo("placer");
  }

  @ParameterizedTest
  @CsvSource({"replicas, many", "image.pullPolicy, Sometimes", "replica, 3"})
  void refusesWrongValuesAndNamesThem(String value, String wrong) {
    assertThatThrownBy(() -> Installations.chart().set(value, wrong).call())
        .hasMessageContaining(value.contains(".") ? "pullPolicy" : value);
  }

  private Path values(String yaml) {
    try {
      return Files.writeString(folder.resolve("values.yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String image(KubernetesObjects rendered) {
    JsonNode container = rendered.ofOperator("Deployment").at("/spec/template/spec/containers/0");
    return container.get("image").asText();
  }
}
