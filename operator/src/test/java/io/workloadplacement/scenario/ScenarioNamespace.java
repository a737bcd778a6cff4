package io.workloadplacement.scenario;

import static org.awaitility.Awaitility.await;

import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The namespace of one test, in the words of the domain. */
final class ScenarioNamespace {

  static final Duration PATIENCE = Duration.ofSeconds(40);
  static final Duration OFTEN = Duration.ofMillis(50);

  final String name;
  private final ScenarioCluster cluster;

  ScenarioNamespace(ScenarioCluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  /** Applies a placement, as {@code kubectl apply} does, and gives the words to follow it. */
  ScenarioPlacement apply(Workload workload) {
    apply(workload.manifest().toString());
    return placement(workload.name());
  }

  /** Applies manifests in this namespace. */
  void apply(String yaml) {
    cluster.apply(ScenarioCluster.parse(yaml), name);
  }

  ScenarioPlacement placement(String placement) {
    return new ScenarioPlacement(cluster, this, placement);
  }

  Optional<Deployment> deployment(String name) {
    return get(Deployment.class, name);
  }

  Optional<HorizontalPodAutoscaler> autoscaler(String name) {
    return get(HorizontalPodAutoscaler.class, name);
  }

  Optional<PodDisruptionBudget> disruptionBudget(String name) {
    return get(PodDisruptionBudget.class, name);
  }

  Optional<io.fabric8.kubernetes.api.model.Service> service(String name) {
    return get(io.fabric8.kubernetes.api.model.Service.class, name);
  }

  Optional<Service> knativeService(String name) {
    return get(Service.class, name);
  }

  Optional<EndpointSlice> slice(String name) {
    return get(EndpointSlice.class, name);
  }

  <T extends HasMetadata> Optional<T> get(Class<T> kind, String object) {
    return Optional.ofNullable(
        cluster.client().resources(kind).inNamespace(name).withName(object).get());
  }

  <T extends HasMetadata> List<T> list(Class<T> kind) {
    return cluster.client().resources(kind).inNamespace(name).list().getItems();
  }

  /** Waits until an object is there and as it should be. */
  <T extends HasMetadata> T until(Class<T> kind, String object, Predicate<T> condition) {
    return await(kind.getSimpleName() + " " + name + "/" + object)
        .atMost(PATIENCE)
        .pollInterval(OFTEN)
        .until(
            () -> get(kind, object).orElse(null), found -> found != null && condition.test(found));
  }

  void untilGone(Class<? extends HasMetadata> kind, String object) {
    await(kind.getSimpleName() + " " + name + "/" + object + " is gone")
        .atMost(PATIENCE)
        .pollInterval(OFTEN)
        .until(() -> get(kind, object).isEmpty());
  }

  void delete(Class<? extends HasMetadata> kind, String object) {
    cluster.client().resources(kind).inNamespace(name).withName(object).delete();
  }

  void delete(HasMetadata object) {
    cluster.client().resource(object).inNamespace(name).delete();
  }

  /** An object with everything but what its own controllers keep in its status. */
  GenericKubernetesResource asWritten(HasMetadata object) {
    GenericKubernetesResource live =
        cluster
            .client()
            .genericKubernetesResources(object.getApiVersion(), object.getKind())
            .inNamespace(name)
            .withName(object.getMetadata().getName())
            .get();
    live.getAdditionalProperties().remove("status");
    live.getMetadata().setResourceVersion(null);
    live.getMetadata()
        .getManagedFields()
        .removeIf(entry -> "status".equals(entry.getSubresource()));
    return live;
  }

  /** The operator's events about a placement, as Type Reason. */
  List<String> events(String placement) {
    return list(Event.class).stream()
        .filter(event -> event.getInvolvedObject().getKind().equals("WorkloadPlacement"))
        .filter(event -> event.getInvolvedObject().getName().equals(placement))
        .map(event -> event.getType() + " " + event.getReason())
        .toList();
  }

  /** What operators wrote in this namespace, without leases. */
  List<Traffic.Write> writes() {
    return cluster
        .traffic()
        .writes(
            write ->
                write.client().startsWith("operator-") && write.isIn(name) && !write.isLease());
  }

  /** What operators wrote in this namespace after the writes that were there before. */
  List<Traffic.Write> writesSince(List<Traffic.Write> before) {
    return writes().stream().skip(before.size()).toList();
  }

  /** The kinds and names of what belongs to placements, sorted. */
  List<String> owned() {
    return Stream.of(
            io.fabric8.kubernetes.api.model.Service.class,
            Deployment.class,
            HorizontalPodAutoscaler.class,
            PodDisruptionBudget.class,
            EndpointSlice.class,
            Service.class,
            io.fabric8.knative.internal.networking.v1alpha1.Ingress.class)
        .<HasMetadata>flatMap(kind -> list(kind).stream())
        .filter(
            object ->
                object.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> Objects.equals(owner.getKind(), "WorkloadPlacement")))
        .map(object -> object.getKind() + " " + object.getMetadata().getName())
        .sorted()
        .toList();
  }
}
