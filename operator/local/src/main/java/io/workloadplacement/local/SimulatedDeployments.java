package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Rolls Deployments out: a ReplicaSet for each template, the new one grown and the old ones shrunk
 * within maxSurge and maxUnavailable. Source: {@code k8s.io/kubernetes pkg/controller/deployment}.
 */
final class SimulatedDeployments implements Controller {

  static final String REVISION = "deployment.kubernetes.io/revision";
  private static final String HASH = "pod-template-hash";

  private final ControllerApi api;
  private final DeploymentStatus statuses;

  SimulatedDeployments(ObjectApi objects, DeploymentStatus statuses) {
    this.api = new ControllerApi(objects, "kube-controller-manager");
    this.statuses = statuses;
  }

  @Override
  public List<Key> concernedBy(Change change) {
    if (change.resource().equals(BuiltInTypes.DEPLOYMENTS)) {
      return List.of(new Key(Json.namespace(change.object()), Json.name(change.object())));
    }
    if (change.resource().equals(BuiltInTypes.REPLICA_SETS)) {
      JsonNode owner = ControllerApi.controllerOf(change.object());
      if (Json.text(owner, "kind").equals("Deployment")) {
        return List.of(new Key(Json.namespace(change.object()), Json.text(owner, "name")));
      }
    }
    return List.of();
  }

  @Override
  public Optional<Duration> reconcile(Key key) {
    Optional<ObjectNode> found =
        api.find(BuiltInTypes.DEPLOYMENTS, key)
            .filter(deployment -> !deployment.path("metadata").has("deletionTimestamp"));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode deployment = found.get();
    RolloutProgress before = rollout(deployment);
    if (DeploymentStatus.isPaused(deployment)) {
      before.activeOrLatest().ifPresent(set -> scale(set, before.wanted()));
      return statuses.write(deployment, rollout(deployment));
    }
    ObjectNode current = before.current().orElseGet(() -> createSet(deployment, before));
    noteRevision(deployment, current, before.old());
    RolloutProgress rollout = rollout(deployment);
    if (Json.text(deployment, "spec", "strategy", "type").equals("Recreate")) {
      recreate(rollout);
    } else {
      roll(rollout);
    }
    removeHistory(deployment, rollout.old());
    return statuses.write(deployment, rollout(deployment));
  }

  private RolloutProgress rollout(ObjectNode deployment) {
    List<ObjectNode> sets = api.controlledBy(BuiltInTypes.REPLICA_SETS, deployment);
    JsonNode template = Json.at(deployment, "spec", "template");
    Optional<ObjectNode> current =
        sets.stream()
            .filter(set -> withoutHash(Json.at(set, "spec", "template")).equals(template))
            .findFirst();
    List<ObjectNode> old =
        sets.stream()
            .filter(set -> current.isEmpty() || !Json.uid(set).equals(Json.uid(current.get())))
            .sorted(Comparator.comparing(SimulatedDeployments::revision))
            .toList();
    return new RolloutProgress(deployment, current, old);
  }

  private static JsonNode withoutHash(JsonNode template) {
    ObjectNode copy = template.deepCopy();
    Json.within(copy, "metadata", "labels").remove(HASH);
    return copy;
  }

  private static long revision(JsonNode object) {
    return Json.at(object, "metadata", "annotations", REVISION).asLong();
  }

  private ObjectNode createSet(ObjectNode deployment, RolloutProgress rollout) {
    JsonNode template = Json.at(deployment, "spec", "template");
    String hash = Integer.toString(Json.write(template).hashCode() & Integer.MAX_VALUE, 36);
    ObjectNode set =
        ControllerApi.owned(
            "apps/v1", "ReplicaSet", Json.name(deployment) + "-" + hash, deployment);
    ObjectNode spec = set.putObject("spec");
    spec.put("replicas", 0);
    copy(deployment, spec, "minReadySeconds");
    spec.set("selector", Json.at(deployment, "spec", "selector").deepCopy());
    Json.within(spec, "selector", "matchLabels").put(HASH, hash);
    spec.set("template", template.deepCopy());
    Json.within(spec, "template", "metadata", "labels").put(HASH, hash);
    Json.metadata(set).set("labels", Json.at(spec, "template", "metadata", "labels").deepCopy());
    Json.within(set, "metadata", "annotations").put(REVISION, Long.toString(next(rollout.old())));
    statuses.noteCreated(deployment);
    return api.create(BuiltInTypes.REPLICA_SETS, set);
  }

  private static void copy(ObjectNode deployment, ObjectNode spec, String field) {
    JsonNode value = deployment.path("spec").path(field);
    if (!value.isMissingNode()) {
      spec.set(field, value);
    }
  }

  private static long next(List<ObjectNode> old) {
    return 1 + old.stream().mapToLong(SimulatedDeployments::revision).max().orElse(0);
  }

  /** A set that becomes current again gets the next revision, as a rollback does. */
  private void noteRevision(ObjectNode deployment, ObjectNode current, List<ObjectNode> old) {
    long revision = Math.max(revision(current), next(old));
    String text = Long.toString(revision);
    if (revision(current) != revision) {
      api.change(
          BuiltInTypes.REPLICA_SETS,
          current,
          set -> Json.within(set, "metadata", "annotations").put(REVISION, text));
    }
    if (revision(deployment) != revision) {
      api.change(
          BuiltInTypes.DEPLOYMENTS,
          deployment,
          live -> Json.within(live, "metadata", "annotations").put(REVISION, text));
    }
  }

  private void recreate(RolloutProgress rollout) {
    rollout.old().forEach(set -> scale(set, 0));
    boolean gone = rollout.old().stream().allMatch(set -> RolloutProgress.pods(set) == 0);
    if (gone) {
      scale(rollout.current().orElseThrow(), rollout.wanted());
    }
  }

  private void roll(RolloutProgress rollout) {
    ObjectNode current = rollout.current().orElseThrow();
    int wanted = rollout.wanted();
    int oldSize = rollout.old().stream().mapToInt(RolloutProgress::size).sum();
    int room = Math.max(0, wanted + rollout.maxSurge() - oldSize);
    int size = RolloutProgress.size(current);
    int grown = size > wanted ? wanted : Math.max(size, Math.min(wanted, room));
    scale(current, grown);

    int unavailable = grown - Math.min(grown, RolloutProgress.available(current));
    int spare = oldSize + grown - rollout.minAvailable() - unavailable;
    for (boolean healthy : List.of(false, true)) {
      for (ObjectNode set : rollout.old()) {
        int now = RolloutProgress.size(set);
        int sick = now - Math.min(now, RolloutProgress.available(set));
        int less = Math.max(0, Math.min(spare, healthy ? now - sick : sick));
        if (less > 0) {
          int left = (healthy ? Math.min(now, now - sick) : now) - less;
          scale(set, left);
          spare -= less;
        }
      }
    }
  }

  private void scale(ObjectNode set, int replicas) {
    if (RolloutProgress.size(set) != replicas) {
      api.change(
          BuiltInTypes.REPLICA_SETS,
          set,
          live -> Json.within(live, "spec").put("replicas", replicas));
    }
  }

  private void removeHistory(ObjectNode deployment, List<ObjectNode> old) {
    int limit = Json.integer(deployment, 10, "spec", "revisionHistoryLimit");
    List<ObjectNode> idle =
        old.stream()
            .filter(set -> RolloutProgress.size(set) == 0 && RolloutProgress.pods(set) == 0)
            .toList();
    idle.stream()
        .limit(Math.max(0, idle.size() - limit))
        .forEach(set -> api.delete(BuiltInTypes.REPLICA_SETS, set));
  }
}
