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
import java.util.Objects;
import java.util.Optional;

/**
 * Runs Revisions: a Deployment each, with the initial pods until it is Ready and, one stable window
 * later, as many as min-scale says.
 */
final class SimulatedRevisions implements Controller {

  private static final long STABLE_WINDOW_SECONDS = 60;

  private final ControllerApi api;
  private final Simulation simulation;
  private final InstantSource clock;
  private final Map<String, Instant> created = new HashMap<>();
  private final Map<String, Instant> readySince = new HashMap<>();

  SimulatedRevisions(ObjectApi objects, Simulation simulation, InstantSource clock) {
    this.api = new ControllerApi(objects, "controller");
    this.simulation = simulation;
    this.clock = clock;
  }

  @Override
  public List<Key> concernedBy(Change change) {
    if (change.resource().equals(KnativeTypes.REVISIONS)) {
      return List.of(new Key(Json.namespace(change.object()), Json.name(change.object())));
    }
    if (change.resource().equals(BuiltInTypes.DEPLOYMENTS)) {
      JsonNode owner = ControllerApi.controllerOf(change.object());
      if (Json.text(owner, "kind").equals("Revision")) {
        return List.of(new Key(Json.namespace(change.object()), Json.text(owner, "name")));
      }
    }
    return List.of();
  }

  @Override
  public Optional<Duration> reconcile(Key key) {
    ObjectNode revision = api.find(KnativeTypes.REVISIONS, key).orElse(null);
    if (revision == null) {
      return Optional.empty();
    }
    created.computeIfAbsent(Json.uid(revision), unused -> clock.instant());
    Key deploymentKey = new Key(key.namespace(), key.name() + "-deployment");
    ObjectNode deployment =
        api.find(BuiltInTypes.DEPLOYMENTS, deploymentKey)
            .orElseGet(() -> api.create(BuiltInTypes.DEPLOYMENTS, deployment(revision)));
    if (api.find(BuiltInTypes.SERVICES, key).isEmpty()) {
      api.create(BuiltInTypes.SERVICES, service(revision));
    }
    return writeStatus(revision, deployment).or(() -> scale(revision, deployment));
  }

  private static int initialScale(ObjectNode revision) {
    return Math.max(
        annotation(revision, KnativeTypes.INITIAL_SCALE, 1),
        annotation(revision, KnativeTypes.MIN_SCALE, 0));
  }

  private static int annotation(ObjectNode revision, String name, int otherwise) {
    return Json.at(revision, "metadata", "annotations").path(name).asInt(otherwise);
  }

  private static ObjectNode deployment(ObjectNode revision) {
    String name = Json.name(revision);
    ObjectNode deployment =
        ControllerApi.owned("apps/v1", "Deployment", name + "-deployment", revision);
    ObjectNode labels = Json.at(revision, "metadata", "labels").deepCopy();
    labels.put("app", name).put(KnativeTypes.REVISION, name);
    labels.put(KnativeTypes.REVISION_UID, Json.uid(revision));
    Json.metadata(deployment).set("labels", labels);
    ObjectNode spec = deployment.putObject("spec").put("replicas", initialScale(revision));
    Json.within(spec, "selector", "matchLabels").put(KnativeTypes.REVISION_UID, Json.uid(revision));
    Json.within(spec, "template", "metadata").set("labels", labels.deepCopy());
    ArrayNode containers = Json.within(spec, "template", "spec").putArray("containers");
    for (JsonNode container : Json.at(revision, "spec", "containers")) {
      containers
          .addObject()
          .put("name", Json.text(container, "name"))
          .put("image", Json.text(container, "image"));
    }
    containers.addObject().put("name", "queue-proxy").put("image", "local.invalid/queue:simulated");
    return deployment;
  }

  private static ObjectNode service(ObjectNode revision) {
    ObjectNode service = ControllerApi.owned("v1", "Service", Json.name(revision), revision);
    Json.within(service, "metadata", "labels")
        .put(
            KnativeTypes.SERVICE,
            Json.at(revision, "metadata", "labels").path(KnativeTypes.SERVICE).asText())
        .put(KnativeTypes.REVISION, Json.name(revision))
        .put(KnativeTypes.SERVICE_TYPE, "Public");
    ObjectNode port = Json.within(service, "spec").putArray("ports").addObject();
    port.put("name", "http").put("port", 80).put("targetPort", 8012);
    return service;
  }

