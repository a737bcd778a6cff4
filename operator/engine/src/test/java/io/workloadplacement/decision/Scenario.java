package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.HandledRequests;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.PlacementRecord;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A placement in its surroundings, told in the words of the API. */
final class Scenario {

  static final Instant NOW = Instant.parse("2026-11-21T06:30:00Z");

  private String traffic = "{pattern: Sporadic, averageRequestsPerSecond: '0.005'}";
  private String latency = "{target: 150ms, coldStart: 800ms}";
  private String placement = "{}";
  private String scaling = "{}";
  private String template = podOf("resources: {requests: {cpu: 500m, memory: 512Mi}}");
  private QueueProxy queueProxy = QueueProxy.defaults();
  private final Map<String, String> podAnnotations = new HashMap<>();
  private final Map<String, String> labels = new HashMap<>();
  private final Map<String, String> annotations = new HashMap<>();
  private final Map<String, String> namespaceLabels = new HashMap<>();
  private final List<PlacementPolicy> policies = new ArrayList<>();
  private final List<Blocker> blockers = new ArrayList<>();
  private final List<PlacementRecord> history = new ArrayList<>();
  private boolean knative = true;
  private Instant now = NOW;
  private Target running;
  private Target migratingTo;
  private Decision last;
  private String exceptionFirstSeenAt;
  private HandledRequests handledRequests;
  private Optional<Outage> outage = Optional.empty();
  private long generation = 1;

  /** The example of product.md. */
  static Scenario checkout() {
    return new Scenario()
        .traffic(
            "{pattern: Sporadic, protocol: HTTP1, averageRequestsPerSecond: '0.005',"
                + " peakRequestsPerSecond: '0.5', serviceTime: 35ms, maxRequestDuration: 30s,"
                + " concurrencyPerReplica: 50}")
        .latency("{target: 150ms, percentile: 95, coldStart: 800ms}");
  }

  /** One request an hour and nothing hurries: Knative wins the matrix by far. */
  static Scenario rare() {
    return new Scenario()
        .traffic("{pattern: Steady, averageRequestsPerSecond: '0.000277'}")
        .latency("{target: 2s, coldStart: 800ms}");
  }

  /** Forty requests a second all day: a Deployment wins the matrix by far. */
  static Scenario busy() {
    return new Scenario()
        .traffic("{pattern: Steady, averageRequestsPerSecond: '40', serviceTime: 35ms}")
        .latency("{target: 2s, coldStart: 800ms}");
  }

  Scenario traffic(String yaml) {
    traffic = yaml;
    return this;
  }

  Scenario latency(String yaml) {
    latency = yaml;
    return this;
  }

  Scenario placement(String yaml) {
    placement = yaml;
    return this;
  }

  Scenario pinnedTo(Target target) {
    return placement("{mode: Pinned, target: " + target + "}");
  }

  Scenario scaling(String yaml) {
    scaling = yaml;
    return this;
  }

  Scenario resources(String yaml) {
    return pod(podOf("resources: " + yaml));
  }

  /** The pod template as a whole. */
  Scenario pod(String yaml) {
    template = yaml;
    return this;
  }

  Scenario queueProxy(QueueProxy proxy) {
    queueProxy = proxy;
    return this;
  }

  private static String podOf(String container) {
    return "{spec: {containers: [{name: app, image: example/checkout, " + container + "}]}}";
  }

  /** An annotation of the pods. */
  Scenario podAnnotation(String key, String value) {
    podAnnotations.put(key, value);
    return this;
  }

  Scenario label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  Scenario annotation(String key, String value) {
    annotations.put(key, value);
    return this;
  }

  Scenario pin(String value) {
    return annotation(Pin.ANNOTATION, value);
  }

  Scenario namespaceLabel(String key, String value) {
    namespaceLabels.put(key, value);
    return this;
  }

  Scenario policy(String name, String spec) {
    policies.add(policyOf(name, spec));
    return this;
  }

