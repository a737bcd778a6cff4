package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Deployment with its ReplicaSets.
 *
 * @param current the set of the present template, if there is one yet
 * @param old the sets of earlier templates, oldest first
 */
record RolloutProgress(ObjectNode deployment, Optional<ObjectNode> current, List<ObjectNode> old) {

  int wanted() {
    return Json.integer(deployment, 1, "spec", "replicas");
  }

  int maxSurge() {
    return (int) Math.ceil(bound("maxSurge"));
  }

  int maxUnavailable() {
    int unavailable = (int) Math.floor(bound("maxUnavailable"));
    return Math.min(wanted(), unavailable == 0 && maxSurge() == 0 ? 1 : unavailable);
  }

  int minAvailable() {
    return wanted() - maxUnavailable();
  }

  private double bound(String name) {
    JsonNode value = Json.at(deployment, "spec", "strategy", "rollingUpdate", name);
    String text = value.asText("0");
    return text.endsWith("%")
        ? wanted() * Integer.parseInt(text.substring(0, text.length() - 1)) / 100.0
        : value.asInt();
  }

  Stream<ObjectNode> sets() {
    return Stream.concat(old.stream(), current.stream());
  }

  /**
   * The set that takes the size of a paused Deployment: the only one that has any pods or, where
   * none has, the latest. Empty where several share it, and stay as they are.
   */
  Optional<ObjectNode> activeOrLatest() {
    List<ObjectNode> active = sets().filter(set -> size(set) > 0).toList();
    if (active.isEmpty()) {
      return current.or(
          () -> old.isEmpty() ? Optional.empty() : Optional.of(old.get(old.size() - 1)));
    }
    return active.size() == 1 ? Optional.of(active.get(0)) : Optional.empty();
  }

  int total(String statusField) {
    return sets().mapToInt(set -> Json.integer(set, 0, "status", statusField)).sum();
  }

  /** How many pods a set asks for. */
  static int size(ObjectNode set) {
    return Json.integer(set, 0, "spec", "replicas");
  }

  /** How many pods a set has. */
  static int pods(ObjectNode set) {
    return Json.integer(set, 0, "status", "replicas");
  }

  static int available(ObjectNode set) {
    return Json.integer(set, 0, "status", "availableReplicas");
  }
}
