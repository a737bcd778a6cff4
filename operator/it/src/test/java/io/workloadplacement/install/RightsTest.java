package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RightsTest {

  static Stream<KubernetesObjects> installations() {
    return Stream.of(Installations.byKustomize(), Installations.byHelm());
  }

  @ParameterizedTest
  @CsvSource({
    "ClusterRole, workload-placement-operator",
    "ClusterRole, -view",
    "ClusterRole, -edit",
    "Role, workload-placement-operator-leader-election"
  })
  void bothInstallationsGiveTheSameRights(String kind, String nameEnd) {
    assertThat(Installations.byHelm().named(kind, nameEnd).get("rules"))
        .isEqualTo(Installations.byKustomize().named(kind, nameEnd).get("rules"));
  }

  @Test
  void bothInstallationsBindTheSameRoles() {
    for (String kind : List.of("ClusterRoleBinding", "RoleBinding")) {
      ObjectNode kustomize = Installations.byKustomize().only(kind);
      ObjectNode helm = Installations.byHelm().only(kind);
      assertThat(helm.get("roleRef")).isEqualTo(kustomize.get("roleRef"));
      assertThat(helm.get("subjects")).isEqualTo(kustomize.get("subjects"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-requester-rights", "-exception-approvers"})
  void bothInstallationsAskForTheRequestersRights(String nameEnd) {
    String kind = "ValidatingAdmissionPolicy";
    assertThat(Installations.byHelm().named(kind, nameEnd).get("spec"))
        .isEqualTo(Installations.byKustomize().named(kind, nameEnd).get("spec"));
    assertThat(
            Installations.byHelm().named(kind + "Binding", nameEnd).at("/spec/validationActions"))
        .isEqualTo(
            Installations.byKustomize()
                .named(kind + "Binding", nameEnd)
                .at("/spec/validationActions"));
  }

  @ParameterizedTest
  @MethodSource("installations")
  void operatorHasNoWildcardNoSecretAndNoReachIntoOtherRights(KubernetesObjects installation) {
    for (String kind : List.of("ClusterRole", "Role")) {
      for (ObjectNode role : installation.ofKind(kind)) {
        for (JsonNode rule : role.get("rules")) {
          assertThat(words(rule))
              .as("%s: %s", role.at("/metadata/name").asText(), rule)
              .doesNotContain("*", "secrets", "rbac.authorization.k8s.io", "escalate", "bind")
              .doesNotContain(
                  "impersonate", "pods/exec", "serviceaccounts", "serviceaccounts/token");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("installations")
  void what_the_operator_can_do_without_it_may_watch_and_no_more(KubernetesObjects installation) {
    Map<String, JsonNode> optional = new TreeMap<>();
    for (JsonNode rule :
        installation.named("ClusterRole", "workload-placement-operator").get("rules")) {
      rule.get("resources").forEach(resource -> optional.put(resource.asText(), rule));
    }
    for (String kind :
        List.of("httproutes", "verticalpodautoscalers", "networkpolicies", "configmaps")) {
      assertThat(optional.get(kind).get("verbs"))
          .as(kind)
          .extracting(JsonNode::asText)
          .containsExactly("list", "watch");
    }
    assertThat(optional.get("configmaps").get("resourceNames"))
        .extracting(JsonNode::asText)
        .containsExactly("config-defaults", "config-deployment", "config-features");
  }

  @Test
  void named_namespaces_get_roles_and_the_cluster_nothing_but_definitions() {
    KubernetesObjects installation = Installations.inNamespaces("shop", "billing");

    assertThat(installation.objects())
        .filteredOn(object -> object.at("/metadata/namespace").isMissingNode())
        .allSatisfy(
            object ->
                assertThat(object.get("kind").asText()).isEqualTo("CustomResourceDefinition"));
    assertThat(installation.ofKind("Role"))
        .extracting(
            role ->
                role.at("/metadata/namespace").asText() + "/" + role.at("/metadata/name").asText())
        .containsExactlyInAnyOrder(
            "shop/workload-placement-operator",
            "billing/workload-placement-operator",
            Installations.NAMESPACE + "/workload-placement-router",
            Installations.NAMESPACE + "/workload-placement-operator-leader-election");
    assertThat(installation.ofKind("RoleBinding"))
        .hasSize(4)
        .allSatisfy(
            binding ->
                assertThat(binding.at("/subjects/0/namespace").asText())
                    .isEqualTo(Installations.NAMESPACE));
  }

  @Test
  void a_role_grants_what_the_cluster_role_does_but_for_kinds_that_are_the_whole_clusters() {
    List<String> ofCluster =
        List.of(
            "placementpolicies",
            "placementpolicies/status",
            "customresourcedefinitions",
            "configmaps");
    Map<String, String> inCluster =
        grants(Installations.byHelm().named("ClusterRole", "-operator").get("rules"));
    inCluster.keySet().removeIf(right -> ofCluster.contains(right.split(" ")[1]));
    inCluster.replace(" namespaces", "[\"get\"]");

    assertThat(
            grants(
                Installations.inNamespaces("shop").ofKind("Role").stream()
                    .filter(role -> role.at("/metadata/namespace").asText().equals("shop"))
                    .findFirst()
                    .orElseThrow()
                    .get("rules")))
        .isEqualTo(inCluster);
  }

  /** The verbs by group and resource. */
  private static Map<String, String> grants(JsonNode rules) {
    Map<String, String> grants = new TreeMap<>();
    for (JsonNode rule : rules) {
      for (JsonNode resource : rule.get("resources")) {
        grants.put(
            rule.at("/apiGroups/0").asText() + " " + resource.asText(),
            rule.get("verbs").toString());
      }
    }
    return grants;
  }

  private static List<String> words(JsonNode rule) {
    List<String> words = new ArrayList<>();
    rule.forEach(list -> list.forEach(word -> words.add(word.asText())));
    return words;
  }
}
