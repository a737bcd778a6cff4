package io.workloadplacement.reconcile;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.AutoscalerKind;
import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.api.v1alpha1.Scaling;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.decision.ClusterFacts;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.DecisionInput;
import io.workloadplacement.decision.QueueProxy;
import io.workloadplacement.reconcile.migration.MigrationState;
import io.workloadplacement.reconcile.migration.Migrations;
import io.workloadplacement.reconcile.observe.DecisionRequest;
import io.workloadplacement.reconcile.observe.Gateway;
import io.workloadplacement.reconcile.observe.Inventory;
import io.workloadplacement.reconcile.observe.KnativeFacts;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.observe.RouterFacts;
import io.workloadplacement.reconcile.plan.Plan;
import io.workloadplacement.reconcile.status.StatusComposer;
import io.workloadplacement.reconcile.workload.Adopted;
import io.workloadplacement.reconcile.workload.AdoptionContext;
import io.workloadplacement.reconcile.workload.DeploymentFacts;
import io.workloadplacement.reconcile.workload.Rollback;
import io.workloadplacement.reconcile.workload.Workload;
import io.workloadplacement.reconcile.workload.Workloads;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.router.RouterAddress.Upstream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a reconcile sees of the placement {@code checkout}, put together word by word. */
public final class Observed {

  public static final Instant NOW = Instant.parse("2026-11-21T07:00:00Z");

  private static final Namespace SHOP =
      new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build();

  /** How the router reaches the Revision that serves. */
  public static final Upstream REVISION =
      new Upstream("10.92.0.5", 80, 100, Map.of("Knative-Serving-Revision", "checkout-kn-00001"));

  public final WorkloadPlacement placement;
  private final List<HasMetadata> objects = new ArrayList<>();
  private final List<Service> services = new ArrayList<>();
  private final List<ReplicaSet> replicaSets = new ArrayList<>();
  private final List<PodDisruptionBudget> foreignBudgets = new ArrayList<>();
  private Instant now = NOW;
  private List<String> gateway = List.of("10.0.0.9");
  private boolean placeIsFree = true;
  private Workload workload;
  private RouterFacts router = RouterFacts.NONE;

  private Observed(Target pin, String workload) {
    placement =
        Serialization.unmarshal(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: WorkloadPlacement
            metadata: {name: checkout, namespace: shop, uid: u-1, generation: 2}
            spec:
              %s
              traffic: {pattern: Steady, averageRequestsPerSecond: "40", serviceTime: 35ms, maxRequestDuration: 30s}
              latency: {target: 150ms}
              scaling: {maxReplicas: 5}
              placement: {mode: Pinned, target: %s}
            """
                .formatted(workload, pin),
            WorkloadPlacement.class);
  }

  public static Observed pinnedTo(Target pin) {
    return new Observed(
        pin, "template: {spec: {containers: [{name: app, image: \"checkout:1\"}]}}");
  }

  /**
   * Over a Deployment of others.
   *
   * @param deployment with what else is known of it
   */
  public static Observed adopting(AdoptionContext deployment) {
    Observed observed = new Observed(Target.DEPLOYMENT, "workloadRef: {name: legacy}");
    observed.workload = Adopted.of(observed.placement, deployment);
    observed.objects.add(deployment.deployment().orElseThrow());
    return observed;
  }

  /** Somebody has deleted the placement. */
  public Observed deletedAt(Instant instant) {
    placement.getMetadata().setDeletionTimestamp(instant.toString());
    return this;
  }

  /** An autoscaler that the placement has made. */
  public Observed autoscaler() {
    add(
        HorizontalPodAutoscaler.class,
        "---\n"
            + "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name:"
            + " checkout}}");
    return this;
  }

  /** That autoscaler says that it cannot scale. */
  public Observed autoscalerWithoutMetrics(Instant since) {
    add(
        HorizontalPodAutoscaler.class,
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: checkout}
        status:
          conditions:
            - {type: AbleToScale, status: "True", reason: SucceededGetScale, message: fine}
            - {type: ScalingActive, status: "False", reason: FailedGetResourceMetric,
               lastTransitionTime: "%s", message: no metrics returned from resource metrics API}
        """
            .formatted(since));
    return this;
  }

  /** Its owner brings an autoscaler. */
  public Observed scaledByItsOwner() {
    var spec = placement.getSpec();
    placement.setSpec(
        new WorkloadPlacementSpec(
            spec.template(),
            spec.workloadRef(),
            spec.traffic(),
            spec.latency(),
            spec.placement(),
            new Scaling(null, null, 5, AutoscalerKind.NONE),
            spec.rollout(),
            spec.migration(),
            spec.service()));
    return this;
  }

  public Observed at(Instant instant) {
    now = instant;
    return this;
  }

  public Observed status(WorkloadPlacementStatus status) {
    placement.setStatus(status);
    return this;
  }

