package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps as many pods of a ReplicaSet as it asks for, up to a bound: beyond it the pods that are
 * there stand for the others, and an event says so.
 */
final class SimulatedReplicaSets implements Controller {

  /** Enough to see a workload spread and roll out; each pod costs memory, and work at a change. */
  static final int MOST_PODS = 100;

  private static final Duration AFTER_REFUSAL = Duration.ofMillis(200);

  private final ControllerApi api;
  private final Simulation simulation;
  private final InstantSource clock;
  private final Map<String, Instant> readySince = new HashMap<>();

  SimulatedReplicaSets(ObjectApi objects, Simulation simulation, InstantSource clock) {
    this.api = new ControllerApi(objects, "kube-controller-manager");
    this.simulation = simulation;
    this.clock = clock;
  }

  @Override
  public List<Key> concernedBy(Change change) {
    if (change.resource().equals(BuiltInTypes.REPLICA_SETS)) {
      return List.of(new Key(Json.namespace(change.object()), Json.name(change.object())));
    }
    if (change.resource().equals(BuiltInTypes.PODS)) {
      JsonNode owner = ControllerApi.controllerOf(change.object());
      if (Json.text(owner, "kind").equals("ReplicaSet")) {
        return List.of(new Key(Json.namespace(change.object()), Json.text(owner, "name")));
      }
    }
    return List.of();
  }

  @Override
  public Optional<Duration> reconcile(Key key) {
    Optional<ObjectNode> found =
        api.find(BuiltInTypes.REPLICA_SETS, key)
            .filter(set -> !set.path("metadata").has("deletionTimestamp"));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode set = found.get();
    List<ObjectNode> pods = api.controlledBy(BuiltInTypes.PODS, set);
    int replicas = Json.integer(set, 1, "spec", "replicas");
    int wanted = Math.min(replicas, MOST_PODS);
    if (wanted < replicas) {
      noteBound(set, replicas);
    }
    Optional<String> refusal =
        wanted > pods.size() ? simulation.refusal(key.namespace()) : Optional.empty();
    if (refusal.isEmpty()) {
      for (int i = pods.size(); i < wanted; i++) {
        api.create(BuiltInTypes.PODS, pod(set));
      }
    }
    pods.stream()
        .sorted(Comparator.comparing(pod -> StatusConditions.isTrue(pod, "Ready")))
        .limit(Math.max(0, pods.size() - wanted))
        .forEach(pod -> api.delete(BuiltInTypes.PODS, pod));
    Optional<Duration> untilAvailable = writeStatus(set, refusal);
    return refusal.isPresent() ? Optional.of(AFTER_REFUSAL) : untilAvailable;
  }

  private static ObjectNode pod(ObjectNode set) {
    String name = Json.name(set) + "-" + UUID.randomUUID().toString().substring(0, 5);
    ObjectNode pod = ControllerApi.owned("v1", "Pod", name, set);
    JsonNode template = Json.at(set, "spec", "template");
    for (String field : List.of("labels", "annotations")) {
      JsonNode value = Json.at(template, "metadata", field);
      if (!value.isMissingNode()) {
        Json.metadata(pod).set(field, value.deepCopy());
      }
    }
    pod.set("spec", template.path("spec").deepCopy());
    return pod;
  }

  private Optional<Duration> writeStatus(ObjectNode set, Optional<String> refusal) {
    List<ObjectNode> pods = api.controlledBy(BuiltInTypes.PODS, set);
    Duration minReady = simulation.seconds(Json.integer(set, 0, "spec", "minReadySeconds"));
    Instant now = clock.instant();
    int ready = 0;
    int available = 0;
    Optional<Duration> wait = Optional.empty();
    for (ObjectNode pod : pods) {
      if (StatusConditions.isTrue(pod, "Ready")) {
        ready++;
        Instant since = readySince.computeIfAbsent(Json.uid(pod), unused -> now);
        Duration left = Duration.between(now, since.plus(minReady));
        if (left.isNegative() || left.isZero()) {
          available++;
        } else {
          wait = Optional.of(left);
        }
      }
    }
    int replicas = Json.integer(set, 1, "spec", "replicas");
    int total = standingFor(pods.size(), replicas);
    int readyPods = standingFor(ready, replicas);
    int availablePods = standingFor(available, replicas);
    api.changeStatus(
        BuiltInTypes.REPLICA_SETS,
        set,
        status -> {
          status.set("observedGeneration", Json.at(set, "metadata", "generation"));
          status.put("replicas", total);
          status.put("fullyLabeledReplicas", total);
          status.put("readyReplicas", readyPods);
          status.put("availableReplicas", availablePods);
          if (refusal.isPresent()) {
            StatusConditions.set(
                status,
                "ReplicaFailure",
                "True",
                "FailedCreate",
                refusalText(set, refusal.get()),
                api.now());
          } else {
            StatusConditions.remove(status, "ReplicaFailure");
          }
        });
    return wait;
  }

  /** How many pods of a ReplicaSet so many simulated ones stand for. */
  private static int standingFor(int pods, int replicas) {
    return replicas <= MOST_PODS
        ? pods
        : (int) ((long) Math.min(pods, MOST_PODS) * replicas / MOST_PODS);
  }

  private void noteBound(ObjectNode set, int replicas) {
    Key key = new Key(Json.namespace(set), Json.name(set) + ".pods");
    if (api.find(BuiltInTypes.EVENTS, key).isPresent()) {
      return;
    }
    ObjectNode event = Json.object().put("apiVersion", "v1").put("kind", "Event");
    Json.metadata(event).put("name", key.name()).put("namespace", key.namespace());
    event
        .putObject("involvedObject")
        .put("apiVersion", "apps/v1")
        .put("kind", "ReplicaSet")
        .put("namespace", key.namespace())
        .put("name", Json.name(set))
        .put("uid", Json.uid(set));
    event
        .put("type", "Normal")
        .put("reason", LocalCluster.PODS_BOUNDED)
        .put(
            "message",
            "ReplicaSet %s/%s: %d of its %d pods are simulated, and stand for the others"
                .formatted(key.namespace(), Json.name(set), MOST_PODS, replicas))
        .put("firstTimestamp", api.now())
        .put("lastTimestamp", api.now())
        .put("count", 1)
        .putObject("source")
        .put("component", "local");
    api.create(BuiltInTypes.EVENTS, event);
  }

  private static String refusalText(ObjectNode set, String why) {
    return "pods \"" + Json.name(set) + "-\" is forbidden: " + why;
  }
}
