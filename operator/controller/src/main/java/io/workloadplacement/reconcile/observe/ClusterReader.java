package io.workloadplacement.reconcile.observe;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.AppliedObjects;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import io.workloadplacement.reconcile.object.Ownership;
import io.workloadplacement.reconcile.workload.DeploymentFacts;
import io.workloadplacement.reconcile.workload.Workload;
import io.workloadplacement.reconcile.workload.Workloads;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.Labels;
import io.workloadplacement.rendering.Names;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads what a reconcile observes, once and without watches. What its rights do not reach it takes
 * to be absent, and says so.
 */
public final class ClusterReader {

  private final KubernetesClient client;
  private final Set<String> notes = new LinkedHashSet<>();

  public ClusterReader(KubernetesClient client) {
    this.client = client;
  }

  /** What a reader should know of how the cluster was read. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  public void note(String sentence) {
    notes.add(sentence);
  }

  public Observation observe(
      WorkloadPlacement placement,
      Optional<Namespace> namespace,
      List<PlacementPolicy> given,
      NamespaceObjects declared,
      Instant now) {
    boolean knative = knativeInstalled();
    NamespaceObjects objects = declared.appliedTo(objects(placement.getMetadata().getNamespace()));
    Workload workload = Workloads.among(objects, placement);
    Observation seen =
        Observation.of(placement, workload, now.truncatedTo(ChronoUnit.SECONDS))
            .in(namespace(placement.getMetadata().getNamespace(), namespace), policies(given))
            .with(inventory(placement, workload, knative));
    Optional<Ingress> ingress =
        knative ? get(Ingress.class, placement, Names.knativeService(placement)) : Optional.empty();
    return seen.with(
            KnativeFacts.of(
                    knative,
                    knative ? KnativeConfiguration.read(client) : KnativeFeatures.defaults())
                .with(
                    ingress,
                    ingress
                        .or(seen.inventory()::route)
                        .flatMap(Gateway::of)
                        .flatMap(this::endpoints)))
        .with(
            new DeploymentFacts(
                foreignBudgets(placement, objects),
                objects.all(NetworkPolicy.class),
                Observer.replicaSetsIfFailed(seen, client),
                Optional.empty()));
  }

  private boolean knativeInstalled() {
    return client.hasApiGroup("serving.knative.dev", true)
        && client.hasApiGroup("networking.internal.knative.dev", true);
  }

  /** What of the cluster bears upon the placements of a namespace. */
  public NamespaceObjects objects(String namespace) {
    return new ClusterObjects(client, namespace, this);
  }

  private Inventory inventory(WorkloadPlacement placement, Workload workload, boolean knative) {
    List<HasMetadata> objects = new ArrayList<>();
    for (OwnedKind<?> kind : OwnedKind.all()) {
      if (knative || !kind.isKnatives()) {
        kind.name(placement)
            .flatMap(name -> get(kind.type(), placement, name))
            .map(HasMetadata.class::cast)
            .filter(object -> isOwned(object, placement))
            .ifPresent(objects::add);
      }
    }
    furtherRouterSlices(placement).filter(s -> isOwned(s, placement)).forEach(objects::add);
    workload.foreignDeployment().ifPresent(objects::add);
    return Inventory.of(placement, objects);
  }

  /** All of the operator's in the namespace; those of the placement are found by their names. */
  private Stream<EndpointSlice> furtherRouterSlices(WorkloadPlacement placement) {
    return read(
            HasMetadata.getFullResourceName(EndpointSlice.class),
            () ->
                client
                    .resources(EndpointSlice.class)
                    .inNamespace(placement.getMetadata().getNamespace())
                    .withLabel(Labels.SLICE_MANAGED_BY, Labels.OPERATOR)
                    .list()
                    .getItems(),
            List.<EndpointSlice>of())
        .stream()
        .filter(slice -> OwnedKind.FURTHER_ROUTER_SLICES.is(slice, placement));
  }

  public static boolean isOwned(HasMetadata object, WorkloadPlacement placement) {
    return placement.getMetadata().getUid() != null && Ownership.of(placement).covers(object);
  }

  private <T extends HasMetadata> Optional<T> get(
      Class<T> kind, WorkloadPlacement placement, String name) {
    return read(
        HasMetadata.getFullResourceName(kind),
        () ->
            Optional.ofNullable(
                client
                    .resources(kind)
                    .inNamespace(placement.getMetadata().getNamespace())
                    .withName(name)
                    .get()),
        Optional.empty());
  }

  private Namespace namespace(String name, Optional<Namespace> declared) {
    Namespace live =
        read(
                "namespaces",
                () -> Optional.ofNullable(client.namespaces().withName(name).get()),
                Optional.<Namespace>empty())
            .orElseGet(
                () ->
                    new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build());
    return declared.map(namespace -> AppliedObjects.applied(namespace, live)).orElse(live);
  }

  private List<PlacementPolicy> policies(List<PlacementPolicy> given) {
    Map<String, PlacementPolicy> policies = new LinkedHashMap<>();
    read(
            HasMetadata.getFullResourceName(PlacementPolicy.class),
            () -> client.resources(PlacementPolicy.class).list().getItems(),
            List.<PlacementPolicy>of())
        .forEach(policy -> policies.put(policy.getMetadata().getName(), policy));
    given.forEach(policy -> policies.put(policy.getMetadata().getName(), policy));
    return List.copyOf(policies.values());
  }

  private Optional<Gateway.Endpoints> endpoints(Gateway gateway) {
    return Gateway.endpoints(
        read(
            HasMetadata.getFullResourceName(EndpointSlice.class),
            () ->
                client
                    .resources(EndpointSlice.class)
                    .inNamespace(gateway.namespace())
                    .withLabel(Labels.SLICE_SERVICE, gateway.name())
                    .list()
                    .getItems(),
            List.<EndpointSlice>of()));
  }

  private static List<PodDisruptionBudget> foreignBudgets(
      WorkloadPlacement placement, NamespaceObjects objects) {
    return objects.all(PodDisruptionBudget.class).stream()
        .filter(budget -> !isOwned(budget, placement))
        .toList();
  }

  /** Without the right to read, a preview goes on with less, and says so. */
  public <T> T read(String what, Supplier<T> reading, T otherwise) {
    try {
      return reading.get();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      note(what + " may not be read and are taken to be absent.");
      return otherwise;
    }
  }
}