  /** A Deployment with its autoscaler and budget; a condition Progressing as given. */
  public Observed deployment(String progressing, int available) {
    String state = progressing.equals("ProgressDeadlineExceeded") ? "False" : "True";
    add(
        Deployment.class,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: checkout, generation: 1, uid: d-1}
        spec:
          replicas: %d
          template: {metadata: {annotations: {%s: %s}}, spec: {containers: [{name: app}]}}
        status:
          observedGeneration: 1
          availableReplicas: %d
          conditions: [{type: Progressing, status: '%s', reason: %s, message: its own words}]
        """
            .formatted(
                Math.max(1, available),
                Rollback.TEMPLATE_HASH,
                io.workloadplacement.rendering.TemplateHash.of(placement.getSpec().template()),
                available,
                state,
                progressing));
    autoscaler();
    add(
        PodDisruptionBudget.class,
        "---\n{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: checkout}}");
    return this;
  }

  public Observed availableDeployment() {
    return deployment("NewReplicaSetAvailable", 1);
  }

  /** Somebody has written to the Deployment, and its controller has not looked yet. */
  public Observed newGenerationOfTheDeployment() {
    find(Deployment.class).orElseThrow().getMetadata().setGeneration(2L);
    return this;
  }

  /** It was set to another size, and its pods have not followed. */
  public Observed scaledTo(int replicas) {
    find(Deployment.class).orElseThrow().getSpec().setReplicas(replicas);
    return this;
  }

  public Observed knativeService(String ready) {
    add(
        io.fabric8.knative.serving.v1.Service.class,
        """
        apiVersion: serving.knative.dev/v1
        kind: Service
        metadata: {name: checkout-kn, generation: 1}
        status: {observedGeneration: 1, conditions: [{type: Ready, status: '%s', reason: RevisionFailed}]}
        """
            .formatted(ready));
    return this;
  }

  /** The route as it sends to Knative. */
  public Observed route(String ready) {
    return route(ready, "checkout-kn-00001", "");
  }

  /** The route as it sends to the Deployment's pods, with the Service by which it does. */
  public Observed routeToPods(String ready) {
    add(Service.class, "---\n{apiVersion: v1, kind: Service, metadata: {name: checkout-pods}}");
    return route(ready, "checkout-pods", "workloadplacement.io/gateway-addresses: 10.0.0.9");
  }

  private Observed route(String ready, String service, String annotation) {
    add(
        Ingress.class,
        """
        apiVersion: networking.internal.knative.dev/v1alpha1
        kind: Ingress
        metadata: {name: checkout, generation: 1, annotations: {%s}}
        spec:
          rules:
            - {hosts: [checkout.shop], http: {paths: [{splits: [{serviceName: %s, percent: 100}]}]}}
        status: {observedGeneration: 1, conditions: [{type: Ready, status: '%s'}]}
        """
            .formatted(annotation, service, ready));
    return this;
  }

  /** The Revision that serves, with the pods that it has and those that it is to keep. */
  public Observed revision(int pods, int minScale) {
    add(
        Revision.class,
        """
        apiVersion: serving.knative.dev/v1
        kind: Revision
        metadata: {name: checkout-kn-00001, annotations: {autoscaling.knative.dev/min-scale: "%d"}}
        status: {actualReplicas: %d}
        """
            .formatted(minScale, pods));
    return this;
  }

  /** The ready pods of Knative's gateway. */
  public Observed gateway(String... addresses) {
    gateway = List.of(addresses);
    return this;
  }

  /**
   * There is a router, whose pods do this for the placement.
   *
   * @param pods what each does, by its address
   */
  public Observed router(Map<String, RouterFacts.Serving> pods) {
    return router(pods, false);
  }

  /** The same; one of them may not accept what it is to serve. */
  public Observed router(Map<String, RouterFacts.Serving> pods, boolean rejected) {
    router =
        new RouterFacts(true, pods, rejected, OptionalInt.of(20_017), RouterFacts.Drain.DEFAULT);
    return this;
  }

  /** The slice by which these pods of the router are endpoints of the address. */
  public Observed routerSlice(String... addresses) {
    return routerSlice("checkout-router", "checkout", addresses);
  }

  /** The slice by which they are endpoints of a Service of others. */
  public Observed furtherRouterSlice(String service, String... addresses) {
    return routerSlice("checkout-router." + service, service, addresses);
  }

  private Observed routerSlice(String name, String service, String... addresses) {
    add(
        EndpointSlice.class,
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %s, labels: {kubernetes.io/service-name: %s}}
        addressType: IPv4
        endpoints: [%s]
        ports: [{name: http, port: 20017}]
        """
            .formatted(
                name,
                service,
                Stream.of(addresses)
                    .map("{addresses: [%s]}"::formatted)
                    .collect(Collectors.joining(", "))));
    return this;
  }

  /**
   * A Service of others, in the place of one of the same name.
   *
   * @param spec such as {@code selector: {app: checkout}, ports: [{port: 80}]}
   */
  public Observed serviceOfOthers(String name, String spec) {
    withoutServiceOfOthers(name);
    services.add(
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: %s, namespace: shop}
            spec: {%s}
            """
                .formatted(name, spec),
            Service.class));
    return this;
  }

  /** Its owner has deleted it. */
  public Observed withoutServiceOfOthers(String name) {
    services.removeIf(service -> service.getMetadata().getName().equals(name));
    return this;
  }

  /** The router is an endpoint no longer. */
  public Observed withoutRouterSlice() {
    objects.removeIf(EndpointSlice.class::isInstance);
    return this;
  }

  /** The Service of the Deployment's pods alone. */
  public Observed podsService() {
    add(
        Service.class,
        "---\n"
            + "{apiVersion: v1, kind: Service, metadata: {name: checkout-pods},"
            + " spec: {clusterIP: 10.92.0.7, ports: [{port: 80}]}}");
    return this;
  }

  public Observed whileAllPlacesAreTaken() {
    placeIsFree = false;
    return this;
  }

  public Observed whileAPlaceIsFree() {
    placeIsFree = true;
    return this;
  }

  /** Somebody has changed the spec since the status was written. */
  public Observed edited() {
    placement.getMetadata().setGeneration(placement.getMetadata().getGeneration() + 1);
    return this;
  }

  public Observed slice() {
    add(
        EndpointSlice.class,
        "---\n{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name:"
            + " checkout-gateway}}");
    return this;
  }

  public Observed servingKnative() {
    return knativeService("True").route("True").slice();
  }

  public Observed foreignBudget(String selector) {
    foreignBudgets.add(
        Serialization.unmarshal(
            "---\n"
                + "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: theirs},"
                + " spec: {selector: {matchLabels: "
                + selector
                + "}}}",
            PodDisruptionBudget.class));
    return this;
  }

  /** A ReplicaSet of the Deployment, made for the template of a hash. */
  public Observed replicaSet(int revision, String hash, int available) {
    ReplicaSet set =
        Serialization.unmarshal(
            """
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata:
              name: checkout-%d
              annotations: {deployment.kubernetes.io/revision: "%d"}
              ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: checkout, uid: d-1}]
            spec:
              template:
                metadata:
                  labels: {pod-template-hash: abc, app: checkout}
                  annotations: {%s: %s}
                spec: {containers: [{name: app, image: "checkout:r%d"}]}
            status: {availableReplicas: %d}
            """
                .formatted(revision, revision, Rollback.TEMPLATE_HASH, hash, revision, available),
            ReplicaSet.class);
    replicaSets.add(set);
    return this;
  }

  private <T extends HasMetadata> void add(Class<T> kind, String yaml) {
    T object = Serialization.unmarshal(yaml, kind);
    object.getMetadata().setNamespace("shop");
    object
        .getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withKind("WorkloadPlacement")
                    .withName("checkout")
                    .withUid("u-1")
                    .withController(true)
                    .build()));
    objects.removeIf(
        other ->
            kind.isInstance(other)
                && other.getMetadata().getName().equals(object.getMetadata().getName()));
    objects.add(object);
  }

  private <T extends HasMetadata> Optional<T> find(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  public Observation observation() {
    return Observation.of(placement, workload(), now)
        .in(SHOP, List.of())
        .with(Inventory.of(placement, objects))
        .with(
            KnativeFacts.of(true, KnativeFeatures.defaults())
                .with(
                    Optional.of(knativesOwnIngress()),
                    Optional.of(new Gateway.Endpoints(gateway, 8081))
                        .filter(pods -> !gateway.isEmpty()))
                .running(find(Revision.class), Optional.empty())
                .sendingTo(List.of(REVISION)))
        .with(new DeploymentFacts(foreignBudgets, List.of(), replicaSets, Optional.empty()))
        .with(router);
  }

  private static Ingress knativesOwnIngress() {
    return Serialization.unmarshal(
        """
        apiVersion: networking.internal.knative.dev/v1alpha1
        kind: Ingress
        metadata: {name: checkout-kn, namespace: shop}
        spec:
          rules:
            - hosts: [checkout-kn.shop.svc.cluster.local]
              visibility: ClusterLocal
              http: {paths: [{splits: [{serviceName: checkout-kn-00001, serviceNamespace: shop, servicePort: 80, percent: 100}]}]}
        """,
        Ingress.class);
  }

  private Workload workload() {
    return workload == null
        ? Workloads.templated(placement, List.of(), List.of(), services, router.installed())
        : workload;
  }

  /** No other migration runs. */
  public Decision decision() {
    return migration().decision();
  }

  private Decision ungated() {
    return new Decider()
        .decide(
            new DecisionInput(
                placement,
                workload().template(),
                SHOP,
                List.of(),
                List.of(),
                new ClusterFacts(true, QueueProxy.defaults(), outage()),
                now));
  }

  private Optional<Outage> outage() {
    return DecisionRequest.of(observation()).input().cluster().outage();
  }

  public Plan plan() {
    return Plan.of(migration(), "cluster.local");
  }

  public MigrationState migration() {
    return Migrations.next(observation(), ungated(), any -> placeIsFree);
  }

  /** The status that would be written now. */
  public WorkloadPlacementStatus told() {
    return toldAfter(plan());
  }

  /** The status that would be written if this is what a plan has led to. */
  public WorkloadPlacementStatus toldAfter(Plan plan) {
    return new StatusComposer(placement, now).placed(plan, migration(), "cluster.local");
  }
}
