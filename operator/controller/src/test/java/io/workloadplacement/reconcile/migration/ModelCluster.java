package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;

import io.workloadplacement.reconcile.migration.ModelState.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything around the operator that can happen to a state: what Kubernetes, Knative and its
 * gateway do by themselves, what the user and time do, and what goes wrong.
 */
final class ModelCluster {

  static final int READY_TIMEOUT = 2;
  static final int MOST_PODS = 2;

  /** Of the Deployment of others, before there is a placement. */
  static final int ORIGINAL_SIZE = 1;

  /** The placement, longer ago than callers are thought to keep connections. */
  static final int DELETED_LONG_AGO = 2;

  static final int KNATIVE_UNKNOWN = 1;
  static final int KNATIVE_READY = 2;
  static final int KNATIVE_FAILED = 3;

  static final int NO_GATEWAY = 2;

  static final int TO_KNATIVE = 1;
  static final int TO_PODS = 2;

  /** One thing that can happen. */
  record Transition(String name, ModelState to) {}

  private ModelCluster() {}

  /** Whether callers of the address reach somebody. */
  static boolean served(ModelState s) {
    return s.is(AVAILABLE) || (s.is(SLICE) && gatewayServes(s, true));
  }

  /**
   * Whether nobody is sent to a gateway that has no answer: neither by the address, which sends
   * some to each of its endpoints, nor on a connection that is kept alive.
   */
  static boolean gatewayServesItsCallers(ModelState s) {
    return (!s.is(SLICE) && !s.is(CONNECTIONS)) || gatewayServes(s, s.is(SLICE));
  }

  /**
   * Whether the gateway has an answer.
   *
   * @param newCallers also for those who come to it now
   */
  static boolean gatewayServes(ModelState s, boolean newCallers) {
    if (s.get(GATEWAY) == NO_GATEWAY) {
      return false;
    }
    if (s.is(ROUTER)) {
      return ModelRouter.serves(s, newCallers);
    }
    return switch (s.get(GATEWAY_KNOWS)) {
      case TO_KNATIVE -> knativeServes(s);
      case TO_PODS -> s.is(AVAILABLE);
      default -> false;
    };
  }

  private static boolean knativeServes(ModelState s) {
    return s.is(KNATIVE) && s.is(REVISION);
  }

  /** What the controllers do by themselves, one step at a time, while nothing goes wrong. */
  static List<Transition> progress(ModelState s) {
    List<Transition> transitions = new ArrayList<>();
    deployment(s, transitions);
    knative(s, transitions);
    if (s.is(ROUTER)) {
      ModelRouter.progress(s).ifPresent(transitions::add);
    } else {
      gateway(s, transitions);
    }
    return transitions;
  }

  private static void deployment(ModelState s, List<Transition> transitions) {
    if (!s.is(DEPLOYMENT)) {
      return;
    }
    int size = s.get(DEPLOYMENT) - 1;
    if (!s.is(DEPLOYMENT_SEEN)) {
      ModelState seen = s.with(DEPLOYMENT_SEEN, 1);
      transitions.add(
          new Transition("Deployment seen", s.is(PODS_OUTDATED) ? seen.without(ROLLED_OUT) : seen));
      return;
    }
    if (s.get(AVAILABLE) < size) {
      transitions.add(new Transition("pod available", s.more(AVAILABLE)));
    } else if (s.get(AVAILABLE) > size) {
      transitions.add(new Transition("pods end", s.with(AVAILABLE, size)));
    } else if (s.is(PODS_OUTDATED)) {
      transitions.add(new Transition("rolled out", s.without(PODS_OUTDATED).with(ROLLED_OUT, 1)));
    }
  }

  private static void knative(ModelState s, List<Transition> transitions) {
    if (!s.is(KNATIVE)) {
      if (s.is(KNATIVE_INGRESS)) {
        transitions.add(new Transition("Knative's Ingress collected", s.without(KNATIVE_INGRESS)));
      }
      return;
    }
    if (!s.is(KNATIVE_SEEN)) {
      transitions.add(
          new Transition("Knative seen", s.with(KNATIVE_SEEN, 1).with(KNATIVE, KNATIVE_UNKNOWN)));
    } else if (s.get(KNATIVE) != KNATIVE_READY) {
      transitions.add(
          new Transition(
              "Knative ready",
              s.with(KNATIVE, KNATIVE_READY)
                  .with(REVISION, 1)
                  .with(KNATIVE_INGRESS, 1)
                  // A new Revision starts with what was rendered for it.
                  .with(REVISION_PODS, 1)
                  .with(MIN_SCALE, ModelOperator.RENDERED_MIN_SCALE)));
    }
    if (s.is(REVISION) && s.get(REVISION_PODS) < s.get(MIN_SCALE)) {
      transitions.add(new Transition("Knative pod starts", s.more(REVISION_PODS)));
    }
  }

