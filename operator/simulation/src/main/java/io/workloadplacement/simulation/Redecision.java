package io.workloadplacement.simulation;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.PlacementPolicySpec;
import io.workloadplacement.api.v1alpha1.PlacementRecord;
import io.workloadplacement.api.v1alpha1.Stability;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one workload again and again, by what is known of it at each time, and keeps the
 * migrations, as the operator would make them.
 */
final class Redecision {

  /** A policy that lets every migration go. */
  static final PlacementPolicy WITHOUT_STABILITY = withoutStability();

  /** Only the newest records of a history are kept, as in the status. */
  private static final int HISTORY = 10;

  private final Decider decider;
  private final LearnedPlacement placement;
  private final Duration coldStart;
  private final Duration target;
  private final List<PlacementPolicy> policies;
  private final List<SimulatedMigration> migrations = new ArrayList<>();
  private @Nullable Target running;
  private @Nullable DecisionStatus last;
  private List<PlacementRecord> history = List.of();

  /**
   * Re-decisions.
   *
   * @param policies by which it is decided; none for the built-in defaults
   */
  Redecision(
      Decider decider,
      LearnedPlacement placement,
      Duration coldStart,
      Duration target,
      List<PlacementPolicy> policies) {
    this.decider = decider;
    this.placement = placement;
    this.coldStart = coldStart;
    this.target = target;
    this.policies = policies;
  }

  Duration coldStart() {
    return coldStart;
  }

  /** Decides by what is declared. */
  void decide(double seconds, LearnedProfile declared) {
    Instant now = Instant.EPOCH.plusSeconds((long) seconds);
    WorkloadPlacementStatus status =
        running == null
            ? null
            : WorkloadPlacementStatus.of(1L)
                .target(running)
                .decision(last)
                .history(history)
                .build();
    Decision decision =
        decider.decide(placement.input(declared, target, coldStart, status, policies, now));
    last = decision.status();
    String reason = Objects.requireNonNull(last.reason(), "a decision has a reason");
    Target on = decision.nextAction().on();
    if (on == running) {
      return;
    }
    if (running != null) {
      migrations.add(new SimulatedMigration(seconds, on, reason));
    }
    history =
        Stream.concat(Stream.of(new PlacementRecord(on, reason, now.toString())), history.stream())
            .limit(HISTORY)
            .toList();
    running = on;
  }

  List<SimulatedMigration> migrations() {
    return List.copyOf(migrations);
  }

  /** A migration to another side. */
  record SimulatedMigration(double at, Target to, String reason) {}

  private static PlacementPolicy withoutStability() {
    PlacementPolicy policy = new PlacementPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName("without-stability").build());
    policy.setSpec(
        new PlacementPolicySpec(
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            null,
            new Stability("0s", 0, 1000),
            null,
            null));
    return policy;
  }
}
