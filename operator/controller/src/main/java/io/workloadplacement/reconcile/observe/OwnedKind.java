package io.workloadplacement.reconcile.observe;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.rendering.Labels;
import io.workloadplacement.rendering.Names;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The table of the kinds of objects that a placement has: one row for each, in the order in which
 * they are removed. What is watched, read, compared and removed follows from it.
 */
public final class OwnedKind<T extends HasMetadata> {

  /** After what an object is removed once the other side is wanted. */
  public enum Removal {
    /** Never: it stays as long as the placement. */
    NEVER,
    /** As soon as the other side serves. */
    SERVING,
    /** When this side has had its time to end what it has begun. */
    DRAINING
  }

  private static final String MANAGED = Labels.MANAGED_BY + "=" + Labels.OPERATOR;
  private static final String SLICES = Labels.SLICE_MANAGED_BY + "=" + Labels.OPERATOR;

  /** The Service with the stable address. */
  public static final OwnedKind<Service> STABLE_SERVICE =
      new OwnedKind<>(Service.class, Names::stableService, null, Removal.NEVER, MANAGED);

  /**
   * What scales the Deployment goes before the Deployment ends, or would start it again. Watched
   * whoever owns it: under two autoscalers nothing scales.
   */
  public static final OwnedKind<HorizontalPodAutoscaler> AUTOSCALER =
      new OwnedKind<>(
          HorizontalPodAutoscaler.class,
          Names::autoscaler,
          Target.DEPLOYMENT,
          Removal.SERVING,
          null);

  /** Watched whoever owns it: a pod that two budgets select cannot be evicted. */
  public static final OwnedKind<PodDisruptionBudget> DISRUPTION_BUDGET =
      new OwnedKind<>(
          PodDisruptionBudget.class,
          Names::disruptionBudget,
          Target.DEPLOYMENT,
          Removal.DRAINING,
          null);

  /** The Deployment. */
  public static final OwnedKind<Deployment> DEPLOYMENT =
      new OwnedKind<>(
          Deployment.class, Names::deployment, Target.DEPLOYMENT, Removal.DRAINING, MANAGED);

  /** The Service of the Deployment's pods alone. */
  public static final OwnedKind<Service> PODS_SERVICE =
      new OwnedKind<>(
          Service.class, Names::podsService, Target.DEPLOYMENT, Removal.DRAINING, MANAGED);

  /** The slice that adds the gateway to the address, over IPv4. */
  public static final OwnedKind<EndpointSlice> GATEWAY_SLICE =
      new OwnedKind<>(
          EndpointSlice.class, Names::gatewaySlice, Target.KNATIVE, Removal.SERVING, SLICES);

  /** The slice that adds the gateway to the address, over IPv6. */
  public static final OwnedKind<EndpointSlice> GATEWAY_SLICE_IPV6 =
      new OwnedKind<>(
          EndpointSlice.class, Names::gatewaySliceIpv6, Target.KNATIVE, Removal.SERVING, SLICES);

  /** The slice that adds the router to the address, over IPv4. */
  public static final OwnedKind<EndpointSlice> ROUTER_SLICE =
      new OwnedKind<>(
          EndpointSlice.class, Names::routerSlice, Target.KNATIVE, Removal.SERVING, SLICES);

  /** The slice that adds the router to the address, over IPv6. */
  public static final OwnedKind<EndpointSlice> ROUTER_SLICE_IPV6 =
      new OwnedKind<>(
          EndpointSlice.class, Names::routerSliceIpv6, Target.KNATIVE, Removal.SERVING, SLICES);

  /** The slices that add the router to other Services of the same pods. */
  public static final OwnedKind<EndpointSlice> FURTHER_ROUTER_SLICES =
      new OwnedKind<>(
          EndpointSlice.class,
          Names::isFurtherRouterSlice,
          Target.KNATIVE,
          Removal.SERVING,
          SLICES);

  /** The Knative Service. */
  public static final OwnedKind<io.fabric8.knative.serving.v1.Service> KNATIVE_SERVICE =
      new OwnedKind<>(
          io.fabric8.knative.serving.v1.Service.class,
          Names::knativeService,
          Target.KNATIVE,
          Removal.DRAINING,
          MANAGED);

  /** The Ingress by which Knative's gateway knows the address. */
  public static final OwnedKind<Ingress> ROUTE =
      new OwnedKind<>(Ingress.class, Names::route, Target.KNATIVE, Removal.DRAINING, MANAGED);

  private static final List<OwnedKind<?>> TABLE =
      List.of(
          STABLE_SERVICE,
          AUTOSCALER,
          DISRUPTION_BUDGET,
          DEPLOYMENT,
          PODS_SERVICE,
          GATEWAY_SLICE,
          GATEWAY_SLICE_IPV6,
          ROUTER_SLICE,
          ROUTER_SLICE_IPV6,
          FURTHER_ROUTER_SLICES,
          KNATIVE_SERVICE,
          ROUTE);

  private final Class<T> type;
  private final Optional<Function<WorkloadPlacement, String>> naming;
  private final BiPredicate<String, WorkloadPlacement> isNamed;
  private final Optional<Target> side;
  private final Removal removal;
  private final Optional<String> selector;

  private OwnedKind(
      Class<T> type,
      Function<WorkloadPlacement, String> naming,
      @Nullable Target side,
      Removal removal,
      @Nullable String selector) {
    this(
        type,
        Optional.of(naming),
        (name, placement) -> name.equals(naming.apply(placement)),
        side,
        removal,
        selector);
  }

  /** Of which a placement may have several. */
  private OwnedKind(
      Class<T> type,
      BiPredicate<String, WorkloadPlacement> isNamed,
      @Nullable Target side,
      Removal removal,
      @Nullable String selector) {
    this(type, Optional.empty(), isNamed, side, removal, selector);
  }

  private OwnedKind(
      Class<T> type,
      Optional<Function<WorkloadPlacement, String>> naming,
      BiPredicate<String, WorkloadPlacement> isNamed,
      @Nullable Target side,
      Removal removal,
      @Nullable String selector) {
    this.type = type;
    this.naming = naming;
    this.isNamed = isNamed;
    this.side = Optional.ofNullable(side);
    this.removal = removal;
    this.selector = Optional.ofNullable(selector);
  }

  /** All rows. */
  public static List<OwnedKind<?>> all() {
    return TABLE;
  }

  /** The kind in Kubernetes. */
  public Class<T> type() {
    return type;
  }

  /** Its name for a placement; empty where a placement may have several. */
  public Optional<String> name(WorkloadPlacement placement) {
    return naming.map(names -> names.apply(placement));
  }

  /** The side that it belongs to; empty where it belongs to both. */
  public Optional<Target> side() {
    return side;
  }

  /** After what it is removed. */
  public Removal removal() {
    return removal;
  }

  /** The label selector of what is watched of the kind; empty where all of it is. */
  public Optional<String> selector() {
    return selector;
  }

  /** Whether it is there only where Knative is. */
  public boolean isKnatives() {
    return HasMetadata.getGroup(type).endsWith("knative.dev");
  }

  /** Whether an object is of this kind and has its name for a placement. */
  public boolean is(HasMetadata object, WorkloadPlacement placement) {
    return type.isInstance(object) && isNamed.test(object.getMetadata().getName(), placement);
  }
}