  private static void gateway(ModelState s, List<Transition> transitions) {
    if (s.get(GATEWAY) == NO_GATEWAY) {
      transitions.add(new Transition("the gateway's pods are back", s.without(GATEWAY)));
    }
    boolean hasEndpoints =
        switch (s.get(ROUTE)) {
          case TO_KNATIVE -> s.get(KNATIVE) == KNATIVE_READY;
          case TO_PODS -> s.is(PODS_SERVICE) && s.is(AVAILABLE);
          default -> false;
        };
    if (s.is(ROUTE) && !s.is(ROUTE_SEEN) && hasEndpoints) {
      transitions.add(
          new Transition(
              "gateway follows", s.with(ROUTE_SEEN, 1).with(GATEWAY_KNOWS, s.get(ROUTE))));
    }
    if (!s.is(ROUTE) && s.is(GATEWAY_KNOWS)) {
      transitions.add(new Transition("gateway forgets", s.without(GATEWAY_KNOWS)));
    }
  }

  /** The autoscalers, which follow a load that nobody knows. */
  static List<Transition> autoscalers(ModelState s) {
    List<Transition> transitions = new ArrayList<>();
    int size = s.get(DEPLOYMENT) - 1;
    if (s.is(AUTOSCALER) && size >= 1 && s.is(DEPLOYMENT_SEEN)) {
      int other = size == 1 ? MOST_PODS : 1;
      transitions.add(
          new Transition(
              "autoscaler sets " + other, s.with(DEPLOYMENT, other + 1).without(DEPLOYMENT_SEEN)));
    }
    if (s.is(REVISION) && s.get(REVISION_PODS) < MOST_PODS && s.is(SLICE)) {
      transitions.add(new Transition("Knative scales up", s.more(REVISION_PODS)));
    }
    if (s.is(REVISION) && s.get(REVISION_PODS) > s.get(MIN_SCALE)) {
      transitions.add(new Transition("Knative scales down", s.less(REVISION_PODS)));
    }
    return transitions;
  }

  /** What the user does, and time. */
  static List<Transition> outside(ModelState s) {
    List<Transition> transitions = new ArrayList<>();
    transitions.add(new Transition("time passes", tick(s)));
    if (s.is(FLIPS)) {
      transitions.add(
          new Transition("the pin flips", s.less(FLIPS).with(EDITED, 1).with(PIN, 1 - s.get(PIN))));
    }
    if (s.is(EDITS)) {
      transitions.add(new Transition("the spec is edited", s.less(EDITS).with(EDITED, 1)));
    }
    if (s.is(TEMPLATES)) {
      transitions.add(new Transition("the template changes", withNewTemplate(s)));
    }
    if (s.is(PLACE_CHANGES) && !s.is(HOLDS_PLACE)) {
      transitions.add(
          new Transition(
              s.is(PLACE_FREE) ? "others take the places" : "a place is given back",
              s.less(PLACE_CHANGES).with(PLACE_FREE, 1 - s.get(PLACE_FREE))));
    }
    if (s.is(REPLACEMENTS) && s.get(GATEWAY) == 0 && !(s.is(ROUTER) && !s.is(ROUTE_SEEN))) {
      transitions.add(
          new Transition(
              "the gateway's pods are replaced",
              s.is(ROUTER)
                  ? ModelRouter.replaced(s.less(REPLACEMENTS))
                  : s.less(REPLACEMENTS).with(GATEWAY, 1).without(CONNECTIONS)));
    }
    if (s.is(DELETIONS)) {
      transitions.add(new Transition("the placement is deleted", deleted(s)));
    }
    // The Deployment takes less time than that to serve again.
    if (s.is(DELETED) && s.get(DELETED) != DELETED_LONG_AGO && !s.is(SLICE)) {
      transitions.add(new Transition("its deletion is long ago", afterLong(s)));
    }
    return transitions;
  }

