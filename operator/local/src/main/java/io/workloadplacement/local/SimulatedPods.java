package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Scheduler and kubelet: binds pods to nodes and makes them Ready, or not. */
final class SimulatedPods implements Controller {

  private static final List<String> CONDITIONS =
      List.of("PodScheduled", "Initialized", "ContainersReady", "Ready");

  private final ControllerApi api;
  private final Simulation simulation;
  private final Addresses addresses;
  private final InstantSource clock;
  private final Map<String, Instant> started = new HashMap<>();

  SimulatedPods(
      ObjectApi objects, Simulation simulation, Addresses addresses, InstantSource clock) {
    this.api = new ControllerApi(objects, "kubelet");
    this.simulation = simulation;
    this.addresses = addresses;
    this.clock = clock;
  }

  @Override
  public List<Key> concernedBy(Change change) {
    return change.resource().equals(BuiltInTypes.PODS)
        ? List.of(new Key(Json.namespace(change.object()), Json.name(change.object())))
        : List.of();
  }

  @Override
  public Optional<Duration> reconcile(Key key) {
    Optional<ObjectNode> found = api.find(BuiltInTypes.PODS, key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode pod = found.get();
    Instant start = started.computeIfAbsent(Json.uid(pod), unused -> clock.instant());
    if (Json.text(pod, "spec", "nodeName").isEmpty()) {
      pod = api.change(BuiltInTypes.PODS, pod, this::bind);
    }
    if (StatusConditions.isTrue(pod, "Ready")) {
      return Optional.empty();
    }
    if (!simulation.canPull(pod)) {
      api.changeStatus(BuiltInTypes.PODS, pod, this::failPull);
      return Optional.empty();
    }
    Duration left = simulation.podStart().minus(Duration.between(start, clock.instant()));
    if (!left.isNegative() && !left.isZero()) {
      return Optional.of(left);
    }
    ObjectNode ready = pod;
    api.changeStatus(BuiltInTypes.PODS, pod, status -> becomeReady(status, ready));
    started.remove(Json.uid(pod));
    return Optional.empty();
  }

  private void bind(ObjectNode pod) {
    List<ObjectNode> nodes = api.list(BuiltInTypes.NODES, "");
    int here = Math.floorMod(Json.name(pod).hashCode(), Math.max(1, nodes.size()));
    if (!nodes.isEmpty()) {
      Json.within(pod, "spec").put("nodeName", Json.name(nodes.get(here)));
    }
  }

  private void failPull(ObjectNode status) {
    status.put("phase", "Pending");
    StatusConditions.set(status, "PodScheduled", "True", "", "", api.now());
    StatusConditions.set(
        status, "Ready", "False", "ContainersNotReady", "the image cannot be pulled", api.now());
    status
        .putArray("containerStatuses")
        .addObject()
        .put("name", "app")
        .put("ready", false)
        .put("restartCount", 0)
        .putObject("state")
        .putObject("waiting")
        .put("reason", "ImagePullBackOff");
  }

  private void becomeReady(ObjectNode status, JsonNode pod) {
    status.put("phase", "Running");
    status.put("startTime", Json.text(pod, "metadata", "creationTimestamp"));
    CONDITIONS.forEach(type -> StatusConditions.set(status, type, "True", "", "", api.now()));
    String address = Json.text(status, "podIP");
    if (address.isEmpty()) {
      address = addresses.nextPod();
    }
    status.put("podIP", address);
    status.putArray("podIPs").addObject().put("ip", address);
    ArrayNode containers = status.putArray("containerStatuses");
    for (JsonNode container : Json.at(pod, "spec", "containers")) {
      containers
          .addObject()
          .put("name", Json.text(container, "name"))
          .put("image", Json.text(container, "image"))
          .put("ready", true)
          .put("started", true)
          .put("restartCount", 0)
          .putObject("state")
          .putObject("running")
          .put("startedAt", api.now());
    }
  }
}
