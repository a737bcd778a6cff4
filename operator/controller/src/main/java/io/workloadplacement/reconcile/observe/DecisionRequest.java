package io.workloadplacement.reconcile.observe;

import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.ClusterFacts;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.DecisionInput;
import io.workloadplacement.decision.InvalidProfileException;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import io.workloadplacement.rendering.KnativeCandidate;
import io.workloadplacement.rendering.KnativePortability;
import io.workloadplacement.rendering.NetworkIsolation;
import io.workloadplacement.rendering.ServiceMesh;
import io.workloadplacement.rendering.TemplateRules;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What of an observation is decided upon. */
public record DecisionRequest(DecisionInput input) {

  /**
   * Puts it together.
   *
   * @throws PlacementProblem if the placement declares something that cannot be used
   */
  public static DecisionRequest of(Observation observed) {
    return new DecisionRequest(valid(() -> input(observed)));
  }

  /**
   * Has it decided.
   *
   * @throws PlacementProblem if the placement declares something that cannot be used
   */
  public Decision decidedBy(Decider decider) {
    return valid(() -> decider.decide(input));
  }

  private static <T> T valid(Supplier<T> made) {
    try {
      return made.get();
    } catch (InvalidProfileException e) {
      throw new PlacementProblem(PlacementProblem.Kind.INVALID, String.valueOf(e.getMessage()));
    }
  }

  private static DecisionInput input(Observation observed) {
    WorkloadPlacement placement = observed.placement();
    TrafficProfile profile = TrafficProfile.of(placement);
    TemplateRules.violations(placement).stream()
        .findFirst()
        .ifPresent(
            violation -> {
              throw PlacementProblem.invalid(violation.field(), violation.message());
            });
    return new DecisionInput(
        placement,
        observed.workload().template(),
        observed.namespace(),
        observed.policies(),
        blockers(observed, profile),
        new ClusterFacts(
            observed.knative().installed(),
            observed.knative().features().queueProxy(),
            OutageCheck.of(observed)),
        observed.now());
  }

  private static List<Blocker> blockers(Observation observed, TrafficProfile profile) {
    KnativeCandidate candidate = observed.candidate(profile);
    return Stream.of(
            KnativePortability.blockers(candidate),
            observed.workload().blockers(),
            NetworkIsolation.blockers(candidate),
            ServiceMesh.blockers(candidate, observed.namespace()))
        .flatMap(List::stream)
        .toList();
  }
}
