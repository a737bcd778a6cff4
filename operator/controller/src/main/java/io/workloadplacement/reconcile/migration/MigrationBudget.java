package io.workloadplacement.reconcile.migration;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The places for migrations that run at once in the whole cluster, so that an edit of a policy or a
 * price does not migrate five hundred workloads in the same minute. Places are given in the order
 * in which migrations were queued. Which migrations run is read from the placements' status at the
 * start, so that a new leader does not give places twice.
 */
public final class MigrationBudget {

  private static final Comparator<WorkloadPlacement> BY_ARRIVAL =
      Comparator.comparing(
              MigrationBudget::startedAt, Comparator.nullsLast(Comparator.<String>naturalOrder()))
          .thenComparing(p -> p.getMetadata().getNamespace())
          .thenComparing(p -> p.getMetadata().getName());

  private final int places;
  private final Supplier<Stream<WorkloadPlacement>> placements;
  private final Consumer<ResourceID> wake;
  private @Nullable Set<ResourceID> running;

  /**
   * A budget.
   *
   * @param places migrations that may run at once, at least 1
   * @param placements all that the operator looks after
   * @param wake makes a placement be looked at again
   */
  public MigrationBudget(
      int places, Supplier<Stream<WorkloadPlacement>> placements, Consumer<ResourceID> wake) {
    this.places = places;
    this.placements = placements;
    this.wake = wake;
  }

  /** Takes a place for a placement, unless all are taken or it is not its turn. */
  public synchronized boolean admits(WorkloadPlacement placement) {
    ResourceID id = ResourceID.fromResource(placement);
    Set<ResourceID> taken = running();
    // Nobody gives back the place of a placement that was deleted.
    taken.retainAll(placements.get().map(ResourceID::fromResource).collect(Collectors.toSet()));
    if (taken.contains(id)) {
      return true;
    }
    long before = queue().takeWhile(queued -> !queued.equals(id)).count();
    return before < places - taken.size() && taken.add(id);
  }

  /** Gives the place of a placement back, if it has one, and wakes those whose turn it is. */
  public void release(WorkloadPlacement placement) {
    next(ResourceID.fromResource(placement)).forEach(wake);
  }

  private synchronized List<ResourceID> next(ResourceID id) {
    return running().remove(id)
        ? queue().limit(Math.max(0, places - running().size())).toList()
        : List.of();
  }

  private Set<ResourceID> running() {
    if (running == null) {
      running = ids(MigrationPhase::running).collect(Collectors.toCollection(HashSet::new));
    }
    return running;
  }

  private Stream<ResourceID> queue() {
    Set<ResourceID> taken = running();
    return ids(MigrationPhase.QUEUED::equals).filter(id -> !taken.contains(id));
  }

  private static Optional<MigrationStatus> migration(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getStatus()).map(WorkloadPlacementStatus::migration);
  }

  private static @Nullable String startedAt(WorkloadPlacement placement) {
    return migration(placement).map(MigrationStatus::startedAt).orElse(null);
  }

  private Stream<ResourceID> ids(Predicate<MigrationPhase> which) {
    return placements
        .get()
        .filter(p -> migration(p).flatMap(MigrationPhase::of).filter(which).isPresent())
        .sorted(BY_ARRIVAL)
        .map(ResourceID::fromResource);
  }
}
