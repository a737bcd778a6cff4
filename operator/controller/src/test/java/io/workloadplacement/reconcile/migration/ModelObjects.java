package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;
import static java.util.stream.Collectors.joining;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.observe.Gateway;
import io.workloadplacement.reconcile.observe.Inventory;
import io.workloadplacement.reconcile.observe.KnativeFacts;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.plan.Release;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.TemplateHash;
import java.time.Duration;
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

  static final List<String> GATEWAYS = List.of("10.0.0.9", "10.0.0.10");

  private final ModelYaml yaml = new ModelYaml();
  private final ModelDeployment deployment = new ModelDeployment(yaml, this::hash);
  private final Map<Integer, String> hashes = new HashMap<>();

  /** The placement without its status. */
  WorkloadPlacement placement(ModelState s) {
    WorkloadPlacement template =
        yaml.object(
            WorkloadPlacement.class,
            s.only(PIN, VERSION, ADOPTED, DELETED),
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: WorkloadPlacement
            metadata: {name: checkout, namespace: shop, uid: u-1, generation: 2%s}
            spec:
              %s
              traffic: {pattern: Steady, averageRequestsPerSecond: "40", serviceTime: 35ms}
              latency: {target: 150ms}
              scaling: {maxReplicas: %d}
              placement: {mode: Pinned, target: %s}
              migration: {readyTimeout: %ds, drainPeriod: %ds}
            """,
            deletion(s),
            s.is(ADOPTED)
                ? "workloadRef: {name: checkout}"
                : "template: {spec: {containers: [{name: app, image: 'checkout:%d'}]}}"
                    .formatted(s.get(VERSION)),
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

  private static String deletion(ModelState s) {
    Duration ago =
        s.get(DELETED) == ModelCluster.DELETED_LONG_AGO ? Release.KEPT_CONNECTIONS : Duration.ZERO;
    return s.is(DELETED)
        ? ", deletionTimestamp: \"%s\"".formatted(ModelOperator.NOW.minus(ago))
        : "";
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
        s.get(GATEWAY) != ModelCluster.NO_GATEWAY
            && !s.is(ROUTER)
            && (s.is(KNATIVE_INGRESS) || s.is(ROUTE));
    boolean runs = s.is(ADOPTED) ? s.get(DEPLOYMENT) > 1 : s.is(DEPLOYMENT);
    boolean revisionMatters = s.is(WARM_FOR) || runs;
    return Observation.of(placement, deployment.workload(s, placement), ModelOperator.NOW)
        .in(SHOP, List.of())
        .with(inventory(s, placement))
        .with(ModelRouter.facts(s))
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
                .sendingTo(ModelRouter.knativeUpstreams(s))
                .running(
                    Optional.of(s)
                        .filter(any -> s.is(KNATIVE) && s.is(REVISION) && revisionMatters)
                        .map(this::revision),
                    Optional.empty()));
  }

  /** All that belongs to a placement that has adopted its Deployment. */
  List<HasMetadata> ofPlacement(ModelState s) {
    return inventory(s.without(DEPLOYMENT), placement(s)).all();
  }

  Inventory inventory(ModelState s, WorkloadPlacement placement) {
    List<HasMetadata> objects = new ArrayList<>(deployment.objects(s));
    add(objects, s.is(KNATIVE), () -> knativeService(s));
    add(objects, s.is(ROUTE) && !s.is(ROUTER), () -> route(s));
    add(objects, s.is(SLICE), () -> slice(s));
    return Inventory.of(placement, objects);
  }

  private static void add(
      List<HasMetadata> objects, boolean exists, Supplier<? extends HasMetadata> object) {
    if (exists) {
      objects.add(object.get());
    }
  }

  private io.fabric8.knative.serving.v1.Service knativeService(ModelState s) {
    return yaml.object(
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
    return yaml.object(
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
    return yaml.object(
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
    return yaml.object(
        EndpointSlice.class,
        s.only(SLICE, ROUTER),
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: checkout-%s, labels: {kubernetes.io/service-name: checkout}}
        endpoints: [{addresses: ["%s"]}]
        """,
        s.is(ROUTER) ? "router" : "gateway",
        GATEWAYS.get(s.get(SLICE) - 1));
  }

  private Ingress knativesOwnIngress() {
    return yaml.object(
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
}
