package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.workloadplacement.api.v1alpha1.Rollout;
import io.workloadplacement.api.v1alpha1.RolloutStrategy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a new version of a template replaces the old one: what the placement states, and the
 * operator's defaults for the rest. One replica more and none less, where two replicas can run side
 * by side; else one less and none more, as the new replica would wait for the old one's volume or
 * port.
 *
 * @param rollout without gaps, but for {@code maxUnavailable} and {@code maxSurge} of {@code
 *     Recreate}
 * @param notes in sentences for people
 */
record RolloutPlan(Rollout rollout, List<String> notes) {

  private static final IntOrString NONE = new IntOrString(0);
  private static final IntOrString ONE = new IntOrString(1);

  static RolloutPlan of(@Nullable Rollout stated, PodSpec pod) {
    Rollout given = stated == null ? Rollout.SILENT : stated;
    if (given.strategy() == RolloutStrategy.RECREATE) {
      return new RolloutPlan(rollout(given, null, null), List.of());
    }
    Optional<String> alone = ExclusiveResource.of(pod);
    boolean surges =
        alone.isEmpty() || !isNothing(given.maxSurge()) || isZero(given.maxUnavailable());
    IntOrString maxSurge = orElse(given.maxSurge(), surges ? ONE : NONE);
    IntOrString maxUnavailable = orElse(given.maxUnavailable(), surges ? NONE : ONE);
    return new RolloutPlan(
        rollout(given, maxUnavailable, maxSurge),
        alone.map(why -> why + (surges ? MAY_HANG : STOPS_FIRST)).stream().toList());
  }

  private static final String STOPS_FIRST =
      ", so a rollout ends a replica before it starts the new one (maxUnavailable 1, maxSurge 0);"
          + " write spec.rollout.maxSurge: 1 if two can run side by side";

  private static final String MAY_HANG =
      ", and spec.rollout asks for a new replica beside it, which may wait for ever; leave out"
          + " maxSurge and maxUnavailable, or write strategy: Recreate, unless two can run side by"
          + " side";

  private static Rollout rollout(
      Rollout given, @Nullable IntOrString maxUnavailable, @Nullable IntOrString maxSurge) {
    return new Rollout(
        maxUnavailable,
        maxSurge,
        orElse(given.minReadySeconds(), DeploymentSide.MIN_READY_SECONDS),
        orElse(given.progressDeadlineSeconds(), DeploymentSide.PROGRESS_DEADLINE_SECONDS),
        given.autoRollback(),
        given.strategy());
  }

  private static boolean isNothing(@Nullable IntOrString value) {
    return value == null || isZero(value);
  }

  private static boolean isZero(@Nullable IntOrString value) {
    return value != null && (NONE.equals(value) || "0%".equals(value.getStrVal()));
  }

  private static <T> T orElse(@Nullable T value, T fallback) {
    return value == null ? fallback : value;
  }
}
