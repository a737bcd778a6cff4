package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;
import static java.util.stream.Collectors.joining;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.observe.Gateway;
import io.workloadplacement.reconcile.observe.Inventory;
import io.workloadplacement.reconcile.observe.KnativeFacts;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.workload.Rollback;
import io.workloadplacement.reconcile.workload.Workloads;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.TemplateHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The objects that a state of the model stands for, as a reconcile observes them. */
final class ModelObjects {

  static final Namespace SHOP =
      new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build();

  private static final List<String> GATEWAYS = List.of("10.0.0.9", "10.0.0.10");

  private static final Service SERVICE_OF_PODS =
      read("{apiVersion: v1, kind: Service, metadata: {name: checkout-pods}}", Service.class);
  private static final HorizontalPodAutoscaler AUTOSCALER_OBJECT =
      read(
          "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: checkout}}",
          HorizontalPodAutoscaler.class);
  private static final PodDisruptionBudget BUDGET_OBJECT =
      read(
          "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: checkout}}",
          PodDisruptionBudget.class);

  /** An object, by the parts of the state that it stands for. */
  private record Key(Class<?> kind, ModelState parts) {}

  /** Objects are not changed: equal ones are the same. */
  private final Map<Key, HasMetadata> known = new HashMap<>();

  private final Map<Integer, String> hashes = new HashMap<>();

  /** The placement without its status. */
  WorkloadPlacement placement(ModelState s) {
    WorkloadPlacement template =
        object(
            WorkloadPlacement.class,
            s.only(PIN, VERSION),
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: WorkloadPlacement
            metadata: {name: checkout, namespace: shop, uid: u-1, generation: 2}
            spec:
              template:
                spec: {containers: [{name: app, image: "checkout:%d"}]}
              traffic: {pattern: Steady, averageRequestsPerSecond: "40", serviceTime: 35ms}
              latency: {target: 150ms}
              scaling: {maxReplicas: %d}
              placement: {mode: Pinned, target: %s}
              migration: {readyTimeout: %ds, drainPeriod: %ds}
            """,
            s.get(VERSION),
            ModelCluster.MOST_PODS,
            ModelOperator.side(s.get(PIN)),
            ModelCluster.READY_TIMEOUT * ModelState.TICK,
            // With the second that is added because times are recorded in whole ones.
            ModelState.TICK - 1);
    WorkloadPlacement placement = new WorkloadPlacement();
    placement.setMetadata(template.getMetadata());
    placement.setSpec(template.getSpec());
    return placement;
  }

  /** The version of a template, by the hash that it is marked with. */
  String hash(int version) {
    return hashes.computeIfAbsent(
        version,
        any ->
            TemplateHash.of(
                placement(ModelState.NOTHING.with(VERSION, version)).getSpec().template()));
  }

  Observation observation(ModelState s, WorkloadPlacement placement) {
    boolean gatewayIsSeen =
        s.get(GATEWAY) != ModelCluster.NO_GATEWAY && (s.is(KNATIVE_INGRESS) || s.is(ROUTE));
    boolean revisionMatters = s.is(WARM_FOR) || s.is(DEPLOYMENT);
    return Observation.of(
            placement, Workloads.templated(placement, List.of(), List.of()), ModelOperator.NOW)
        .in(SHOP, List.of())
        .with(inventory(s, placement))
        .with(
            KnativeFacts.of(true, KnativeFeatures.defaults())
                .with(
                    Optional.of(s)
                        .filter(any -> s.is(KNATIVE_INGRESS))
                        .map(any -> knativesOwnIngress()),
                    Optional.of(s)
                        .filter(any -> gatewayIsSeen)
                        .map(
                            any ->
                                new Gateway.Endpoints(List.of(GATEWAYS.get(s.get(GATEWAY))), 8081)))
                .running(
                    Optional.of(s)
                        .filter(any -> s.is(KNATIVE) && s.is(REVISION) && revisionMatters)
                        .map(this::revision),
                    Optional.empty()));
  }

  Inventory inventory(ModelState s, WorkloadPlacement placement) {
    List<HasMetadata> objects = new ArrayList<>();
    add(objects, s.is(PODS_SERVICE), () -> SERVICE_OF_PODS);
    add(objects, s.is(DEPLOYMENT), () -> deployment(s));
    add(objects, s.is(AUTOSCALER), () -> AUTOSCALER_OBJECT);
    add(objects, s.is(BUDGET), () -> BUDGET_OBJECT);
    add(objects, s.is(KNATIVE), () -> knativeService(s));
    add(objects, s.is(ROUTE), () -> route(s));
    add(objects, s.is(SLICE), () -> slice(s));
    return Inventory.of(placement, objects);
  }

  private static void add(
      List<HasMetadata> objects, boolean exists, Supplier<? extends HasMetadata> object) {
    if (exists) {
      objects.add(object.get());
    }
  }

  private Deployment deployment(ModelState s) {
    return object(
        Deployment.class,
        s.only(DEPLOYMENT, AVAILABLE, DEPLOYMENT_SEEN, ROLLED_OUT, DEPLOYMENT_VERSION),
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: checkout, namespace: shop, generation: 2, uid: d-1}
        spec:
          replicas: %d
          template: {metadata: {annotations: {%s: %s}}, spec: {containers: [{name: app}]}}
        status:
          observedGeneration: %d
          availableReplicas: %d
          conditions: [{type: Progressing, status: "True", reason: %s}]
        """,
        s.get(DEPLOYMENT) - 1,
        Rollback.TEMPLATE_HASH,
        hash(s.get(DEPLOYMENT_VERSION)),
        s.is(DEPLOYMENT_SEEN) ? 2 : 1,
        s.get(AVAILABLE),
        s.is(ROLLED_OUT) ? "NewReplicaSetAvailable" : "ReplicaSetUpdated");
  }

