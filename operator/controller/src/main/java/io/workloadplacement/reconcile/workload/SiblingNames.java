package io.workloadplacement.reconcile.workload;

import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.rendering.Names;
import java.util.List;
import java.util.Set;

/** Placements of the namespace whose Service has a name that another one needs on Knative. */
final class SiblingNames {

  private SiblingNames() {}

  static List<Blocker> blockers(WorkloadPlacement placement, List<WorkloadPlacement> siblings) {
    if (hasItsNames(placement)) {
      return List.of();
    }
    Set<String> needed = Set.of(Names.podsService(placement), Names.knativeService(placement));
    return siblings.stream()
        .map(Names::stableService)
        .filter(needed::contains)
        .map(
            name ->
                new Blocker(
                    Target.KNATIVE,
                    "WorkloadPlacement '%s': metadata.name".formatted(name),
                    "Its Service '%s' has the name of one that '%s' needs on Knative: rename one of"
                            .formatted(name, placement.getMetadata().getName())
                        + " the two."))
        .toList();
  }

  /** Then a sibling that comes later gets no Service. */
  private static boolean hasItsNames(WorkloadPlacement placement) {
    return placement.getStatus() != null
        && (placement.getStatus().target() == Target.KNATIVE
            || placement.getStatus().migration() != null);
  }
}
