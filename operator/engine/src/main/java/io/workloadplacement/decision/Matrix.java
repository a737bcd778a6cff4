package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Factor;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.Totals;
import io.workloadplacement.api.v1alpha1.TrafficPattern;
import io.workloadplacement.decision.PolicySettings.Abilities;
import io.workloadplacement.decision.PolicySettings.FactorWeights;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The weighted matrix: seven factors with scores of 1 to 5 for each side. A total is {@code 100 *
 * sum(w * s) / (5 * sum(w))}.
 */
record Matrix(List<Row> rows) {

  /** The sentence is written on demand: the search for the flip point needs the scores alone. */
  record Row(String name, int weight, int deployment, int knative, Supplier<String> why) {}

  private record Scores(int deployment, int knative) {}

  /** Knative's default and largest revision timeout. */
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

  /** Peak over average from which traffic counts as bursty. */
  private static final double BURSTY = 10;

  static Matrix of(Sides sides, PolicySettings policy) {
    FactorWeights weights = policy.weights();
    Abilities organization = policy.organization();
    return new Matrix(
        List.of(
            trafficPattern(sides, weights.trafficPattern()),
            executionDuration(sides.load().profile(), weights.executionDuration()),
            teamExpertise(organization, weights.teamExpertise()),
            operationalCapacity(organization, weights.operationalCapacity()),
            cost(sides, policy.prices().currency(), weights.costSensitivity()),
            scaling(sides, weights.scalingRequirements()),
            vendor(organization, weights.vendorStrategy())));
  }

  /** The side with the higher total; in a tie the one given. */
  Target favours(Target inATie) {
    int difference = weighted(Target.KNATIVE) - weighted(Target.DEPLOYMENT);
    return difference == 0 ? inATie : difference > 0 ? Target.KNATIVE : Target.DEPLOYMENT;
  }

  /** Total of one side, 0 to 100. */
  int total(Target target) {
    int weights = rows.stream().mapToInt(Row::weight).sum();
    return (int) Math.round(100.0 * weighted(target) / (5.0 * weights));
  }

  Totals totals() {
    return new Totals(total(Target.DEPLOYMENT), total(Target.KNATIVE));
  }

  List<Factor> factors() {
    return rows.stream()
        .map(
            row ->
                new Factor(
                    row.name(), row.weight(), row.deployment(), row.knative(), row.why().get()))
        .toList();
  }

  private int weighted(Target target) {
    return rows.stream()
        .mapToInt(
            row -> row.weight() * (target == Target.DEPLOYMENT ? row.deployment() : row.knative()))
        .sum();
  }

  private static Row trafficPattern(Sides sides, int weight) {
    double warm = sides.knative().warmth().warmShare();
    Load load = sides.load();
    double ratio =
        load.profile().averageRate() == 0 ? 1 : load.peakRate() / load.profile().averageRate();
    int fit = warm < 0.3 ? 5 : warm < 0.6 ? 4 : warm < 0.9 ? 3 : warm < 0.97 ? 2 : 1;
    int knative = ratio >= BURSTY ? Math.min(5, fit + 1) : fit;
    return new Row(
        "TrafficPattern",
        weight,
        6 - fit,
        knative,
        () ->
            "A Knative pod would run for %s of the time; the peak is %s times the average."
                .formatted(NumberFormats.percent(warm), NumberFormats.number(ratio, 2)));
  }

  private static Row executionDuration(TrafficProfile profile, int weight) {
    Duration longest = profile.maxRequestDuration();
    int knative =
        longest.compareTo(Duration.ofSeconds(60)) <= 0
            ? 5
            : longest.compareTo(DEFAULT_TIMEOUT) <= 0
                ? 4
                : longest.compareTo(MAX_TIMEOUT) <= 0 ? 3 : 1;
    boolean slow = profile.serviceTime().compareTo(Duration.ofSeconds(10)) > 0;
    return new Row(
        "ExecutionDuration",
        weight,
        5,
        slow ? Math.max(1, knative - 1) : knative,
        () ->
            "A request takes %s and at most %s; Knative ends one after %s by default and after %s at most."
                .formatted(
                    DurationText.format(profile.serviceTime()),
                    DurationText.format(longest),
                    DurationText.format(DEFAULT_TIMEOUT),
                    DurationText.format(MAX_TIMEOUT)));
  }

