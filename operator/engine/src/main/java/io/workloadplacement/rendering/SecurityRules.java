package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** What Knative asks of security contexts. */
final class SecurityRules {

  private static final Set<String> POD =
      Set.of(
          "runAsUser",
          "runAsGroup",
          "runAsNonRoot",
          "fsGroup",
          "supplementalGroups",
          "seccompProfile");
  private static final Set<String> CONTAINER =
      Set.of(
          "capabilities",
          "readOnlyRootFilesystem",
          "runAsUser",
          "runAsGroup",
          "runAsNonRoot",
          "allowPrivilegeEscalation",
          "seccompProfile");
  private static final long MAX_ID = Integer.MAX_VALUE;

  private SecurityRules() {}

  /**
   * @param flag lets the pod have a security context
   */
  static void pod(JsonNode context, String path, String flag, BlockerCollector refusals) {
    fields(context, POD, path, refusals);
    if (!refusals.features().allows(flag)) {
      for (var field : ModelTree.fields(context)) {
        if (POD.contains(field.getKey()) && !ModelTree.saysNothing(field.getValue())) {
          refusals.flagged(path + "." + field.getKey(), "a pod's " + field.getKey(), flag);
        }
      }
      return;
    }
    ids(context, List.of("runAsUser", "runAsGroup", "fsGroup"), path, refusals);
    JsonNode groups = context.path("supplementalGroups");
    for (int i = 0; i < groups.size(); i++) {
      id(groups.get(i), path + ".supplementalGroups[" + i + "]", refusals);
    }
  }

  static void container(JsonNode context, String path, BlockerCollector refusals) {
    fields(context, CONTAINER, path, refusals);
    ids(context, List.of("runAsUser", "runAsGroup"), path, refusals);
    for (var field : ModelTree.fields(context.path("capabilities"))) {
      String at = path + ".capabilities." + field.getKey();
      if (ModelTree.saysNothing(field.getValue()) || field.getKey().equals("drop")) {
        continue;
      }
      if (!field.getKey().equals("add")) {
        refusals.never(at);
      } else if (!refusals.features().enables(KnativeFeatures.ADD_CAPABILITIES)) {
        refusals.flagged(at, "added capabilities", KnativeFeatures.ADD_CAPABILITIES);
      }
    }
  }

  private static void fields(
      JsonNode context, Set<String> taken, String path, BlockerCollector refusals) {
    for (var field : ModelTree.fields(context)) {
      if (!taken.contains(field.getKey()) && !ModelTree.saysNothing(field.getValue())) {
        refusals.never(path + "." + field.getKey());
      }
    }
  }

  private static void ids(
      JsonNode context, List<String> names, String path, BlockerCollector refusals) {
    for (String name : names) {
      id(context.path(name), path + "." + name, refusals);
    }
  }

  /** Whether Knative takes a value, if it is a user or group id. */
  static boolean isInRange(JsonNode id) {
    return !id.isNumber() || (id.asLong() >= 0 && id.asLong() <= MAX_ID);
  }

  private static void id(JsonNode id, String path, BlockerCollector refusals) {
    if (!isInRange(id)) {
      refusals.add(
          path,
          "Knative takes user and group ids from 0 to %d, not %d".formatted(MAX_ID, id.asLong()),
          "choose one of these");
    }
  }
}
