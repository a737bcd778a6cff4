package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the status of Deployments: counts, and whether the rollout goes on, is done or is stuck.
 */
final class DeploymentStatus {

  private static final String PROGRESSING = "Progressing";
  private static final String COMPLETE = "NewReplicaSetAvailable";
  private static final String LATE = "ProgressDeadlineExceeded";
  private static final String PAUSED = "DeploymentPaused";

  private final ControllerApi api;
  private final Simulation simulation;
  private final InstantSource clock;
  private final Map<String, Instant> lastProgress = new HashMap<>();

  DeploymentStatus(ObjectApi objects, Simulation simulation, InstantSource clock) {
    this.api = new ControllerApi(objects, "kube-controller-manager");
    this.simulation = simulation;
    this.clock = clock;
  }

  static boolean isPaused(JsonNode deployment) {
    return deployment.path("spec").path("paused").asBoolean();
  }

  /** A new ReplicaSet is progress: the deadline runs anew. */
  void noteCreated(ObjectNode deployment) {
    lastProgress.put(Json.uid(deployment), clock.instant());
  }

  /** Writes the status, and says when the deadline of a rollout that waits ends. */
  Optional<Duration> write(ObjectNode deployment, RolloutProgress rollout) {
    ObjectNode before =
        deployment.path("status") instanceof ObjectNode status ? status : Json.object();
    ObjectNode counts = counts(rollout);
    String reason = Json.text(StatusConditions.get(before, PROGRESSING), "reason");
    boolean paused = isPaused(deployment);
    if (advanced(before, counts) || (reason.equals(PAUSED) && !paused)) {
      noteCreated(deployment);
    }
    boolean complete = isComplete(rollout, counts);
    Duration left = untilDeadline(deployment);
    boolean sameTemplate =
        reason.equals(COMPLETE) && rollout.current().isPresent() && upToDate(before, rollout);
    boolean late = !paused && !complete && !sameTemplate && (left.isZero() || left.isNegative());
    api.changeStatus(
        BuiltInTypes.DEPLOYMENTS,
        deployment,
        status -> {
          status.remove(List.copyOf(fieldsOf(counts)));
          status.setAll(counts);
          status.set("observedGeneration", Json.at(deployment, "metadata", "generation"));
          available(status, rollout);
          if (!paused) {
            progressing(status, rollout, complete, late, sameTemplate);
          } else if (!reason.equals(LATE)) {
            setProgressing(status, "Unknown", PAUSED, "Deployment is paused");
          }
          failure(status, rollout);
        });
    return paused || complete || late || sameTemplate ? Optional.empty() : Optional.of(left);
  }

  /** A rollout that was complete stays so while only its pods come and go. */
  private static boolean upToDate(ObjectNode before, RolloutProgress rollout) {
    String message = Json.text(StatusConditions.get(before, "Progressing"), "message");
    return message.contains('"' + Json.name(rollout.current().orElseThrow()) + '"');
  }

  private static Set<String> fieldsOf(ObjectNode node) {
    Set<String> names = new HashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static ObjectNode counts(RolloutProgress rollout) {
    int total = rollout.sets().mapToInt(RolloutProgress::size).sum();
    int available = rollout.total("availableReplicas");
    return Json.object()
        .put("replicas", rollout.total("replicas"))
        .put("updatedReplicas", rollout.current().map(RolloutProgress::pods).orElse(0))
        .put("readyReplicas", rollout.total("readyReplicas"))
        .put("availableReplicas", available)
        .put("unavailableReplicas", Math.max(0, total - available));
  }

  private static boolean advanced(JsonNode before, ObjectNode now) {
    int oldBefore = count(before, "replicas") - count(before, "updatedReplicas");
    int oldNow = count(now, "replicas") - count(now, "updatedReplicas");
    return count(now, "updatedReplicas") > count(before, "updatedReplicas")
        || oldNow < oldBefore
        || count(now, "readyReplicas") > count(before, "readyReplicas")
        || count(now, "availableReplicas") > count(before, "availableReplicas");
  }

  private static int count(JsonNode status, String field) {
    return Json.integer(status, 0, field);
  }

  private static boolean isComplete(RolloutProgress rollout, ObjectNode counts) {
    return rollout.current().isPresent()
        && count(counts, "updatedReplicas") == rollout.wanted()
        && count(counts, "replicas") == rollout.wanted()
        && count(counts, "availableReplicas") >= rollout.wanted();
  }

  private Duration untilDeadline(ObjectNode deployment) {
    int seconds = Json.integer(deployment, 600, "spec", "progressDeadlineSeconds");
    Instant from = lastProgress.computeIfAbsent(Json.uid(deployment), unused -> clock.instant());
    return Duration.between(clock.instant(), from.plus(simulation.seconds(seconds)));
  }

  private void available(ObjectNode status, RolloutProgress rollout) {
    boolean enough = rollout.total("availableReplicas") >= rollout.minAvailable();
    touch(
        StatusConditions.set(
            status,
            "Available",
            enough ? "True" : "False",
            enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            enough
                ? "Deployment has minimum availability."
                : "Deployment does not have minimum availability.",
            api.now()));
  }

  private void progressing(
      ObjectNode status,
      RolloutProgress rollout,
      boolean complete,
      boolean late,
      boolean sameTemplate) {
    if (sameTemplate && !complete) {
      return;
    }
    String set = "ReplicaSet \"" + rollout.current().map(Json::name).orElse("") + '"';
    String reason = complete ? COMPLETE : late ? LATE : "ReplicaSetUpdated";
    String message =
        complete
            ? set + " has successfully progressed."
            : late ? set + " has timed out progressing." : set + " is progressing.";
    setProgressing(status, late ? "False" : "True", reason, message);
  }

  private void setProgressing(ObjectNode status, String value, String reason, String message) {
    touch(StatusConditions.set(status, PROGRESSING, value, reason, message, api.now()));
  }

  private void failure(ObjectNode status, RolloutProgress rollout) {
    Optional<JsonNode> failure =
        rollout
            .sets()
            .map(set -> StatusConditions.get(set.path("status"), "ReplicaFailure"))
            .filter(condition -> !condition.isMissingNode())
            .findFirst();
    if (failure.isPresent()) {
      touch(
          StatusConditions.set(
              status,
              "ReplicaFailure",
              "True",
              Json.text(failure.get(), "reason"),
              Json.text(failure.get(), "message"),
              api.now()));
    } else {
      StatusConditions.remove(status, "ReplicaFailure");
    }
  }

  private static void touch(ObjectNode condition) {
    if (!condition.has("lastUpdateTime")) {
      condition.set("lastUpdateTime", condition.get("lastTransitionTime"));
    }
  }
}
