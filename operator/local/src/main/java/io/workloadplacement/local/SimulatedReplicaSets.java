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

/** Keeps as many pods of a ReplicaSet as it asks for. */
final class SimulatedReplicaSets implements Controller {

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
    int wanted = Json.integer(set, 1, "spec", "replicas");
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
    int readyPods = ready;
    int availablePods = available;
    api.changeStatus(
        BuiltInTypes.REPLICA_SETS,
        set,
        status -> {
          status.set("observedGeneration", Json.at(set, "metadata", "generation"));
          status.put("replicas", pods.size());
          status.put("fullyLabeledReplicas", pods.size());
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

  private static String refusalText(ObjectNode set, String why) {
    return "pods \"" + Json.name(set) + "-\" is forbidden: " + why;
  }
}