  Scenario blocked(Target target) {
    blockers.add(new Blocker(target, "spec.template.spec.hostNetwork", "not allowed: remove it."));
    return this;
  }

  Scenario withoutKnative() {
    knative = false;
    return this;
  }

  Scenario withKnative() {
    knative = true;
    return this;
  }

  Scenario running(Target target) {
    running = target;
    return this;
  }

  Scenario migratingTo(Target target) {
    migratingTo = target;
    return this;
  }

  /** Placements of the past, newest first. */
  Scenario placed(Target target, String reason, String at) {
    history.add(new PlacementRecord(target, reason, at));
    return this;
  }

  Scenario at(String instant) {
    now = Instant.parse(instant);
    return this;
  }

  /** Keeps what the operator keeps in the status of a decision. */
  Scenario after(Decision decision) {
    last = decision;
    running = decision.nextAction().on();
    exceptionFirstSeenAt = decision.exceptionFirstSeenAt().map(Instant::toString).orElse(null);
    handledRequests = decision.requests().remembered().orElse(null);
    return this;
  }

  /** Callers have not reached Knative since then, for want of the router. */
  Scenario withoutRouterSince(String instant) {
    outage =
        Optional.of(
            new Outage(Outage.ROUTER_UNAVAILABLE, "No pod of the router is ready.", instant));
    return this;
  }

  /** Callers reach what is there. */
  Scenario healed() {
    outage = Optional.empty();
    return this;
  }

  /** Somebody has changed the spec since the status was written. */
  Scenario edited() {
    generation++;
    return this;
  }

  Scenario exceptionFirstSeenAt(String instant) {
    exceptionFirstSeenAt = instant;
    return this;
  }

  Decision decide() {
    return new Decider().decide(input());
  }

  DecisionInput input() {
    WorkloadPlacement workload = workload();
    return new DecisionInput(
        workload,
        workload.getSpec().template(),
        namespace(),
        policies,
        blockers,
        new ClusterFacts(knative, queueProxy, outage),
        now);
  }

  WorkloadPlacement workload() {
    WorkloadPlacement workload =
        Serialization.unmarshal(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: WorkloadPlacement
            metadata: {name: checkout, namespace: shop}
            spec:
              template: %s
              traffic: %s
              latency: %s
              placement: %s
              scaling: %s
            """
                .formatted(template, traffic, latency, placement, scaling),
            WorkloadPlacement.class);
    if (!podAnnotations.isEmpty()) {
      workload
          .getSpec()
          .template()
          .setMetadata(new ObjectMetaBuilder().withAnnotations(podAnnotations).build());
    }
    if (!labels.isEmpty()) {
      workload.getMetadata().setLabels(labels);
    }
    if (!annotations.isEmpty()) {
      workload.getMetadata().setAnnotations(annotations);
    }
    workload.getMetadata().setGeneration(generation);
    if (running != null || last != null) {
      workload.setStatus(status());
    }
    return workload;
  }

  static PlacementPolicy policyOf(String name, String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: workloadplacement.io/v1alpha1
        kind: PlacementPolicy
        metadata: {name: %s}
        spec: %s
        """
            .formatted(name, spec),
        PlacementPolicy.class);
  }

  static PodTemplateSpec template(String yaml) {
    return Serialization.unmarshal(yaml, PodTemplateSpec.class);
  }

  private Namespace namespace() {
    NamespaceBuilder builder =
        new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata();
    if (!namespaceLabels.isEmpty()) {
      builder.editMetadata().withLabels(namespaceLabels).endMetadata();
    }
    return builder.build();
  }

  private WorkloadPlacementStatus status() {
    return WorkloadPlacementStatus.of(1L)
        .target(running)
        .decision(last == null ? null : last.status())
        .migration(
            migratingTo == null
                ? null
                : MigrationStatus.of(migratingTo.other(), migratingTo, "Warming", null, null))
        .history(history)
        .exceptionFirstSeenAt(exceptionFirstSeenAt)
        .handledRequests(handledRequests)
        .build();
  }
}
