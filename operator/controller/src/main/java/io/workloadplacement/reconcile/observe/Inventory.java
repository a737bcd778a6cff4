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
import io.workloadplacement.reconcile.object.RolloutState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The objects of a placement that exist, by their {@linkplain OwnedKind kind}: those that belong to
 * it by a controller reference; and the Deployment of others that it runs, of which only the scale
 * and the stated rollout fields are the placement's to write.
 */
public final class Inventory {

  private final WorkloadPlacement placement;
  private final Map<OwnedKind<?>, List<HasMetadata>> objects;
  private final Optional<RolloutState> rollout;

  private Inventory(WorkloadPlacement placement, Map<OwnedKind<?>, List<HasMetadata>> objects) {
    this.placement = placement;
    this.objects = objects;
    this.rollout = deployment().map(RolloutState::of);
  }

  /** Those of the objects that are of a kind and have its name; others are left out. */
  public static Inventory of(
      WorkloadPlacement placement, Collection<? extends HasMetadata> objects) {
    Map<OwnedKind<?>, List<HasMetadata>> found = new LinkedHashMap<>();
    for (OwnedKind<?> kind : OwnedKind.all()) {
      // What is written twice, as a Deployment and its scale, counts as it was written last.
      Map<String, HasMetadata> byName = new TreeMap<>();
      objects.stream()
          .filter(object -> kind.is(object, placement))
          .forEach(object -> byName.put(object.getMetadata().getName(), object));
      found.put(kind, List.copyOf(byName.values()));
    }
    return new Inventory(placement, found);
  }

  /**
   * The same with objects as the API server returned them after they were applied, and without the
   * removed ones.
   */
  public Inventory after(
      Collection<? extends HasMetadata> applied, Collection<? extends HasMetadata> removed) {
    Stream<HasMetadata> left =
        all().stream().filter(object -> removed.stream().noneMatch(gone -> isSame(gone, object)));
    return of(placement, Stream.concat(left, applied.stream()).toList());
  }

  private boolean isSame(HasMetadata one, HasMetadata other) {
    return kind(one) == kind(other)
        && one.getMetadata().getName().equals(other.getMetadata().getName());
  }

  private Optional<OwnedKind<?>> kindOf(HasMetadata object) {
    return OwnedKind.all().stream().filter(kind -> kind.is(object, placement)).findFirst();
  }

  private OwnedKind<?> kind(HasMetadata object) {
    return kindOf(object).orElseThrow();
  }

  /** The object of a kind. */
  public <T extends HasMetadata> Optional<T> get(OwnedKind<T> kind) {
    return all(kind).stream().findFirst();
  }

  /** The object that a manifest is about. */
  public Optional<HasMetadata> find(HasMetadata manifest) {
    return kindOf(manifest)
        .flatMap(kind -> of(kind).stream().filter(object -> isSame(manifest, object)).findFirst());
  }

  /** The objects of a kind of which a placement may have several. */
  private <T extends HasMetadata> List<T> all(OwnedKind<T> kind) {
    return of(kind).stream().map(kind.type()::cast).toList();
  }

  private List<HasMetadata> of(OwnedKind<?> kind) {
    return objects.getOrDefault(kind, List.of());
  }

  /** All of them, in the order of the table. */
  public List<HasMetadata> all() {
    return objects.values().stream().flatMap(List::stream).toList();
  }

  /** Those of a side, in the order of the table. */
  public List<HasMetadata> of(Target side) {
    return where(kind -> kind.side().filter(side::equals).isPresent());
  }

  /** Those of a side that are removed after something, in the order of the table. */
  public List<HasMetadata> of(Target side, OwnedKind.Removal after) {
    return where(kind -> kind.side().filter(side::equals).isPresent() && kind.removal() == after);
  }

  private List<HasMetadata> where(java.util.function.Predicate<OwnedKind<?>> which) {
    return objects.entrySet().stream()
        .filter(entry -> which.test(entry.getKey()))
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  /** How far the Deployment is; computed once. */
  public Optional<RolloutState> rollout() {
    return rollout;
  }

  /** The Service with the stable address. */
  public Optional<Service> stableService() {
    return get(OwnedKind.STABLE_SERVICE);
  }

  /** The Service of the Deployment's pods alone. */
  public Optional<Service> podsService() {
    return get(OwnedKind.PODS_SERVICE);
  }

  /** The Deployment. */
  public Optional<Deployment> deployment() {
    return get(OwnedKind.DEPLOYMENT);
  }

  /** The autoscaler of the Deployment. */
  public Optional<HorizontalPodAutoscaler> autoscaler() {
    return get(OwnedKind.AUTOSCALER);
  }

  /** The disruption budget of the Deployment's pods. */
  public Optional<PodDisruptionBudget> disruptionBudget() {
    return get(OwnedKind.DISRUPTION_BUDGET);
  }

  /** The Knative Service. */
  public Optional<io.fabric8.knative.serving.v1.Service> knativeService() {
    return get(OwnedKind.KNATIVE_SERVICE);
  }

  /** The Ingress by which Knative's gateway knows the address. */
  public Optional<Ingress> route() {
    return get(OwnedKind.ROUTE);
  }

  /** The slices that add the gateway to the address. */
  public List<EndpointSlice> gatewaySlices() {
    return Stream.of(OwnedKind.GATEWAY_SLICE, OwnedKind.GATEWAY_SLICE_IPV6)
        .flatMap(kind -> get(kind).stream())
        .toList();
  }

  /** The slices that add the router to the address, and to the other Services of the pods. */
  public List<EndpointSlice> routerSlices() {
    return Stream.of(
            OwnedKind.ROUTER_SLICE, OwnedKind.ROUTER_SLICE_IPV6, OwnedKind.FURTHER_ROUTER_SLICES)
        .flatMap(kind -> all(kind).stream())
        .toList();
  }
}
