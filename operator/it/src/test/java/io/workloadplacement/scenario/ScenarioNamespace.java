package io.workloadplacement.scenario;

import static org.awaitility.Awaitility.await;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The namespace of one test, in the words of the domain. */
final class ScenarioNamespace {

  private static final String OWNER_UID = "workloadplacement.io/owner-uid";

  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final Duration OFTEN = Duration.ofMillis(50);

  final String name;
  private final ScenarioCluster cluster;

  ScenarioNamespace(ScenarioCluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  /** Applies a placement, as {@code kubectl apply} does, and gives the words to follow it. */
  ScenarioPlacement apply(WrittenPlacement workload) {
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

  /** All objects of a kind; none where the kind is not installed. */
  <T extends HasMetadata> List<T> list(Class<T> kind) {
    try {
      return cluster.client().resources(kind).inNamespace(name).list().getItems();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      return List.of();
    }
  }

  /** Changes an object as somebody does who does not know the operator. */
  <T extends HasMetadata> void edit(Class<T> kind, String object, UnaryOperator<T> change) {
    await("no other change comes in between")
        .atMost(PATIENCE)
        .pollInterval(OFTEN)
        .ignoreExceptionsMatching(
            e ->
                e instanceof KubernetesClientException refused
                    && refused.getCode() == HttpURLConnection.HTTP_CONFLICT)
        .until(
            () ->
                cluster.client().resources(kind).inNamespace(name).withName(object).edit(change)
                    != null);
  }

  /** As if the gateway's pods to which callers of an address may hold connections were gone. */
  void replaceGateway(String placement) {
    edit(
        Ingress.class,
        placement,
        route -> {
          route
              .getMetadata()
              .getAnnotations()
              .put("workloadplacement.io/gateway-addresses", "10.255.0.1");
          return route;
        });
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

  /** As with {@code kubectl delete --cascade}. */
  void delete(Class<? extends HasMetadata> kind, String object, DeletionPropagation cascade) {
    cluster
        .client()
        .resources(kind)
        .inNamespace(name)
        .withName(object)
        .withPropagationPolicy(cascade)
        .delete();
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
  List<ClientTraffic.Write> writes() {
    return cluster
        .traffic()
        .writes(write -> write.isOfOperator() && write.isIn(name) && !write.isLease());
  }

  /** What operators wrote in this namespace after the writes that were there before. */
  List<ClientTraffic.Write> writesSince(List<ClientTraffic.Write> before) {
    return writes().stream().skip(before.size()).toList();
  }

  /** The kinds and names of what belongs to placements, sorted. */
  List<String> owned() {
    return ownedObjects()
        .map(object -> object.getKind() + " " + object.getMetadata().getName())
        .sorted()
        .toList();
  }

  /**
   * What belongs to placements, as it was meant: labels, annotations and specs, without what the
   * API server or the controllers of a kind put there.
   */
  List<String> manifests() {
    return ownedObjects().map(this::manifest).sorted().toList();
  }

  private String manifest(HasMetadata object) {
    GenericKubernetesResource all =
        Serialization.unmarshal(Serialization.asJson(object), GenericKubernetesResource.class);
    Map<String, String> labels = new TreeMap<>(labels(object));
    labels.remove(OWNER_UID);
    Map<String, String> annotations = new TreeMap<>(all.getMetadata().getAnnotations());
    annotations
        .keySet()
        .removeIf(
            key ->
                key.matches("(deployment.kubernetes.io|serving.knative.dev)/.*")
                    // Of the whole manifest, with the owner's UID.
                    || key.equals("workloadplacement.io/applied"));
    if (all.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec) {
      spec.remove("clusterIP");
      spec.remove("clusterIPs");
    }
    if (all.getAdditionalProperties().get("ports") instanceof List<?> ports) {
      // Each address has a port of its own.
      ports.forEach(port -> ((Map<?, ?>) port).remove("port"));
    }
    all.getAdditionalProperties().remove("status");
    all.setMetadata(
        new ObjectMetaBuilder()
            .withName(object.getMetadata().getName())
            .withLabels(labels)
            .withAnnotations(annotations)
            .build());
    return Serialization.asYaml(all).replace(name, "NAMESPACE");
  }

  private Stream<HasMetadata> ownedObjects() {
    return Stream.of(
            io.fabric8.kubernetes.api.model.Service.class,
            Deployment.class,
            HorizontalPodAutoscaler.class,
            PodDisruptionBudget.class,
            EndpointSlice.class,
            Service.class,
            io.fabric8.knative.internal.networking.v1alpha1.Ingress.class)
        .<HasMetadata>flatMap(kind -> list(kind).stream())
        .filter(ScenarioNamespace::isOwned);
  }

  /** By its controller; beside a Deployment of others, where there is none, by a label. */
  private static boolean isOwned(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().isEmpty()
        ? labels(object).containsKey(OWNER_UID)
        : object.getMetadata().getOwnerReferences().stream()
            .anyMatch(owner -> Objects.equals(owner.getKind(), "WorkloadPlacement"));
  }

  private static Map<String, String> labels(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
  }
}
