package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.reconcile.migration.ModelCluster.Transition;
import io.workloadplacement.reconcile.migration.ModelOperator.Report;
import io.workloadplacement.reconcile.migration.ModelOperator.Work;
import io.workloadplacement.reconcile.migration.ModelWrites.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Visits, breadth first, every state that can follow from the first ones: in each the operator may
 * reconcile, be ended after any of its writes, have a removal refused because the object was
 * changed meanwhile; controllers may go on, the user may change something, time may pass, and as
 * many things may go wrong as the first state allows.
 */
final class ModelExploration {

  private final ModelOperator operator;
  private final ModelConvergence convergence;
  private final boolean loadChanges;
  private final Map<ModelState, ModelState> cameFrom = new HashMap<>();
  private final ArrayDeque<ModelState> open = new ArrayDeque<>();

  /** What no state may show: how it came about, and what is wrong with it. */
  static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
      super(message);
    }
  }

  /**
   * An exploration.
   *
   * @param loadChanges whether the autoscalers follow a load that changes
   */
  ModelExploration(ModelOperator operator, boolean loadChanges) {
    this.operator = operator;
    this.convergence = new ModelConvergence(operator);
    this.loadChanges = loadChanges;
  }

  /** How many states there are. */
  int states() {
    return cameFrom.size();
  }

  /** Visits all that can follow from a state. */
  ModelExploration from(ModelState first) {
    visit(first, first);
    while (!open.isEmpty()) {
      ModelState s = open.remove();
      for (Transition transition : transitions(s)) {
        visit(s, transition.to());
      }
      convergence
          .fault(s)
          .ifPresent(
              fault -> {
                throw new Violation(fault + "\n" + history(s));
              });
    }
    return this;
  }

  private void visit(ModelState before, ModelState s) {
    if (cameFrom.putIfAbsent(s, before) == null) {
      open.add(s);
    }
  }

  private List<Transition> transitions(ModelState s) {
    List<Transition> transitions = new ArrayList<>();
    transitions.addAll(reconciles(s));
    for (Transition transition : ModelCluster.progress(s)) {
      transitions.add(kept(s, transition));
    }
    if (loadChanges) {
      transitions.addAll(ModelCluster.autoscalers(s));
    }
    transitions.addAll(ModelCluster.outside(s));
    transitions.addAll(ModelCluster.faults(s));
    return transitions;
  }

  /** The ways in which one reconcile can go. */
  private List<Transition> reconciles(ModelState s) {
    if (s.isGone()) {
      return List.of();
    }
    List<Transition> ways = new ArrayList<>();
    Work work = operator.work(s);
    ModelState state = s;
    for (Write write : work.writes()) {
      state = write(work, state, write);
      ways.add(
          new Transition("operator ends after: " + write.name(), ModelOperator.restarted(state)));
    }
    ways.add(new Transition("reconcile " + names(work), operator.report(state, work).state()));
    for (Write refused : work.writes()) {
      if (refused.removes()) {
        ModelState without = s;
        for (Write write : work.writes()) {
          without = write == refused ? without : write(work, without, write);
        }
        Report report = operator.report(without, work);
        ways.add(new Transition("reconcile with a refused: " + refused.name(), report.state()));
      }
    }
    return ways;
  }

  /** Carries a write out and holds it to what must always be true. */
  private ModelState write(Work work, ModelState s, Write write) {
    ModelState after = write.effect().apply(s);
    if (write.removes() && ofSide(write.name(), s) == work.on()) {
      throw violation("what is wanted is removed", s, write.name(), after);
    }
    if (s.is(ADOPTED) && !after.is(DEPLOYMENT)) {
      throw violation("the Deployment is of others", s, write.name(), after);
    }
    if (after.isGone() && !ModelConvergence.isAsBefore(after)) {
      throw violation("the placement leaves something", s, write.name(), after);
    }
    boolean ends = s.is(DEPLOYMENT) && !after.is(DEPLOYMENT) || s.is(KNATIVE) && !after.is(KNATIVE);
    if (ends && !drained(s, after)) {
      throw violation("it has had no time to end what it began", s, write.name(), after);
    }
    if (s.is(SLICE) && !after.is(SLICE)) {
      if (after.get(AVAILABLE) < Math.min(s.get(REVISION_PODS), ModelCluster.MOST_PODS)
          && s.is(REVISION)) {
        throw violation("the Deployment cannot take the load", s, write.name(), after);
      }
    }
    boolean takenAway = s.is(SLICE) && !after.is(SLICE) || s.is(KNATIVE) && !after.is(KNATIVE);
    if (takenAway && s.is(CONNECTIONS)) {
      after = routedAway(s, write.name(), after);
    }
    if (s.is(DEPLOYMENT)
        && after.get(DEPLOYMENT) == 1
        && s.get(DEPLOYMENT) > 1
        && !(s.is(ROUTER) && !s.is(AVAILABLE))
        && !ModelCluster.gatewayServes(s, true)) {
      throw violation("pods end while the gateway has no answer", s, write.name(), after);
    }
    if (!s.is(SLICE)
        && after.is(SLICE)
        && s.get(REVISION_PODS) < Math.min(s.get(AVAILABLE), s.get(DEPLOYMENT) - 1)) {
      throw violation("Knative cannot take the load", s, write.name(), after);
    }
    return kept(s, new Transition(write.name(), after)).to();
  }

  /**
   * Connections to the gateway must be routed to the pods when it is taken from the address, or
   * Knative from the gateway, unless it did not follow in time, or can no longer be told.
   */
  private ModelState routedAway(ModelState s, String write, ModelState after) {
    if (s.get(GATEWAY_KNOWS) == ModelCluster.TO_PODS) {
      return after;
    }
    boolean late =
        ModelOperator.phase(s)
            .filter(
                phase ->
                    phase == MigrationPhase.ROLLING_BACK
                        ? !s.is(RETRY_IN)
                        : !s.is(MIGRATES_TO) && s.get(STARTED) == ModelCluster.READY_TIMEOUT)
            .isPresent();
    boolean cannotBeRouted = !s.is(ROUTER) && !s.is(ROUTE) && !s.is(KNATIVE_INGRESS);
    if (!late && !cannotBeRouted) {
      throw violation("the gateway was not routed to the pods", s, write, after);
    }
    return after.without(CONNECTIONS);
  }

  /** Nobody who was answered may have no answer after something that did not go wrong. */
  private Transition kept(ModelState s, Transition transition) {
    if (ModelCluster.served(s) && !ModelCluster.served(transition.to())) {
      throw violation("no side serves", s, transition.name(), transition.to());
    }
    // Whoever comes to pods that have just died finds nobody either way.
    boolean nobodyIsServed = s.is(ROUTER) && !s.is(CONNECTIONS) && !ModelCluster.served(s);
    if (!nobodyIsServed
        && ModelCluster.gatewayServesItsCallers(s)
        && !ModelCluster.gatewayServesItsCallers(transition.to())) {
      throw violation("the gateway has no answer", s, transition.name(), transition.to());
    }
    return transition;
  }

  private static boolean drained(ModelState s, ModelState after) {
    int drainedAfter = s.is(KNATIVE) && !after.is(KNATIVE) ? ModelCluster.longestPhase(s) : 1;
    return s.get(PHASE_STARTED) >= drainedAfter
        && ModelOperator.phase(s)
            .filter(p -> p == MigrationPhase.DRAINING || p == MigrationPhase.ROLLING_BACK)
            .isPresent();
  }

  private static Target ofSide(String write, ModelState s) {
    return switch (write) {
      case "Deployment checkout" -> Target.DEPLOYMENT;
      case "HorizontalPodAutoscaler checkout", "PodDisruptionBudget checkout" ->
          s.is(DELETED) ? null : Target.DEPLOYMENT;
      case "Service checkout-kn",
          "EndpointSlice checkout-gateway",
          "EndpointSlice checkout-router" ->
          Target.KNATIVE;
      case "Ingress checkout" -> s.get(ROUTE) == ModelCluster.TO_KNATIVE ? Target.KNATIVE : null;
      default -> null;
    };
  }

  private Violation violation(String what, ModelState s, String write, ModelState after) {
    return new Violation(what + " after: " + write + "\n  " + after + "\n" + history(s));
  }

  private static String names(Work work) {
    return work.writes().stream().map(Write::name).toList().toString();
  }

  /** How a state came about, the last step first. */
  private String history(ModelState end) {
    StringBuilder history = new StringBuilder();
    ModelState s = end;
    while (true) {
      ModelState after = s;
      ModelState before = Optional.ofNullable(cameFrom.get(s)).orElse(s);
      if (before.equals(after)) {
        return history.append("from ").append(s).toString();
      }
      history
          .append("by ")
          .append(
              transitions(before).stream()
                  .filter(transition -> transition.to().equals(after))
                  .map(Transition::name)
                  .findFirst()
                  .orElse("?"))
          .append("\n  ")
          .append(after)
          .append("\n");
      s = before;
    }
  }
}
