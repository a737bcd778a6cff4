package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;

import io.workloadplacement.reconcile.migration.ModelCluster.Transition;
import io.workloadplacement.reconcile.migration.ModelOperator.Report;
import io.workloadplacement.reconcile.migration.ModelOperator.Work;
import io.workloadplacement.reconcile.migration.ModelWrites.Write;
import io.workloadplacement.reconcile.plan.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows a state to its end while nothing goes wrong any more and nobody changes anything: the
 * controllers do their work at once, a place is free, and the operator reconciles only when it is
 * woken, by an event or by the time that it has set itself.
 */
final class ModelConvergence {

  /** More steps than the longest way takes, with its back-offs. */
  private static final int PATIENCE = 60;

  private final ModelOperator operator;
  private final Set<ModelState> end = new HashSet<>();

  ModelConvergence(ModelOperator operator) {
    this.operator = operator;
  }

  /** Where a state ends. */
  ModelState end(ModelState from) {
    ModelState s = from;
    for (int step = 0; step < PATIENCE; step++) {
      ModelState settled = settled(s);
      Work work = operator.work(settled);
      ModelState written = settled;
      for (Write write : work.writes()) {
        written = write.effect().apply(written);
      }
      ModelState reported = operator.report(written, work).state();
      // Time does not run out on a migration that goes on.
      s = work.writes().isEmpty() ? ModelCluster.tick(reported) : reported;
    }
    return s;
  }

  /** What keeps a state from its right end, if anything does. */
  Optional<String> fault(ModelState from) {
    ModelState s =
        from.without(FLIPS, TEMPLATES, EDITS, FAULTS, REPLACEMENTS, PLACE_CHANGES, DELETIONS)
            .with(PLACE_FREE, 1);
    List<ModelState> way = new ArrayList<>();
    boolean woken = true;
    boolean begun = false;
    Optional<Duration> lookAgain = Optional.empty();
    for (int step = 0; step < PATIENCE; step++) {
      ModelState settled = settled(s);
      if (settled.isGone()) {
        return isReleased(settled)
            ? Optional.empty()
            : Optional.of("the Deployment does not serve as before in\n  " + settled);
      }
      woken |= !watched(settled).equals(watched(s));
      if (!woken) {
        if (isRightEnd(settled)) {
          end.addAll(way);
          return Optional.empty();
        }
        if (lookAgain.isEmpty()) {
          return Optional.of("nothing wakes the operator in\n  " + settled);
        }
        if (lookAgain.get().compareTo(longestWait(settled)) > 0) {
          return Optional.of("the operator sleeps for " + lookAgain.get() + " in\n  " + settled);
        }
        settled = after(settled, lookAgain.get());
      } else if (end.contains(settled)) {
        end.addAll(way);
        return Optional.empty();
      } else {
        way.add(settled);
      }
      Work work = operator.work(settled);
      ModelState written = settled;
      for (Write write : work.writes()) {
        written = write.effect().apply(written);
      }
      woken = !work.writes().isEmpty();
      Report report = operator.report(written, work);
      if (begun && rollsBack(report.state()) && !rollsBack(settled)) {
        return Optional.of("rolled back although nothing went wrong, in\n  " + settled);
      }
      begun |= begins(report.state());
      lookAgain = report.lookAgain();
      s = report.state();
    }
    return Optional.of("no end after " + PATIENCE + " steps, but\n  " + s);
  }

  /** A side that drains is looked at when it has drained; nothing else takes longer than warmth. */
  private static Duration longestWait(ModelState s) {
    if (s.is(DELETED)) {
      return Release.KEPT_CONNECTIONS;
    }
    boolean drains =
        rollsBack(s) || ModelOperator.phase(s).filter(MigrationPhase.DRAINING::equals).isPresent();
    return Duration.ofSeconds((drains ? 1 : 4) * ModelState.TICK);
  }

  private static boolean begins(ModelState s) {
    return !s.is(STARTED) && ModelOperator.phase(s).filter(MigrationPhase::timed).isPresent();
  }

  private static boolean rollsBack(ModelState s) {
    return ModelOperator.phase(s).filter(MigrationPhase.ROLLING_BACK::equals).isPresent();
  }

