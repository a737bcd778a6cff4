package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.SideEstimate;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.simulation.Hindsight;
import io.workloadplacement.simulation.SideResult;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a simulation says, in sentences. */
record SimulationSummary(SimulationResult simulation) {

  /** Percentiles of a replay are known to 1 %. */
  private static final double ALIKE = 0.02;

  /** What the decision saves or costs, over what time, and whether the target is met. */
  String headline() {
    List<String> sentences = new ArrayList<>();
    sentences.add(money());
    sentences.add(target());
    return String.join(" ", sentences);
  }

  private String money() {
    Target decided = decided();
    double ours = hindsight().cost(decided);
    double theirs = hindsight().cost(decided.other());
    if (isBlocked(decided.other())) {
      return "%s cannot run it; %s would cost %s %s a month."
          .formatted(first(decided.other()), within(decided), amount(ours), currency());
    }
    double saved = theirs - ours;
    if (amount(ours).equals(amount(theirs))) {
      return "Both sides would cost %s %s a month.".formatted(amount(ours), currency());
    }
    String period =
        " In the %s of the trace that is %s %s."
            .formatted(
                TraceText.length(simulation.trace().seconds()),
                amount(Math.abs(result(decided).cost() - result(decided.other()).cost())),
                currency());
    return saved > 0
        ? "%s saves %s %s a month (%s): %s instead of %s for %s.%s"
            .formatted(
                first(decided),
                amount(saved),
                currency(),
                share(saved / theirs),
                amount(ours),
                amount(theirs),
                within(decided.other()),
                period)
        : "%s costs %s %s a month more than %s%s: %s instead of %s.%s"
            .formatted(
                first(decided),
                amount(-saved),
                currency(),
                within(decided.other()),
                theirs > 0 ? " (" + share(-saved / theirs) + ")" : "",
                amount(ours),
                amount(theirs),
                period);
  }

  private String target() {
    Hindsight hindsight = hindsight();
    String target =
        " the target of %s at p%d."
            .formatted(DurationText.format(profile().latencyTarget()), profile().percentile());
    if (hindsight.deploymentMeets() == hindsight.knativeMeets()) {
      return (hindsight.deploymentMeets() ? "Both sides meet" : "Neither side meets") + target;
    }
    return "Only %s meets%s"
        .formatted(
            within(hindsight.deploymentMeets() ? Target.DEPLOYMENT : Target.KNATIVE), target);
  }

  /** Why the figures of the decision are not those of the replay. */
  String estimateAndReplay() {
    int workloads = simulation.workloads().size();
    if (workloads > 1) {
      return "The decision's estimates are for one workload with the declared traffic; the replay adds up %d workloads with that of the trace."
          .formatted(workloads);
    }
    String apart =
        Stream.of(Target.values())
            .flatMap(side -> estimate(side).flatMap(estimate -> apart(side, estimate)).stream())
            .collect(Collectors.joining(", "));
    String coldStart = DurationText.format(profile().coldStart());
    return "Estimated is what the decision expects of the declared traffic (%s requests per second, each cold start %s); the other rows are what this trace gave (%s requests per second, cold starts that spread around a median of %s)%s."
        .formatted(
            rate(profile().averageRate()),
            coldStart,
            rate(simulation.trace().requests() / simulation.trace().seconds()),
            coldStart,
            apart.isEmpty() ? "" : ": p%d was %s".formatted(profile().percentile(), apart));
  }

  private Optional<String> apart(Target side, SideEstimate estimate) {
    if (simulation.trace().requests() == 0) {
      return Optional.empty();
    }
    double replayed = result(side).latencies().quantile(profile().percentile() / 100.0);
    double estimated =
        DurationText.parse(Objects.requireNonNull(estimate.latency(), "it was just estimated"))
                .toNanos()
            / 1e9;
    return Math.abs(replayed / estimated - 1) <= ALIKE
        ? Optional.empty()
        : Optional.of(
            "%s on %s and not %s"
                .formatted(SimulationText.seconds(replayed), within(side), estimate.latency()));
  }

  /** What should keep a reader from believing the figures. */
  List<String> warnings() {
    return Stream.of(
            TraceText.tooShort(simulation.trace()),
            TraceText.tooFew(simulation.trace(), profile().percentile()))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Which side would have been right. */
  String hindsightVerdict() {
    Hindsight hindsight = hindsight();
    if (isBlocked(hindsight.best())) {
      return "%s: %s cannot run it.".formatted(hindsight.best().other(), within(hindsight.best()));
    }
    return "%s: %s. %s".formatted(hindsight.best(), why(), againstHindsight());
  }

  private String why() {
    Hindsight hindsight = hindsight();
    if (hindsight.deploymentMeets() != hindsight.knativeMeets()) {
      return "it alone meets the target";
    }
    boolean same = amount(hindsight.deploymentCost()).equals(amount(hindsight.knativeCost()));
    return "%s the target%s"
        .formatted(
            hindsight.deploymentMeets() ? "both meet" : "neither meets",
            same ? ", at the same cost" : " and it is cheaper");
  }

  private String againstHindsight() {
    Target decided = decided();
    Target best = hindsight().best();
    if (decided == best) {
      return "The decision was the same.";
    }
    if (hindsight().meets(best) && !hindsight().meets(decided)) {
      return "The decision missed the target.";
    }
    double ours = hindsight().cost(decided);
    double least = hindsight().cost(best);
    if (amount(ours).equals(amount(least))) {
      return "The decision cost the same.";
    }
    return least == 0
        ? "The decision cost %s %s a month.".formatted(amount(ours), currency())
        : "The decision cost %s more.".formatted(share(ours / least - 1));
  }

  /** What the decision estimated of a side; empty where it did not compare them. */
  Optional<SideEstimate> estimate(Target side) {
    return Optional.ofNullable(simulation.decision().status().estimates())
        .map(both -> side == Target.DEPLOYMENT ? both.deployment() : both.knative());
  }

  /** Money with two decimals, or four where that would hide it. */
  static String amount(double money) {
    boolean small = money >= 0.0001 && money < 0.1;
    return String.format(Locale.ROOT, small ? "%.4f" : "%.2f", money);
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static String rate(double rate) {
    return new BigDecimal(rate).round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }

  private static String within(Target side) {
    return side == Target.DEPLOYMENT ? "a Deployment" : "Knative";
  }

  private static String first(Target side) {
    return side == Target.DEPLOYMENT ? "A Deployment" : "Knative";
  }

  private boolean isBlocked(Target side) {
    return simulation.decision().status().blockers().stream()
        .anyMatch(blocker -> blocker.target() == side);
  }

  private Target decided() {
    return Objects.requireNonNull(
        simulation.decision().status().target(), "a decision has a target");
  }

  private Hindsight hindsight() {
    return simulation.hindsight();
  }

  private TrafficProfile profile() {
    return simulation.decision().profile();
  }

  private SideResult result(Target side) {
    return side == Target.DEPLOYMENT
        ? simulation.total().deployment()
        : simulation.total().knative();
  }

  private String currency() {
    return simulation.prices().currency();
  }
}
