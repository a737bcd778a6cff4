package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rights: what a pod's security context says for all containers, each of them can say for itself,
 * and a container that binds no low port needs no capability to do so.
 */
final class SecurityRewrites {

  private static final String CONTEXT = "securityContext";
  private static final String FIELD = KnativeDraft.SPEC + "." + CONTEXT;

  /** What a container may say as well, with the same effect. */
  private static final List<String> OF_CONTAINERS_TOO =
      List.of("runAsUser", "runAsGroup", "runAsNonRoot", "seccompProfile");

  /** What has an effect on the files of volumes. */
  private static final List<String> OF_VOLUMES = List.of("fsGroup", "fsGroupChangePolicy");

  private static final Set<String> LOW_PORTS = Set.of("NET_BIND_SERVICE", "CAP_NET_BIND_SERVICE");
  private static final int FIRST_HIGH_PORT = 1024;

  private SecurityRewrites() {}

  static void apply(ObjectNode pod, KnativeCandidate candidate, KnativeDraft draft) {
    if (!candidate.features().enables(KnativeFeatures.ADD_CAPABILITIES)) {
      capabilities(pod, candidate, draft);
    }
    boolean taken = candidate.features().allows(KnativeFields.podFlag(CONTEXT));
    if (!taken && pod.get(CONTEXT) instanceof ObjectNode shared) {
      ontoContainers(pod, shared, draft);
      withoutVolumes(pod, shared, draft);
    }
  }

  private static void ontoContainers(ObjectNode pod, ObjectNode shared, KnativeDraft draft) {
    boolean moved = false;
    for (String field : OF_CONTAINERS_TOO) {
      JsonNode value = shared.get(field);
      if (value != null && SecurityRules.isInRange(value)) {
        shared.remove(field);
        KnativeDraft.forEachContainer(
            pod, (container, path) -> ownContext(container).putIfAbsent(field, value));
        moved = true;
      }
    }
    if (moved) {
      draft.put(FIELD, "stands on each container, as Knative takes none of the pod");
    }
  }

  private static ObjectNode ownContext(ObjectNode container) {
    return container.get(CONTEXT) instanceof ObjectNode own ? own : container.putObject(CONTEXT);
  }

  /**
   * Without volumes of its own a pod has but its token, which its processes can read either way.
   */
  private static void withoutVolumes(ObjectNode pod, ObjectNode shared, KnativeDraft draft) {
    if (!ModelTree.saysNothing(pod.path("volumes"))) {
      return;
    }
    JsonNode group = shared.path("fsGroup");
    String lost =
        group.isMissingNode() || isGroupOfAll(pod, group)
            ? ""
            : "; its processes are not in group %s then".formatted(group.asText());
    OF_VOLUMES.stream()
        .filter(field -> shared.remove(field) != null)
        .forEach(
            field ->
                draft.without(
                    FIELD + "." + field,
                    "there is no volume that it would change"
                        + (field.equals("fsGroup") ? lost : "")));
  }

  /** By fsGroup the processes are in that group, which some are anyway. */
  private static boolean isGroupOfAll(ObjectNode pod, JsonNode group) {
    return ModelTree.elements(pod.path("containers")).stream()
        .allMatch(container -> container.path(CONTEXT).path("runAsGroup").equals(group));
  }

  private static void capabilities(ObjectNode pod, KnativeCandidate candidate, KnativeDraft draft) {
    List<Container> containers = candidate.template().getSpec().getContainers();
    for (int i = 0; i < containers.size(); i++) {
      boolean serves = i == candidate.servingPort().container();
      if (bindsHighPortsOnly(containers.get(i), serves ? candidate.servingPort() : null)) {
        String path = "%s.containers[%d]".formatted(KnativeDraft.SPEC, i);
        withoutLowPorts(pod.path("containers").path(i).path(CONTEXT), path, draft);
      }
    }
  }

  private static boolean bindsHighPortsOnly(Container container, @Nullable ServingPort serving) {
    List<Integer> ports =
        container.getPorts().stream()
            .map(ContainerPort::getContainerPort)
            .filter(Objects::nonNull)
            .toList();
    boolean known = serving != null || !ports.isEmpty();
    boolean servesHigh = serving == null || serving.number() >= FIRST_HIGH_PORT;
    return known && servesHigh && ports.stream().allMatch(port -> port >= FIRST_HIGH_PORT);
  }

  private static void withoutLowPorts(JsonNode context, String path, KnativeDraft draft) {
    if (context.path("capabilities").get("add") instanceof ArrayNode added) {
      boolean removed = false;
      for (Iterator<JsonNode> each = added.elements(); each.hasNext(); ) {
        if (LOW_PORTS.contains(each.next().asText().toUpperCase(Locale.ROOT))) {
          each.remove();
          removed = true;
        }
      }
      if (added.isEmpty()) {
        ((ObjectNode) context.path("capabilities")).remove("add");
      }
      if (removed) {
        draft.without(
            path + ".securityContext.capabilities.add (NET_BIND_SERVICE)",
            "its ports are %d or above".formatted(FIRST_HIGH_PORT));
      }
    }
  }
}