  private static ModelState settled(ModelState s) {
    ModelState settled = s;
    List<Transition> transitions = ModelCluster.progress(settled);
    while (!transitions.isEmpty()) {
      settled = transitions.get(0).to();
      transitions = ModelCluster.progress(settled);
    }
    return settled;
  }

  /** A Revision is read, not watched; nobody sees what the gateway knows. */
  private static ModelState watched(ModelState s) {
    ModelState objects = s.without(REVISION_PODS, MIN_SCALE, CONNECTIONS);
    return s.is(ROUTER) ? ModelRouter.watched(objects) : objects.without(GATEWAY_KNOWS);
  }

  private static ModelState after(ModelState s, Duration wait) {
    ModelState later = s;
    for (long left = wait.toSeconds(); left > 0; left -= ModelState.TICK) {
      later = ModelCluster.tick(later);
    }
    return s.is(DELETED) && wait.compareTo(Release.KEPT_CONNECTIONS) >= 0
        ? ModelCluster.afterLong(later)
        : later;
  }

  /** The pinned side serves as the spec says, and of the other one only what lingers on purpose. */
  private static boolean isRightEnd(ModelState s) {
    boolean reported = !s.is(PHASE) && !s.is(EDITED) && s.get(TARGET) == s.get(PIN) + 1;
    return reported
        && ModelCluster.served(s)
        && ModelCluster.gatewayServesItsCallers(s)
        && (s.is(PIN) ? onKnative(s) : onTheDeployment(s))
        && (!s.is(ADOPTED) || keepsWhatItAdopted(s));
  }

  private static boolean keepsWhatItAdopted(ModelState s) {
    return s.is(FINALIZER)
        && s.get(REMEMBERED) == ModelStatus.remembered(ModelCluster.ORIGINAL_SIZE);
  }

  /** The Deployment serves alone and as it did before the placement that is gone. */
  private static boolean isReleased(ModelState s) {
    return isAsBefore(s) && s.get(AVAILABLE) == ModelCluster.ORIGINAL_SIZE;
  }

  /** The Deployment has its size, and nothing is left of the placement. */
  static boolean isAsBefore(ModelState s) {
    boolean left = s.is(AUTOSCALER) || s.is(BUDGET) || s.is(PODS_SERVICE) || s.is(KNATIVE);
    return s.get(DEPLOYMENT) == ModelCluster.ORIGINAL_SIZE + 1
        && !left
        && !s.is(ROUTE)
        && !s.is(SLICE)
        && !(s.is(ROUTER) && s.is(CONNECTIONS));
  }

  private static boolean onTheDeployment(ModelState s) {
    boolean serves =
        s.get(DEPLOYMENT) > 1
            && s.get(AVAILABLE) == s.get(DEPLOYMENT) - 1
            && s.get(DEPLOYMENT_VERSION) == s.get(VERSION)
            && s.is(ROLLED_OUT)
            && s.is(AUTOSCALER)
            && s.is(BUDGET);
    boolean lingers =
        s.get(ROUTE) == ModelCluster.TO_PODS && s.is(PODS_SERVICE) && !s.is(ROUTER)
            || !s.is(ROUTE) && !s.is(PODS_SERVICE);
    return serves && lingers && !s.is(KNATIVE) && !s.is(SLICE) && !s.is(WARM_FOR);
  }

  private static boolean onKnative(ModelState s) {
    boolean serves =
        s.get(KNATIVE) == ModelCluster.KNATIVE_READY
            && s.get(KNATIVE_VERSION) == s.get(VERSION)
            && s.get(ROUTE) == ModelCluster.TO_KNATIVE
            && s.get(SLICE) == s.get(GATEWAY) + 1
            && s.get(MIN_SCALE) == ModelOperator.RENDERED_MIN_SCALE;
    boolean pods = s.get(DEPLOYMENT) > (s.is(ADOPTED) ? 1 : 0);
    boolean lingers = pods || s.is(AUTOSCALER) || s.is(BUDGET) || s.is(PODS_SERVICE);
    return serves && !lingers && !s.is(WARM_FOR);
  }
}
