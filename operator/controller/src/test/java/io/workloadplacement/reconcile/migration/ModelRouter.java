package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;

import io.workloadplacement.reconcile.migration.ModelCluster.Transition;
import io.workloadplacement.reconcile.migration.ModelWrites.Write;
import io.workloadplacement.reconcile.observe.RouterFacts;
import io.workloadplacement.reconcile.observe.RouterFacts.Drain;
import io.workloadplacement.reconcile.observe.RouterFacts.Serving;
import io.workloadplacement.reconcile.plan.RouterOrder;
import io.workloadplacement.router.RouterAddress;
import io.workloadplacement.router.RouterAddress.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The router in the model. It has one pod at a time, which follows what the operator orders when it
 * comes to it, and goes on with what it has while no operator has anything to say.
 */
final class ModelRouter {

  /** What an operator that has just started orders: it has not looked at the placement yet. */
  static final int NOT_SAID = 3;

  /** How long after it is no endpoint any more nobody comes by the router, in ticks. */
  static final int LEAVES_AFTER = 2;

  private static final Drain DRAIN =
      new Drain(Duration.ofSeconds(ModelState.TICK - 1), Duration.ofSeconds(ModelState.TICK));

  static final String CLUSTER_IP_OF_PODS = "10.96.0.8";
  private static final List<Upstream> KNATIVE_UPSTREAMS =
      List.of(new Upstream("10.96.0.9", 80, 100, Map.of()));
  private static final int PORT = 20017;

  private ModelRouter() {}

  /** What the operator knows of it. */
  static RouterFacts facts(ModelState s) {
    if (!s.is(ROUTER)) {
      return RouterFacts.NONE;
    }
    return new RouterFacts(
        true,
        s.get(GATEWAY) == ModelCluster.NO_GATEWAY
            ? Map.of()
            : Map.of(ModelObjects.GATEWAYS.get(s.get(GATEWAY)), serving(s)),
        false,
        s.is(SLICE) || s.is(KNATIVE) ? OptionalInt.of(PORT) : OptionalInt.empty(),
        DRAIN);
  }

  private static Serving serving(ModelState s) {
    if (!s.is(ROUTE_SEEN)) {
      return Serving.UNKNOWN;
    }
    if (!s.is(GATEWAY_KNOWS) || !s.is(LISTENS)) {
      return Serving.NOTHING;
    }
    return s.get(GATEWAY_KNOWS) == ModelCluster.TO_PODS && s.is(PODS_SERVICE)
        ? Serving.TO_PODS
        : Serving.TO_KNATIVE;
  }

  /** Where it may send requests for Knative, as Knative's own Ingress says. */
  static List<Upstream> knativeUpstreams(ModelState s) {
    return s.is(ROUTER) && s.is(KNATIVE_INGRESS) ? KNATIVE_UPSTREAMS : List.of();
  }

  /** The operator orders, before it writes anything; nothing where that is what it has ordered. */
  static Optional<Write> write(RouterOrder order, ModelState before) {
    return Optional.of(new Write("order " + order, false, s -> ordered(s, order)))
        .filter(write -> before.is(ROUTER) && !write.effect().apply(before).equals(before));
  }

  private static ModelState ordered(ModelState s, RouterOrder order) {
    if (order instanceof RouterOrder.Serve serve) {
      RouterAddress address = serve.address();
      boolean toPods = address.upstreams().get(0).host().equals(CLUSTER_IP_OF_PODS);
      return s.with(ROUTE, toPods ? ModelCluster.TO_PODS : ModelCluster.TO_KNATIVE)
          .with(ORDER_LISTENS, address.listening() ? 1 : 0);
    }
    if (order instanceof RouterOrder.Stop) {
      return s.without(ROUTE, ORDER_LISTENS);
    }
    // It has been restored to where Knative was seen to serve.
    return s.get(ROUTE) == NOT_SAID && s.is(SLICE) && s.is(KNATIVE_INGRESS)
        ? s.with(ROUTE, ModelCluster.TO_KNATIVE).with(ORDER_LISTENS, 1)
        : s;
  }

  /** A new operator orders nothing until it has looked at the placement. */
  static ModelState afterRestart(ModelState s) {
    return s.is(ROUTER)
        ? s.with(ROUTE, s.isGone() ? 0 : NOT_SAID).without(ORDER_LISTENS, ROUTE_SEEN)
        : s;
  }

  /** What it does by itself. */
  static Optional<Transition> progress(ModelState s) {
    if (s.get(ROUTE) == NOT_SAID) {
      return Optional.empty();
    }
    if (s.get(GATEWAY) == ModelCluster.NO_GATEWAY) {
      return Optional.of(
          new Transition(
              "the router's pods are back",
              s.without(GATEWAY, GATEWAY_KNOWS, LISTENS, ROUTE_SEEN)));
    }
    // Of a side that goes down in this very moment the operator hears, and orders otherwise.
    ModelState after = following(s);
    boolean toNobody = s.is(ROUTE) && !answers(after);
    return Optional.of(after)
        .filter(next -> !next.equals(s) && !toNobody)
        .map(next -> new Transition("the router follows", next));
  }

  private static ModelState following(ModelState s) {
    return s.with(GATEWAY_KNOWS, s.get(ROUTE))
        .with(LISTENS, s.get(ORDER_LISTENS))
        .with(ROUTE_SEEN, 1);
  }

  /** Its pods are replaced one by one: the next one serves before the one before it ends. */
  static ModelState replaced(ModelState s) {
    return s.with(GATEWAY, 1).without(CONNECTIONS, ROUTE_SEEN);
  }

  /**
   * It polls far more often than time is counted here, and callers that are asked to go are gone.
   */
  static ModelState tick(ModelState s) {
    boolean follows = s.get(ROUTE) != NOT_SAID && s.get(GATEWAY) != ModelCluster.NO_GATEWAY;
    ModelState after = follows ? following(s) : s;
    return after.is(SLICE) || after.is(LISTENS) ? after : after.without(CONNECTIONS);
  }

  /** What of it wakes the operator. */
  static ModelState watched(ModelState s) {
    return s.is(ROUTE) ? s : s.without(GATEWAY, ROUTE_SEEN);
  }

  /** Whether those who come by it, or come to it now, are answered. */
  static boolean serves(ModelState s, boolean newCallers) {
    return answers(s) && (s.is(LISTENS) || !newCallers);
  }

  private static boolean answers(ModelState s) {
    return switch (s.get(GATEWAY_KNOWS)) {
      case ModelCluster.TO_KNATIVE -> s.is(KNATIVE) && s.is(REVISION);
      case ModelCluster.TO_PODS -> s.is(PODS_SERVICE) && s.is(AVAILABLE);
      default -> false;
    };
  }
}
