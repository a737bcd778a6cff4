package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keeps Deployments within the bounds of their autoscalers, at the size that the load asks for. */
final class SimulatedAutoscalers implements Controller {

  private final ControllerApi api;
  private final Simulation simulation;

  SimulatedAutoscalers(ObjectApi objects, Simulation simulation) {
    this.api = new ControllerApi(objects, "kube-controller-manager");
    this.simulation = simulation;
  }

  @Override
  public List<Key> concernedBy(Change change) {
    if (change.resource().equals(BuiltInTypes.AUTOSCALERS)) {
      return List.of(new Key(Json.namespace(change.object()), Json.name(change.object())));
    }
    if (change.resource().equals(BuiltInTypes.DEPLOYMENTS)) {
      return api.list(BuiltInTypes.AUTOSCALERS, Json.namespace(change.object())).stream()
          .filter(one -> target(one).name().equals(Json.name(change.object())))
          .map(one -> new Key(Json.namespace(one), Json.name(one)))
          .toList();
    }
    return List.of();
  }

  private static Key target(ObjectNode autoscaler) {
    return new Key(
        Json.namespace(autoscaler), Json.text(autoscaler, "spec", "scaleTargetRef", "name"));
  }

  @Override
  public Optional<Duration> reconcile(Key key) {
    ObjectNode autoscaler = api.find(BuiltInTypes.AUTOSCALERS, key).orElse(null);
    if (autoscaler == null) {
      return Optional.empty();
    }
    ObjectNode target = api.find(BuiltInTypes.DEPLOYMENTS, target(autoscaler)).orElse(null);
    if (target == null) {
      String message =
          "the HPA controller was unable to get the target's current scale: deployments.apps \""
              + target(autoscaler).name()
              + "\" not found";
      api.changeStatus(
          BuiltInTypes.AUTOSCALERS,
          autoscaler,
          status ->
              StatusConditions.set(
                  status, "AbleToScale", "False", "FailedGetScale", message, api.now()));
      return Optional.empty();
    }
    int current = Json.integer(target, 1, "spec", "replicas");
    int wanted = wanted(key, autoscaler, current);
    if (wanted != current) {
      api.scale(BuiltInTypes.DEPLOYMENTS, target, wanted);
    }
    api.changeStatus(
        BuiltInTypes.AUTOSCALERS,
        autoscaler,
        status -> writeStatus(status, target, wanted, current == 0));
    return Optional.empty();
  }

  /** Zero replicas switch an autoscaler off; otherwise its bounds hold. */
  private int wanted(Key key, JsonNode autoscaler, int current) {
    if (current == 0) {
      return 0;
    }
    int minimum = Json.integer(autoscaler, 1, "spec", "minReplicas");
    int maximum = Json.integer(autoscaler, 1, "spec", "maxReplicas");
    int asked = simulation.load(key.namespace(), key.name()).orElse(current);
    return Math.max(minimum, Math.min(maximum, asked));
  }

  private void writeStatus(ObjectNode status, JsonNode target, int wanted, boolean disabled) {
    status.put("currentReplicas", Json.integer(target, 0, "status", "replicas"));
    status.put("desiredReplicas", wanted);
    StatusConditions.set(
        status,
        "AbleToScale",
        "True",
        "SucceededGetScale",
        "the HPA controller was able to get the target's current scale",
        api.now());
    StatusConditions.set(
        status,
        "ScalingActive",
        disabled ? "False" : "True",
        disabled ? "ScalingDisabled" : "ValidMetricFound",
        disabled
            ? "scaling is disabled since the replica count of the target is zero"
            : "the HPA was able to successfully calculate a replica count",
        api.now());
  }
}
