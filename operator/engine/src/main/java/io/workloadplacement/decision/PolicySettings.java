package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.PolicyRule;
import io.workloadplacement.api.v1alpha1.VendorStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A policy with every default filled in, every text parsed and every rule compiled; or the built-in
 * defaults.
 *
 * @param name of the policy; empty for the built-in defaults
 * @param fallbackAfter how long callers may not reach Knative before a Deployment takes over; empty
 *     for ever. Good whatever the faults are
 * @param faults what keeps it from being followed; the other values are only good without any
 */
record PolicySettings(
    Optional<String> name,
    FactorWeights weights,
    Abilities organization,
    PriceBook prices,
    List<Rule> rules,
    OptionalInt maxReplicas,
    OptionalDouble maxMonthlyCost,
    StabilityRules stability,
    Optional<Duration> fallbackAfter,
    boolean exceptionsAllowed,
    Duration exceptionsFor,
    List<PolicyFault> faults) {

  /** Weights of the matrix, 0 or more. */
  record FactorWeights(
      int trafficPattern,
      int executionDuration,
      int teamExpertise,
      int operationalCapacity,
      int costSensitivity,
      int scalingRequirements,
      int vendorStrategy) {

    int sum() {
      return trafficPattern
          + executionDuration
          + teamExpertise
          + operationalCapacity
          + costSensitivity
          + scalingRequirements
          + vendorStrategy;
    }
  }

  /** What the organisation can do, 1..5, and wants. */
  record Abilities(
      int kubernetesExpertise,
      int serverlessExpertise,
      int operationalCapacity,
      VendorStrategy vendorStrategy) {}

  /** When a migration is worth it. */
  record StabilityRules(Duration minDwell, int minImprovementPercent, int maxMigrationsPerWeek) {}

  /** A rule that can be evaluated. */
  record Rule(PolicyRule rule, RuleProgram program) {}
}