  /** Of a Deployment of others its owner changes it, and the placement stays as it is. */
  private static ModelState withNewTemplate(ModelState s) {
    int version = 1 - s.get(VERSION);
    ModelState changed = s.less(TEMPLATES).with(VERSION, version);
    return s.is(ADOPTED)
        ? changed.with(DEPLOYMENT_VERSION, version).without(DEPLOYMENT_SEEN).with(PODS_OUTDATED, 1)
        : changed.with(EDITED, 1);
  }

  /** The API server counts the deletion as a change of the placement. */
  private static ModelState deleted(ModelState s) {
    ModelState after = s.without(DELETIONS, FLIPS, EDITS, PLACE_CHANGES);
    return s.is(FINALIZER) ? after.with(DELETED, 1).with(EDITED, 1) : gone(after);
  }

  /** Of a placement that is gone its status is, too. */
  static ModelState gone(ModelState s) {
    return s.without(FINALIZER, EDITED, TARGET, READY, MIGRATES_TO, PHASE, STARTED, PHASE_STARTED)
        .without(ATTEMPTS, RETRY_IN, WARM_FOR, REMEMBERED, SCALE_TO_ZERO_ATTEMPTS, HOLDS_PLACE)
        .without(s.is(ROUTER) ? new Part[] {ROUTE, ORDER_LISTENS} : new Part[0])
        .with(DELETED, DELETED_LONG_AGO);
  }

  /** After as long as callers are thought to keep connections. */
  static ModelState afterLong(ModelState s) {
    return s.with(DELETED, DELETED_LONG_AGO).without(CONNECTIONS);
  }

  /** What goes wrong. */
  static List<Transition> faults(ModelState s) {
    boolean podsAreEnding = s.get(AVAILABLE) > Math.max(0, s.get(DEPLOYMENT) - 1);
    if (!s.is(FAULTS) || podsAreEnding) {
      // Nobody can call back pods that were sent away in the moment before.
      return List.of();
    }
    ModelState after = s.less(FAULTS);
    List<Transition> transitions = new ArrayList<>();
    if (s.is(AVAILABLE)) {
      transitions.add(new Transition("a pod dies", after.less(AVAILABLE)));
    }
    // Once callers are sent there, the operator relies on it.
    if (s.get(GATEWAY) != NO_GATEWAY && !s.is(SLICE)) {
      transitions.add(
          new Transition(
              "the gateway's pods go", after.with(GATEWAY, NO_GATEWAY).without(CONNECTIONS)));
    }
    if (s.is(KNATIVE_SEEN) && s.get(KNATIVE) == KNATIVE_UNKNOWN) {
      transitions.add(new Transition("Knative fails", after.with(KNATIVE, KNATIVE_FAILED)));
    }
    if (s.get(KNATIVE) == KNATIVE_READY && s.is(KNATIVE_SEEN)) {
      transitions.add(
          new Transition(
              "Knative breaks",
              after.with(KNATIVE, KNATIVE_FAILED).without(REVISION, REVISION_PODS)));
    }
    return transitions;
  }

  static ModelState tick(ModelState s) {
    ModelState after = s.is(ROUTER) ? ModelRouter.tick(s) : s;
    var phase = ModelOperator.phase(s);
    if (phase.filter(p -> p.timed() || p == MigrationPhase.DRAINING).isPresent()) {
      after = after.with(STARTED, Math.min(READY_TIMEOUT, s.get(STARTED) + 1));
    }
    if (phase
        .filter(p -> p == MigrationPhase.DRAINING || p == MigrationPhase.ROLLING_BACK)
        .isPresent()) {
      after = after.with(PHASE_STARTED, Math.min(longestPhase(s), s.get(PHASE_STARTED) + 1));
    }
    return countDown(countDown(after, RETRY_IN, 0), WARM_FOR, 1);
  }

  /** After how many ticks a phase that drains is over. */
  static int longestPhase(ModelState s) {
    return s.is(ROUTER) ? ModelRouter.LEAVES_AFTER : 1;
  }

  private static ModelState countDown(ModelState s, Part part, int end) {
    return s.get(part) > end ? s.less(part) : s;
  }
}