  private io.fabric8.knative.serving.v1.Service knativeService(ModelState s) {
    return object(
        io.fabric8.knative.serving.v1.Service.class,
        s.only(KNATIVE, KNATIVE_SEEN),
        """
        apiVersion: serving.knative.dev/v1
        kind: Service
        metadata: {name: checkout-kn, namespace: shop, generation: 2}
        status: {observedGeneration: %d, conditions: [{type: Ready, status: "%s"}]}
        """,
        s.is(KNATIVE_SEEN) ? 2 : 1,
        switch (s.get(KNATIVE)) {
          case ModelCluster.KNATIVE_READY -> "True";
          case ModelCluster.KNATIVE_FAILED -> "False";
          default -> "Unknown";
        });
  }

  private Revision revision(ModelState s) {
    return object(
        Revision.class,
        s.only(MIN_SCALE, REVISION_PODS),
        """
        apiVersion: serving.knative.dev/v1
        kind: Revision
        metadata: {name: checkout-kn-00001, annotations: {autoscaling.knative.dev/min-scale: "%d"}}
        status: {actualReplicas: %d}
        """,
        s.get(MIN_SCALE),
        s.get(REVISION_PODS));
  }

  private Ingress route(ModelState s) {
    return object(
        Ingress.class,
        s.only(ROUTE, ROUTE_SEEN, HELD),
        """
        apiVersion: networking.internal.knative.dev/v1alpha1
        kind: Ingress
        metadata: {name: checkout, generation: 2, annotations: {workloadplacement.io/gateway-addresses: "%s"}}
        spec:
          rules:
            - {hosts: [checkout.shop], http: {paths: [{splits: [{serviceName: %s, percent: 100}]}]}}
        status: {observedGeneration: %d, conditions: [{type: Ready, status: "True"}]}
        """,
        IntStream.range(0, GATEWAYS.size())
            .filter(i -> (s.get(HELD) & (1 << i)) != 0)
            .mapToObj(GATEWAYS::get)
            .collect(joining(",")),
        s.get(ROUTE) == ModelCluster.TO_PODS ? "checkout-pods" : "checkout-kn-00001",
        s.is(ROUTE_SEEN) ? 2 : 1);
  }

  private EndpointSlice slice(ModelState s) {
    return object(
        EndpointSlice.class,
        s.only(SLICE),
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: checkout-gateway}
        endpoints: [{addresses: ["%s"]}]
        """,
        GATEWAYS.get(s.get(SLICE) - 1));
  }

  private Ingress knativesOwnIngress() {
    return object(
        Ingress.class,
        ModelState.NOTHING,
        """
        apiVersion: networking.internal.knative.dev/v1alpha1
        kind: Ingress
        metadata: {name: checkout-kn, namespace: shop}
        spec:
          rules:
            - hosts: [checkout-kn.shop.svc.cluster.local]
              visibility: ClusterLocal
              http: {paths: [{splits: [{serviceName: checkout-kn-00001, serviceNamespace: shop, servicePort: 80, percent: 100}]}]}
        """);
  }

  /** Which gateways a list of addresses names, as {@link ModelState.Part#HELD} counts them. */
  static int gateways(Iterable<String> addresses) {
    int named = 0;
    for (String address : addresses) {
      named |= 1 << GATEWAYS.indexOf(address);
    }
    return named;
  }

  private <T extends HasMetadata> T object(
      Class<T> kind, ModelState parts, String yaml, Object... values) {
    HasMetadata object = known.get(new Key(kind, parts));
    if (object == null) {
      object = read(yaml.formatted(values), kind);
      known.put(new Key(kind, parts), object);
    }
    return kind.cast(object);
  }

  private static <T> T read(String yaml, Class<T> kind) {
    return Serialization.unmarshal(yaml.startsWith("{") ? "---\n" + yaml : yaml, kind);
  }
}
