package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.decision.Reason;
import io.workloadplacement.reconcile.preview.ClusterPreview;
import io.workloadplacement.reconcile.preview.ManifestChange;
import io.workloadplacement.reconcile.preview.ManifestChange.Action;
import io.workloadplacement.reconcile.preview.Preview;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A placement of the input with what is planned for it.
 *
 * @param preview what is decided and would be applied
 * @param cluster what that would change in the cluster; empty without {@code --diff}
 */
record PlannedPlacement(
    WorkloadPlacement placement, Preview preview, Optional<ClusterPreview.Result> cluster) {

  String key() {
    return placement.getMetadata().getNamespace() + "/" + placement.getMetadata().getName();
  }

  DecisionStatus decision() {
    return preview.decision().status();
  }

  /** The side on which it would run. */
  Target on() {
    return preview.decision().nextAction().on();
  }

  /** The side that is decided, which is another one while it waits for something. */
  Target wanted() {
    return Objects.requireNonNull(decision().target(), "a decision has a target");
  }

  boolean isRecommended() {
    return preview.decision().waitsFor(WaitReason.RECOMMEND);
  }

  /** What keeps it from being carried out, in sentences. */
  List<String> refusals() {
    Stream<ManifestChange> ofCluster =
        cluster.stream()
            .flatMap(result -> result.changes().stream())
            .filter(change -> change.action() == Action.REFUSED);
    return Stream.concat(ofCluster, preview.conflicts().stream())
        .map(
            change ->
                change.note().startsWith(change.kind())
                    ? change.note()
                    : "%s %s: %s".formatted(change.kind(), change.name(), change.note()))
        .distinct()
        .toList();
  }

  /** Whether it cannot be carried out, or its policy cannot be followed. */
  boolean isWrong() {
    return !refusals().isEmpty() || brokenPolicy().isPresent();
  }

  /** Whether it would migrate from one side of the cluster to the other. */
  boolean migrates() {
    return cluster.filter(ClusterPreview.Result::migrates).isPresent();
  }

  /** Why its policy cannot be followed; empty where it can. */
  Optional<String> brokenPolicy() {
    return Optional.of(decision())
        .filter(decided -> Reason.of(decided.reason()).filter(Reason::freezes).isPresent())
        .map(decided -> key() + ": " + decided.message());
  }

  /** The figures of a side; empty where it cannot be compared, as Knative for TCP. */
  Optional<SideFigures> figures(Target side) {
    return SideFigures.of(
        side, decision().estimates(), preview.decision().profile(), preview.decision().currency());
  }

  /** Where it runs now, with the figures that the cluster tells; empty for a new placement. */
  Optional<SideFigures> now() {
    return cluster
        .filter(result -> result.current().isPresent())
        .flatMap(
            result ->
                SideFigures.of(
                    result.current().get(),
                    result.live().get().getStatus().decision() == null
                        ? null
                        : result.live().get().getStatus().decision().estimates(),
                    preview.decision().profile(),
                    preview.decision().currency()));
  }

  /** What else a reader should know. */
  List<String> notes() {
    return Stream.concat(decision().notes().stream(), preview.notes().stream()).distinct().toList();
  }
}
