package io.workloadplacement.cli;

import io.workloadplacement.decision.Decider;
import io.workloadplacement.reconcile.preview.ClusterPreview;
import io.workloadplacement.reconcile.preview.Preview;
import io.workloadplacement.rendering.Names;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Plans the placements of an input.
 *
 * @param cluster to compare with; empty to plan from the input alone
 * @param knativeInstalled whether Knative is there, where no cluster tells
 */
record Planner(
    PlanInput input,
    Optional<ClusterPreview> cluster,
    boolean knativeInstalled,
    InstantSource clock) {

  /**
   * What became of a placement.
   *
   * @param planned empty where it cannot be planned
   * @param faults why not, each beginning with the path of the field, if there is one
   */
  record Outcome(
      DeclaredPlacement declared, Optional<PlannedPlacement> planned, List<String> faults) {

    /** Lists are copied. */
    Outcome {
      faults = List.copyOf(faults);
    }
  }

  /** Every placement, in the order of the input. */
  List<Outcome> plan() {
    Decider decider = new Decider();
    Instant now = clock.instant();
    return input.placements().stream().map(declared -> plan(declared, decider, now)).toList();
  }

  private Outcome plan(DeclaredPlacement declared, Decider decider, Instant now) {
    List<String> ofThis = declared.problems().toList();
    if (!ofThis.isEmpty()) {
      return new Outcome(declared, Optional.empty(), ofThis);
    }
    if (input.adoptsRefused(declared.placement())) {
      return new Outcome(
          declared,
          Optional.empty(),
          List.of(
              "its Deployment '%s' is refused, as said above: it is planned once that is mended"
                  .formatted(Names.deployment(declared.placement()))));
    }
    try {
      PlannedPlacement planned =
          cluster.isPresent()
              ? onCluster(declared, cluster.get(), decider, now)
              : new PlannedPlacement(
                  declared.placement(),
                  input.preview(declared, knativeInstalled, decider, now),
                  Optional.empty());
      return new Outcome(declared, Optional.of(planned), List.of());
    } catch (Preview.Refused e) {
      return new Outcome(declared, Optional.empty(), List.of(e.getMessage()));
    }
  }

  private PlannedPlacement onCluster(
      DeclaredPlacement declared, ClusterPreview preview, Decider decider, Instant now)
      throws Preview.Refused {
    ClusterPreview.Result result =
        preview.of(
            declared.placement(),
            input.namespace(declared.placement()),
            input.policies(),
            input.around(declared.placement()),
            decider,
            now);
    return new PlannedPlacement(declared.placement(), result.preview(), Optional.of(result));
  }
}
