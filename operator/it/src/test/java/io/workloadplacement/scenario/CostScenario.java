package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a workload costs and how fast it is, as its owner reads it. */
class CostScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  @Test
  void aLatencyTargetThatIsMissedIsReadyAndOneWarning() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement slow =
        shop.apply(
            WrittenPlacement.steady("slow")
                .with(
                    "spec: {traffic: {serviceTime: 8s}, latency: {target: 5s, coldStart: 800ms}}"));

    WorkloadPlacement placed = slow.becomes(readyOn(DEPLOYMENT));
    slow.isLookedAtAgain(3);
    shop.apply(
            WrittenPlacement.steady("slow")
                .with(
                    "spec: {traffic: {serviceTime: 9s}, latency: {target: 5s, coldStart: 800ms}}"))
        .becomes(readyOn(DEPLOYMENT));

    assertThat(placed.getStatus().decision().reason()).isEqualTo("LatencyTargetMissed");
    assertThat(placed.getStatus().decision().notes())
        .anyMatch(note -> note.startsWith("The latency target of 5s cannot be met:"));
    assertThat(shop.list(Event.class))
        .filteredOn(event -> event.getType().equals("Warning"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getReason()).isEqualTo("LatencyTargetMissed");
              assertThat(event.getMessage()).contains("Neither side meets the target of 5s");
              assertThat(event.getCount()).isEqualTo(1);
            });
  }

  @Test
  void theCostOnKnativeHasTheQueueProxyAsTheClusterConfiguresIt() {
    ScenarioNamespace shop = cluster.namespace();
    String before = monthlyCost(shop.apply(WrittenPlacement.sporadic("before")));
    cluster.apply(
        ScenarioCluster.parse(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: config-deployment, namespace: knative-serving}
            data: {queue-sidecar-cpu-request: 125m}
            """),
        "");

    String after = monthlyCost(shop.apply(WrittenPlacement.sporadic("after")));

    // 100m and 25m of CPU became 100m and 125m; the 64Mi of memory stayed.
    double share = 1 - Math.exp(-0.002 * 60);
    assertThat(before)
        .isEqualTo("%.2f".formatted(share * 730.5 * (0.125 * 0.031611 + 0.0625 * 0.004237)));
    assertThat(after)
        .isEqualTo("%.2f".formatted(share * 730.5 * (0.225 * 0.031611 + 0.0625 * 0.004237)));
  }

  private static String monthlyCost(ScenarioPlacement placement) {
    return placement
        .becomes(readyOn(KNATIVE))
        .getStatus()
        .decision()
        .estimates()
        .knative()
        .monthlyCost();
  }
}