  private static Row teamExpertise(Abilities organization, int weight) {
    return new Row(
        "TeamExpertise",
        weight,
        organization.kubernetesExpertise(),
        organization.serverlessExpertise(),
        () ->
            "The organisation rates its Kubernetes expertise %s of 5 and its serverless expertise %s."
                .formatted(organization.kubernetesExpertise(), organization.serverlessExpertise()));
  }

  private static Row operationalCapacity(Abilities organization, int weight) {
    int capacity = organization.operationalCapacity();
    return new Row(
        "OperationalCapacity",
        weight,
        capacity,
        capacity <= 2 ? 5 : 4,
        () ->
            "The organisation rates its operational capacity %s of 5; Knative needs less of it, as it sizes and routes by itself."
                .formatted(capacity));
  }

  private static Row cost(Sides sides, String currency, int weight) {
    double deployment = sides.deployment().monthlyCost();
    double knative = sides.knative().monthlyCost();
    return new Row(
        "CostSensitivity",
        weight,
        costScore(deployment, knative),
        costScore(knative, deployment),
        () ->
            "A Deployment would cost %s %s a month and Knative %s."
                .formatted(
                    NumberFormats.money(deployment), currency, NumberFormats.money(knative)));
  }

  private static int costScore(double own, double other) {
    if (own <= 1.1 * other) {
      return 5;
    }
    return own <= 1.5 * other ? 4 : own <= 2 * other ? 3 : own <= 4 * other ? 2 : 1;
  }

  private static Row scaling(Sides sides, int weight) {
    Load load = sides.load();
    TrafficProfile profile = load.profile();
    int atPeak = load.replicasFor(load.peakRate());
    int atAverage = sides.deployment().replicas().min();
    boolean abrupt =
        profile.pattern() == TrafficPattern.BURSTY || profile.pattern() == TrafficPattern.SPORADIC;
    Scores scores = scalingScores((double) atPeak / atAverage, abrupt);
    return new Row(
        "ScalingRequirements",
        weight,
        scores.deployment(),
        scores.knative(),
        () ->
            "The peak of %s per second needs %s and the least is %s; %s traffic rises %s, a HorizontalPodAutoscaler looks every 15s and Knative's every 2s, and a pod then starts in about %s."
                .formatted(
                    NumberFormats.number(load.peakRate(), 3),
                    NumberFormats.replicas(atPeak),
                    atAverage,
                    profile.pattern(),
                    abrupt ? "at once" : "over minutes",
                    DurationText.format(profile.coldStart())));
  }

  /** A HorizontalPodAutoscaler doubles at most every 15 s; Knative panics within seconds. */
  private static Scores scalingScores(double rise, boolean abrupt) {
    if (rise <= 1) {
      return new Scores(5, 5);
    }
    if (!abrupt) {
      return rise <= 4 ? new Scores(5, 5) : new Scores(4, 5);
    }
    return rise <= 2 ? new Scores(3, 5) : rise <= 4 ? new Scores(2, 4) : new Scores(1, 4);
  }

  private static Row vendor(Abilities organization, int weight) {
    Scores scores =
        switch (organization.vendorStrategy()) {
          case MULTI_CLOUD -> new Scores(5, 4);
          case SINGLE_CLOUD -> new Scores(3, 4);
          case NEUTRAL -> new Scores(3, 3);
        };
    return new Row(
        "VendorStrategy",
        weight,
        scores.deployment(),
        scores.knative(),
        () ->
            switch (organization.vendorStrategy()) {
              case MULTI_CLOUD ->
                  "MultiCloud: a Deployment runs on every Kubernetes, Knative where it is installed.";
              case SINGLE_CLOUD ->
                  "SingleCloud: Knative matches the serverless container services of a vendor.";
              case NEUTRAL -> "Neutral: the organisation prefers neither.";
            });
  }
}
