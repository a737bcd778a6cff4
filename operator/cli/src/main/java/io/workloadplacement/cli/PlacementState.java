package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.Condition;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.SideEstimate;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.decision.Pin;
import java.math.BigDecimal;
import java.util.Optional;

/** What a placement's status says, of which anything may be absent. */
record PlacementState(WorkloadPlacement placement) {

  /** How much a placement needs somebody to look at it; the worst last. */
  enum Attention {
    NONE,
    /** It serves, and another side is wanted. */
    WAITS,
    /** It serves, and breaks its policy, or nobody knows whether. */
    NOT_COMPLIANT,
    /** It does not serve as its spec says, yet. */
    NOT_READY,
    /** The operator cannot go on without a person. */
    STALLED
  }

  private static final String TRUE = "True";
  private static final String UNKNOWN = "Unknown";

  String namespace() {
    return placement.getMetadata().getNamespace();
  }

  String name() {
    return placement.getMetadata().getName();
  }

  String key() {
    return namespace() + "/" + name();
  }

  Optional<WorkloadPlacementStatus> status() {
    return Optional.ofNullable(placement.getStatus());
  }

  Optional<DecisionStatus> decision() {
    return status().map(WorkloadPlacementStatus::decision);
  }

  Optional<Condition> condition(String type) {
    return status().stream()
        .flatMap(status -> status.conditions().stream())
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  /** Whether Ready is True, False or Unknown. */
  String ready() {
    return condition(Conditions.READY).map(Condition::getStatus).orElse(UNKNOWN);
  }

  boolean isReady() {
    return TRUE.equals(ready());
  }

  /** Where it runs. */
  Optional<Target> target() {
    return status().map(WorkloadPlacementStatus::target);
  }

  /** Where it should run, while that is another side. */
  Optional<Target> wanted() {
    return status().map(WorkloadPlacementStatus::wanted);
  }

  PlacementMode mode() {
    return placement.getSpec().mode();
  }

  /** The value of the annotation that pins it. */
  Optional<String> pin() {
    return Optional.ofNullable(placement.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Pin.ANNOTATION));
  }

  Optional<SideEstimate> estimate(Target side) {
    return decision()
        .map(DecisionStatus::estimates)
        .map(
            both ->
                switch (side) {
                  case DEPLOYMENT -> both.deployment();
                  case KNATIVE -> both.knative();
                });
  }

  /** Cost of a month on the side on which it runs. */
  Optional<BigDecimal> cost() {
    return target().flatMap(this::cost);
  }

  /** Cost of a month on the other side. */
  Optional<BigDecimal> otherCost() {
    return target().map(Target::other).flatMap(this::cost);
  }

  /** What it costs less in a month than on the other side; negative where that is cheaper. */
  Optional<BigDecimal> saving() {
    return otherCost().flatMap(other -> cost().map(other::subtract));
  }

  private Optional<BigDecimal> cost(Target side) {
    return estimate(side)
        .map(SideEstimate::monthlyCost)
        .flatMap(
            cost -> {
              try {
                return Optional.of(new BigDecimal(cost));
              } catch (NumberFormatException e) {
                return Optional.empty();
              }
            });
  }

  /** The currency of its policy; empty before the first decision. */
  Optional<String> currency() {
    return status().flatMap(WorkloadPlacementStatus::currency);
  }

  Attention trouble() {
    if (condition(Conditions.STALLED).isPresent()) {
      return Attention.STALLED;
    }
    if (!isReady()) {
      return Attention.NOT_READY;
    }
    if (condition(Conditions.POLICY_COMPLIANT)
        .filter(c -> !TRUE.equals(c.getStatus()))
        .isPresent()) {
      return Attention.NOT_COMPLIANT;
    }
    return wanted().isPresent() ? Attention.WAITS : Attention.NONE;
  }
}
