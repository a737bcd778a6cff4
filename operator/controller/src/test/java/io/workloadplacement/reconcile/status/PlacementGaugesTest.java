package io.workloadplacement.reconcile.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.observability.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementGaugesTest {

  private static final String ESTIMATES =
      "estimates: {deployment: {monthlyCost: '13.09'}, knative: {monthlyCost: '3.54'}}";

  private static WorkloadPlacement placement(String name, String spec, String status) {
    return Serialization.unmarshal(
        """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: %s, namespace: shop}
        spec: {%s}
        status: {%s}
        """
            .formatted(name, spec, status),
        WorkloadPlacement.class);
  }

  private static WorkloadPlacement placement(String status) {
    return placement("checkout", "", status);
  }

  private static List<String> lines(boolean each, WorkloadPlacement... placements) {
    return lines(each, Stream.of(placements), Stream.of());
  }

  private static List<String> lines(
      boolean each, Stream<WorkloadPlacement> placements, Stream<PlacementPolicy> policies) {
    try (Metrics metrics = new Metrics()) {
      metrics.measure(() -> PlacementGauges.of(placements, policies, each));
      return metrics
          .scrape()
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.replace("workload_placement_", ""))
          .filter(
              line ->
                  line.matches("(declared|migrations_running|monthly|placement|policies|policy).*"))
          .toList();
    }
  }

  @Test
  void a_placement_is_counted_by_where_it_is_why_its_mode_and_whether_it_is_ready() {
    WorkloadPlacement rare =
        placement(
            "rare",
            "traffic: {averageRequestsPerSecond: '5m'}",
            "target: Knative, decision: {target: Knative, reason: WeightedMatrix}, conditions:"
                + " [{type: Ready, status: 'True', reason: Serving}]");

    assertThat(lines(false, rare, rare))
        .contains(
            "placements{namespace=\"shop\",target=\"Knative\",wanted=\"Knative\"} 2.0",
            "placements_by_mode{mode=\"Auto\",namespace=\"shop\"} 2.0",
            "placements_by_readiness{namespace=\"shop\",ready=\"True\",reason=\"Serving\"} 2.0",
            "placements_by_decision{namespace=\"shop\",reason=\"WeightedMatrix\",target=\"Knative\"} 2.0",
            "declared_requests_per_second{namespace=\"shop\",target=\"Knative\"} 0.01")
        .noneMatch(line -> line.contains("waiting") || line.contains("rare"));
  }

  @Test
  void a_placement_that_is_just_created_is_counted_too() {
    WorkloadPlacement created = placement("observedGeneration: -1");
    created.setSpec(null);
    WorkloadPlacement without = placement("");
    without.setStatus(null);

    assertThat(lines(false, created, without))
        .contains(
            "placements{namespace=\"shop\",target=\"None\",wanted=\"None\"} 2.0",
            "placements_by_readiness{namespace=\"shop\",ready=\"Unknown\",reason=\"None\"} 2.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Held              |                 | reason: WeightedMatrix                 |",
        "Recommended       | mode: Recommend | reason: WeightedMatrix                 |",
        "WaitingForKnative |                 | reason: WeightedMatrix, standsIn: true |",
        "FellBack          |                 | reason: WeightedMatrix, fellBack: true |",
        "PolicyBroken      |                 | reason: PolicyBroken                   |",
        "PolicyBroken      |                 | reason: PolicyRuleFailed               |",
        "Queued            | mode: Pinned    | reason: Pinned | Queued",
        "MigrationRolledBack | mode: Pinned  | reason: Pinned | BackingOff"
      })
  void what_waits_is_counted_by_what_it_waits_for_with_what_that_would_save(
      String cause, String mode, String decision, String phase) {
    String migration = phase == null ? "" : ", migration: {to: Knative, phase: " + phase + "}";
    WorkloadPlacement waiting =
        placement(
            "checkout",
            "placement: {" + (mode == null ? "" : mode) + "}",
            "target: Deployment, costPerMonth: 13.09 EUR, decision: {target: Knative, "
                + decision
                + ", "
                + ESTIMATES
                + "}"
                + migration);

    assertThat(lines(false, waiting))
        .contains(
            "placements_waiting{namespace=\"shop\",reason=\"%s\",wanted=\"Knative\"} 1.0"
                .formatted(cause),
            "monthly_savings_waiting{currency=\"EUR\",namespace=\"shop\",reason=\"%s\"} 9.55"
                .formatted(cause))
        .noneMatch(line -> line.startsWith("migrations_running"));
  }

  @Test
  void a_migration_that_runs_is_counted_by_its_phase_and_does_not_wait() {
    assertThat(
            lines(
                false,
                placement(
                    "target: Deployment, decision: {target: Knative}, migration: {to: Knative,"
                        + " phase: Warming}")))
        .contains("migrations_running{namespace=\"shop\",phase=\"Warming\",to=\"Knative\"} 1.0")
        .noneMatch(line -> line.startsWith("placements_waiting"));
  }

  @Test
  void cost_is_added_up_by_side_and_currency_and_saved_is_what_deployments_would_cost_more() {
    String usd = "costPerMonth: 1 USD, decision: {target: Knative, " + ESTIMATES + "}, target: ";
    String eur = usd.replace("USD", "EUR");

    assertThat(
            lines(
                false,
                placement(usd + "Knative"),
                placement(usd + "Knative"),
                placement(eur + "Knative"),
                placement(usd + "Deployment")))
        .contains(
            "monthly_cost{currency=\"USD\",namespace=\"shop\",target=\"Knative\"} 7.08",
            "monthly_cost{currency=\"EUR\",namespace=\"shop\",target=\"Knative\"} 3.54",
            "monthly_cost{currency=\"USD\",namespace=\"shop\",target=\"Deployment\"} 13.09",
            "monthly_cost_other_side{currency=\"USD\",namespace=\"shop\",target=\"Knative\"} 26.18",
            "monthly_cost_other_side{currency=\"USD\",namespace=\"shop\",target=\"Deployment\"}"
                + " 3.54",
            "monthly_savings{currency=\"USD\",namespace=\"shop\"} 19.1",
            "monthly_savings{currency=\"EUR\",namespace=\"shop\"} 9.55");
  }

  @Test
  void what_a_status_holds_that_is_no_figure_is_left_out_and_the_others_count() {
    WorkloadPlacement odd =
        placement(
            "odd",
            "traffic: {averageRequestsPerSecond: many}",
            "target: Knative, decision: {target: Knative, estimates: {knative: {monthlyCost:"
                + " dear}}}, migration: {phase: Teleporting}, conditions: [{type: Ready}]");
    WorkloadPlacement tcp =
        placement(
            "target: Deployment, costPerMonth: '2.70', decision: {target: Deployment, estimates:"
                + " {deployment: {monthlyCost: '2.70'}}}");

    assertThat(lines(true, odd, tcp))
        .contains(
            "placements{namespace=\"shop\",target=\"Knative\",wanted=\"Knative\"} 1.0",
            "placements_by_readiness{namespace=\"shop\",ready=\"Unknown\",reason=\"None\"} 2.0",
            "monthly_cost{currency=\"\",namespace=\"shop\",target=\"Deployment\"} 2.7")
        .noneMatch(line -> line.startsWith("monthly_cost_other_side"))
        .noneMatch(line -> line.startsWith("monthly_savings"));
  }

  @ParameterizedTest
  @CsvSource({"RouterUnavailable, router", "KnativeUnavailable, knative", ", none"})
  void a_fallback_is_counted_by_what_fails(String outage, String cause) {
    String status = "target: Deployment, decision: {target: Knative, fellBack: true}";

    assertThat(
            lines(
                false,
                placement(outage == null ? status : status + ", outage: {reason: " + outage + "}")))
        .contains("placements_fallen_back{cause=\"%s\",namespace=\"shop\"} 1.0".formatted(cause));
  }

  @Test
  void violations_and_what_fails_again_and_again_are_counted() {
    assertThat(
            lines(
                false,
                placement(
                    "conditions: [{type: PolicyCompliant, status: 'False', reason: NotFollowed}]"),
                placement(
                    "conditions: [{type: PolicyCompliant, status: Unknown, reason: PolicyBroken}]"),
                placement("conditions: [{type: Ready, status: 'False', reason: Retrying}]"),
                placement(
                    "conditions: [{type: Ready, status: 'True', reason: Serving}, {type:"
                        + " Reconciling, status: 'True', reason: Retrying}]")))
        .contains(
            "policy_violations{namespace=\"shop\",reason=\"NotFollowed\"} 1.0",
            "placements_retrying{namespace=\"shop\"} 2.0")
        .noneMatch(line -> line.startsWith("policy_violations") && line.contains("PolicyBroken"));
  }

  @Test
  void policies_are_counted_by_whether_they_can_be_followed() {
    PlacementPolicy broken =
        Serialization.unmarshal(
            "---\nmetadata: {name: pci}\nstatus: {conditions: [{type: Ready, status: 'False', reason:"
                + " InvalidRules}]}",
            PlacementPolicy.class);

    assertThat(lines(true, Stream.of(), Stream.of(broken, new PlacementPolicy())))
        .containsExactly(
            "policies{ready=\"False\",reason=\"InvalidRules\"} 1.0",
            "policies{ready=\"Unknown\",reason=\"None\"} 1.0");
  }

  @Test
  void each_placement_has_its_own_series_only_where_that_is_asked_for() {
    WorkloadPlacement rare =
        placement(
            "rare",
            "traffic: {averageRequestsPerSecond: '5m'}",
            "target: Knative, costPerMonth: 3.54 USD, decision: {target: Knative, "
                + ESTIMATES
                + "}");

    assertThat(lines(true, rare))
        .filteredOn(line -> line.contains("rare"))
        .containsExactly(
            "placement_declared_requests_per_second{name=\"rare\",namespace=\"shop\"} 0.005",
            "placement_monthly_cost{currency=\"USD\",name=\"rare\",namespace=\"shop\",target=\"Knative\"}"
                + " 3.54",
            "placement_monthly_cost_other_side{currency=\"USD\",name=\"rare\",namespace=\"shop\",target=\"Knative\"}"
                + " 13.09",
            "placement_status{mode=\"Auto\",name=\"rare\",namespace=\"shop\",ready=\"Unknown\",reason=\"None\",target=\"Knative\",wanted=\"Knative\"}"
                + " 1.0");
    assertThat(lines(false, rare)).noneMatch(line -> line.contains("rare"));
  }

  @Test
  void ten_thousand_placements_are_counted_in_one_pass_of_less_than_a_second() {
    List<WorkloadPlacement> many =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    placement(
                        "checkout-" + i,
                        "traffic: {averageRequestsPerSecond: '5m'}",
                        "target: Knative, costPerMonth: 3.54 USD, decision: {target: Knative,"
                            + " reason: WeightedMatrix, "
                            + ESTIMATES
                            + "}, conditions: [{type: Ready, status: 'True', reason: Serving}]"))
            .toList();
    // The fastest of some: the machine may be busy.
    Duration took =
        IntStream.range(0, 10)
            .mapToObj(pass -> durationOfAPass(tenThousand(many)))
            .min(Duration::compareTo)
            .orElseThrow();
    List<String> lines = lines(false, tenThousand(many).stream(), Stream.of());

    assertThat(took).isLessThan(Duration.ofSeconds(1));
    assertThat(lines)
        .contains("placements{namespace=\"shop\",target=\"Knative\",wanted=\"Knative\"} 10000.0")
        .hasSizeLessThan(10);
  }

  private static List<WorkloadPlacement> tenThousand(List<WorkloadPlacement> some) {
    return IntStream.range(0, 10_000).mapToObj(i -> some.get(i % some.size())).toList();
  }

  private static Duration durationOfAPass(List<WorkloadPlacement> placements) {
    long start = System.nanoTime();
    PlacementGauges.of(placements.stream(), Stream.of(), false);
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
