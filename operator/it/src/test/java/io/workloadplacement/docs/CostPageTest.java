package io.workloadplacement.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.ClusterFacts;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.DecisionInput;
import io.workloadplacement.decision.UnitPrices;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every figure of the page about cost is what the code computes. */
class CostPageTest {

  private static final Markdown PAGE = Markdown.read("docs/cost.md");
  private static final String STEADY =
      "pattern: Steady, averageRequestsPerSecond: '40', serviceTime: 35ms, concurrencyPerReplica: 50";
  private static final String RARE =
      "pattern: Sporadic, averageRequestsPerSecond: '0.0166667', serviceTime: 35ms";
  private static final String FIRST =
      "containers: [{name: app, resources: {requests: {cpu: 500m, memory: 512Mi}}}]";

  static List<List<String>> pods() {
    return PAGE.table("Pod", "A month, USD");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pods")
  void aPodCostsWhatThePageSays(List<String> row) {
    Decision decision = decide(row.get(0).replace("`", ""), STEADY, "", List.of());

    assertThat(decision.status().estimates().deployment().monthlyCost()).isEqualTo(row.get(1));
  }

  @Test
  void twoReplicasCostTwice() {
    says(
        "Two replicas of the first pod above cost %s USD.",
        deployment(decide(FIRST, STEADY, "scaling: {minReplicas: 2}", List.of())));
  }

  @Test
  void knativeCostsForTheShareOfTheTime() {
    Decision decision = decide(FIRST, RARE, "", List.of());

    says(
        "keeps the first pod there for 63.2 %% of the time, which is %s USD.",
        decision.status().estimates().knative().monthlyCost());
    assertThat(decision.status().estimates().knative().coldStartShare()).isEqualTo("0.37");
  }

  @Test
  void aGpuCostsWhatThePolicyOfThePageSays() {
    PlacementPolicy policy =
        Serialization.unmarshal(PAGE.blocks("yaml").get(0).text(), PlacementPolicy.class);
    String gpu =
        "containers: [{name: app, resources: {requests: {cpu: 500m, memory: 512Mi}, limits: {nvidia.com/gpu: 1}}}]";

    says(
        "A pod of 500m, 512Mi and one GPU then costs %s USD a month.",
        deployment(decide(gpu, STEADY, "", List.of(policy))));
  }

  @Test
  void theArithmeticOfOtherPriceListsHolds() {
    UnitPrices nodes = new UnitPrices("USD", 0.10, 0, 0);
    double gigabyteHour = 0.0000166667 * 3600;
    UnitPrices functions = new UnitPrices("USD", 0, 0.125 * gigabyteHour, 0.20);
    double seconds = 3_000_000 * 0.2;

    assertThat(PAGE.table("Case", "Sum", "USD"))
        .extracting(row -> row.get(2))
        .containsExactly(
            money(nodes.deployment(3 * 720 * 3600)),
            money(functions.knative(0, 3_000_000)),
            money(functions.knative(seconds, 0)),
            money(functions.knative(seconds, 3_000_000)));
  }

  private static String deployment(Decision decision) {
    return decision.status().estimates().deployment().monthlyCost();
  }

  private static Decision decide(
      String pod, String traffic, String more, List<PlacementPolicy> policies) {
    WorkloadPlacement placement =
        Serialization.unmarshal(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: WorkloadPlacement
            metadata: {name: checkout, namespace: shop}
            spec:
              template: {spec: {%s}}
              traffic: {%s}
              latency: {target: 5s, coldStart: 800ms}
              %s
            """
                .formatted(pod, traffic, more),
            WorkloadPlacement.class);
    return new Decider()
        .decide(
            new DecisionInput(
                placement,
                placement.getSpec().template(),
                null,
                policies,
                List.of(),
                new ClusterFacts(true),
                Instant.EPOCH));
  }

  private static void says(String sentence, String figure) {
    assertThat(String.join(" ", PAGE.lines()).replaceAll(" +", " "))
        .contains(sentence.formatted(figure));
  }

  private static String money(double amount) {
    return String.format(Locale.ROOT, "%.2f", amount);
  }
}