  private Optional<Duration> writeStatus(ObjectNode revision, ObjectNode deployment) {
    Optional<String> ofServing = failureWhileServing(revision);
    Optional<String> failure = ofServing.or(() -> failure(revision, deployment));
    Duration left =
        Duration.between(
            clock.instant(),
            Objects.requireNonNull(created.get(Json.uid(revision)), "it is noted first")
                .plus(simulation.knativeDelay()));
    boolean delayed = left.compareTo(Duration.ZERO) > 0;
    boolean was =
        ofServing.isEmpty()
            && (StatusConditions.isTrue(revision, "Ready")
                || readySince.containsKey(Json.uid(revision)));
    boolean available =
        Json.integer(deployment, 0, "status", "availableReplicas") >= initialScale(revision);
    boolean ready = was || (failure.isEmpty() && !delayed && available);
    api.changeStatus(
        KnativeTypes.REVISIONS,
        revision,
        status -> {
          status.set("observedGeneration", Json.at(revision, "metadata", "generation"));
          status.put("actualReplicas", Json.integer(deployment, 0, "status", "readyReplicas"));
          status.put("desiredReplicas", RolloutProgress.size(deployment));
          String value = ready ? "True" : failure.isPresent() ? "False" : "Unknown";
          String reason = ready ? "" : failure.isPresent() ? "ContainerMissing" : "Deploying";
          StatusConditions.set(
              status, "ContainerHealthy", value, reason, failure.orElse(""), api.now());
          StatusConditions.set(
              status, "ResourcesAvailable", value, reason, failure.orElse(""), api.now());
          StatusConditions.set(status, "Ready", value, reason, failure.orElse(""), api.now());
        });
    return !ready && failure.isEmpty() && delayed ? Optional.of(left) : Optional.empty();
  }

  private Optional<String> failureWhileServing(ObjectNode revision) {
    String service = Json.at(revision, "metadata", "labels").path(KnativeTypes.SERVICE).asText();
    return simulation.revisionFailure(Json.namespace(revision), service);
  }

  private Optional<String> failure(ObjectNode revision, ObjectNode deployment) {
    String service = Json.at(revision, "metadata", "labels").path(KnativeTypes.SERVICE).asText();
    if (!simulation.canPull(revision)) {
      return Optional.of("Unable to fetch image \"" + image(revision) + "\"");
    }
    JsonNode refused = StatusConditions.get(deployment.path("status"), "ReplicaFailure");
    return simulation
        .knativeFailure(Json.namespace(revision), service)
        .or(() -> Optional.of(Json.text(refused, "message")).filter(text -> !text.isEmpty()));
  }

  private static String image(ObjectNode revision) {
    return Json.text(Json.at(revision, "spec", "containers").path(0), "image");
  }

  private Optional<Duration> scale(ObjectNode revision, ObjectNode deployment) {
    if (!StatusConditions.isTrue(
        api.find(KnativeTypes.REVISIONS, new Key(Json.namespace(revision), Json.name(revision)))
            .orElse(revision),
        "Ready")) {
      return Optional.empty();
    }
    Instant since = readySince.computeIfAbsent(Json.uid(revision), unused -> clock.instant());
    Duration left =
        Duration.between(clock.instant(), since.plus(simulation.seconds(STABLE_WINDOW_SECONDS)));
    int minimum = annotation(revision, KnativeTypes.MIN_SCALE, 0);
    boolean idle = left.compareTo(Duration.ZERO) <= 0;
    int size = RolloutProgress.size(deployment);
    int wanted = idle ? minimum : Math.max(size, minimum);
    if (size != wanted) {
      api.change(
          BuiltInTypes.DEPLOYMENTS,
          deployment,
          live -> Json.within(live, "spec").put("replicas", wanted));
    }
    return idle ? Optional.empty() : Optional.of(left);
  }
}
