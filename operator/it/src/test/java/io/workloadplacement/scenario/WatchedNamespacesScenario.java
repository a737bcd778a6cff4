package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operator with rights in the whole cluster that looks after some of its namespaces. */
class WatchedNamespacesScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withoutOperator();

  @Test
  void policies_select_them_by_their_labels_and_follow_when_these_change() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioNamespace billing = cluster.namespace();
    label(billing, "regulated");
    shop.apply(
        """
        apiVersion: workloadplacement.io/v1alpha1
        kind: PlacementPolicy
        metadata: {name: regulated}
        spec:
          priority: 10
          namespaceSelector: {matchLabels: {tier: regulated}}
          rules: [{name: stays-warm, when: "true", effect: Require, target: Deployment}]
        """);
    try (RunningOperator operator = cluster.startOperator(shop.name + "," + billing.name)) {
      operator.ready();

      shop.apply(WrittenPlacement.sporadic("webhook")).becomes(readyOn(KNATIVE));
      var kept = billing.apply(WrittenPlacement.sporadic("webhook")).becomes(readyOn(DEPLOYMENT));
      assertThat(kept.getStatus().decision().policy()).isEqualTo("regulated");

      label(shop, "regulated");
      shop.placement("webhook").becomes(readyOn(DEPLOYMENT));
    }
  }

  private static void label(ScenarioNamespace namespace, String tier) {
    cluster
        .client()
        .resources(Namespace.class)
        .withName(namespace.name)
        .edit(
            found ->
                new NamespaceBuilder(found)
                    .editMetadata()
                    .addToLabels("tier", tier)
                    .endMetadata()
                    .build());
  }
}
