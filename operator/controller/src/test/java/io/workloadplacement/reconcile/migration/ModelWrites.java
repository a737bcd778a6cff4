package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.plan.Plan;
import io.workloadplacement.reconcile.workload.Rollback;
import io.workloadplacement.rendering.StableAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The carrying out of a plan, write by write, as the API server would take each. */
record ModelWrites(ModelObjects objects) {

  /** One write to the API server. */
  record Write(String name, boolean removes, UnaryOperator<ModelState> effect) {}

  /** What a plan writes, in the order in which it is written. */
  List<Write> of(Plan plan, ModelState before) {
    List<Write> writes = new ArrayList<>();
    if (plan.remembered().isPresent()) {
      add(writes, before, new Write("add the finalizer", false, s -> s.with(FINALIZER, 1)));
    }
    plan.apply().forEach(manifest -> add(writes, before, apply(manifest)));
    plan.warm()
        .ifPresent(
            warmth ->
                add(
                    writes,
                    before,
                    new Write("keep warm", false, s -> s.with(MIN_SCALE, warmth.minScale()))));
    plan.replicas()
        .ifPresent(
            size ->
                add(
                    writes,
                    before.is(DEPLOYMENT) ? before : before.with(DEPLOYMENT, 2),
                    new Write("scale to " + size, false, s -> scaled(s, size))));
    writes.addAll(removing(plan.remove()));
    return List.copyOf(writes);
  }

  static List<Write> removing(List<? extends HasMetadata> objects) {
    return objects.stream().map(object -> new Write(name(object), true, remove(object))).toList();
  }

  /** The last write to a placement that is being deleted: there is none any more. */
  static Write end() {
    return new Write("remove the finalizer", false, ModelCluster::gone);
  }

  /** What would change nothing is not written. */
  private static void add(List<Write> writes, ModelState before, Write write) {
    if (!write.effect().apply(before).equals(before)) {
      writes.add(write);
    }
  }

  private Write apply(HasMetadata manifest) {
    UnaryOperator<ModelState> effect =
        switch (name(manifest)) {
          case "Service checkout" -> s -> s;
          case "Service checkout-pods" -> s -> s.with(PODS_SERVICE, 1);
          case "Deployment checkout" -> s -> deployed(s, version((Deployment) manifest));
          case "HorizontalPodAutoscaler checkout" -> s -> s.with(AUTOSCALER, 1);
          case "PodDisruptionBudget checkout" -> s -> s.with(BUDGET, 1);
          case "Service checkout-kn" -> ModelWrites::onKnative;
          case "Ingress checkout" -> s -> routed(s, (Ingress) manifest);
          case "EndpointSlice checkout-gateway", "EndpointSlice checkout-router" ->
              s -> attached(s, (EndpointSlice) manifest);
          default -> throw new AssertionError("the model does not know " + name(manifest));
        };
    return new Write("apply " + name(manifest), false, effect);
  }

  private int version(Deployment manifest) {
    return Rollback.templateHash(manifest.getSpec().getTemplate())
            .filter(objects.hash(0)::equals)
            .isPresent()
        ? 0
        : 1;
  }

  private static ModelState deployed(ModelState s, int version) {
    if (s.is(DEPLOYMENT) && s.get(DEPLOYMENT_VERSION) == version) {
      return s;
    }
    ModelState changed =
        s.with(DEPLOYMENT_VERSION, version).without(DEPLOYMENT_SEEN).with(PODS_OUTDATED, 1);
    return s.is(DEPLOYMENT) ? changed : changed.with(DEPLOYMENT, 2).without(AVAILABLE, ROLLED_OUT);
  }

  private static ModelState scaled(ModelState s, int size) {
    return s.is(DEPLOYMENT) && s.get(DEPLOYMENT) != size + 1
        ? s.with(DEPLOYMENT, size + 1).without(DEPLOYMENT_SEEN)
        : s;
  }

  private static ModelState onKnative(ModelState s) {
    if (s.is(KNATIVE) && s.get(KNATIVE_VERSION) == s.get(VERSION)) {
      return s;
    }
    ModelState changed = s.with(KNATIVE_VERSION, s.get(VERSION)).without(KNATIVE_SEEN);
    return s.is(KNATIVE) ? changed : changed.with(KNATIVE, ModelCluster.KNATIVE_UNKNOWN);
  }

  private ModelState routed(ModelState s, Ingress route) {
    WorkloadPlacement placement = objects.placement(s);
    boolean toPods = StableAddress.routesToPods(placement, route);
    ModelState wanted =
        s.with(ROUTE, toPods ? ModelCluster.TO_PODS : ModelCluster.TO_KNATIVE)
            .with(HELD, ModelObjects.gateways(StableAddress.gatewayHeldBy(route)));
    return wanted.equals(s) ? s : wanted.without(ROUTE_SEEN);
  }

  private static ModelState attached(ModelState s, EndpointSlice slice) {
    int gateway = ModelObjects.gateways(slice.getEndpoints().get(0).getAddresses());
    ModelState with = s.with(SLICE, gateway);
    return with.equals(s) ? s : with.with(CONNECTIONS, gateway - 1 == s.get(GATEWAY) ? 1 : 0);
  }

  private static UnaryOperator<ModelState> remove(HasMetadata object) {
    return switch (name(object)) {
      case "Service checkout-pods" -> s -> s.without(PODS_SERVICE);
      case "Deployment checkout" ->
          s ->
              s.without(DEPLOYMENT, AVAILABLE, DEPLOYMENT_SEEN, ROLLED_OUT)
                  .without(DEPLOYMENT_VERSION, PODS_OUTDATED);
      case "HorizontalPodAutoscaler checkout" -> s -> s.without(AUTOSCALER);
      case "PodDisruptionBudget checkout" -> s -> s.without(BUDGET);
      case "Service checkout-kn" ->
          s ->
              s.without(KNATIVE, KNATIVE_SEEN, REVISION, REVISION_PODS)
                  .without(MIN_SCALE, KNATIVE_VERSION);
      case "Ingress checkout" -> s -> s.without(ROUTE, ROUTE_SEEN, HELD);
      case "EndpointSlice checkout-gateway", "EndpointSlice checkout-router" ->
          s -> s.without(SLICE);
      default -> throw new AssertionError("the model does not know " + name(object));
    };
  }

  private static String name(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }
}
