package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.AdoptedCheckout.adopt;
import static io.workloadplacement.scenario.AdoptedCheckout.running;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.workloadplacement.app.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An operator that has Roles in its namespaces alone, those of the chart, and no ClusterRole. */
class NamespacedRightsScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withoutOperator();

  /** Its rights are narrowed before its first request. */
  private static final String FIRST_OPERATOR = "operator-1";

  @TempDir private Path policies;

  @Test
  void it_places_migrates_and_adopts_with_the_chart_s_roles_and_policies_of_a_file()
      throws IOException {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioNamespace billing = cluster.namespace();
    label(billing);
    write("{tier: regulated}", "Deployment");
    // Those of the cluster do not count.
    shop.apply(policy("of-the-cluster", "{}", "Deployment"));
    GrantedRights rights = GrantedRights.ofRelease(List.of(shop.name, billing.name));
    cluster.traffic().disturb(FIRST_OPERATOR, rights);
    try (RunningOperator operator =
        cluster.startOperator(
            shop.name + "," + billing.name,
            Map.of(Setting.CLUSTER_RIGHTS, "false", Setting.POLICY_FILE, policies.toString()))) {
      assertThat(operator.name).isEqualTo(FIRST_OPERATOR);
      operator.ready();

      ScenarioPlacement webhook = shop.apply(WrittenPlacement.sporadic("webhook"));
      webhook.becomes(readyOn(KNATIVE));
      var kept = billing.apply(WrittenPlacement.sporadic("webhook")).becomes(readyOn(DEPLOYMENT));
      assertThat(kept.getStatus().decision().policy()).isEqualTo("of-the-file");
      running(shop, 1);
      adopt(shop, "mode: Pinned, target: Deployment");
      shop.placement("checkout").becomes(readyOn(DEPLOYMENT));

      write("{}", "Deployment");
      webhook.becomes(readyOn(DEPLOYMENT));
      assertThat(webhook.get().getStatus().decision().policy()).isEqualTo("of-the-file");

      assertThat(Set.copyOf(rights.refused))
          .as("only what the operator can do without, as of Knative's configuration")
          .containsExactly("list configmaps in 'knative-serving'");
    }
  }

  private void write(String namespaceLabels, String target) throws IOException {
    Files.writeString(
        policies.resolve("policy.yaml"), policy("of-the-file", namespaceLabels, target));
  }

  private static String policy(String name, String namespaceLabels, String target) {
    return """
        apiVersion: workloadplacement.io/v1alpha1
        kind: PlacementPolicy
        metadata: {name: %s}
        spec:
          priority: 10
          namespaceSelector: {matchLabels: %s}
          rules: [{name: one-side, when: "true", effect: Require, target: %s}]
        """
        .formatted(name, namespaceLabels, target);
  }

  private static void label(ScenarioNamespace namespace) {
    cluster
        .client()
        .resources(Namespace.class)
        .withName(namespace.name)
        .edit(
            found ->
                new NamespaceBuilder(found)
                    .editMetadata()
                    .addToLabels("tier", "regulated")
                    .endMetadata()
                    .build());
  }
}
