package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Nodes: a wish for Linux comes true for every pod of Knative's, whose proxy runs nowhere else.
 * What else is wished for stays.
 */
final class NodeRewrites {

  private static final String LINUX = "linux";
  private static final Set<String> OPERATING_SYSTEM =
      Set.of("kubernetes.io/os", "beta.kubernetes.io/os");
  private static final String WHY = "Knative's pods run on Linux anyway";

  private NodeRewrites() {}

  static void apply(ObjectNode pod, KnativeFeatures features, KnativeDraft draft) {
    if (pod.path("os").path("name").asText().equals(LINUX)) {
      pod.remove("os");
      draft.without(KnativeDraft.SPEC + ".os", WHY);
    }
    if (!features.allows(KnativeFields.podFlag("nodeSelector"))
        && pod.get("nodeSelector") instanceof ObjectNode selector) {
      selector(selector, draft);
    }
    if (!features.allows(KnativeFields.podFlag("affinity"))
        && pod.path("affinity").get("nodeAffinity") instanceof ObjectNode affinity) {
      affinity(affinity, draft);
      if (affinity.isEmpty()) {
        ((ObjectNode) pod.path("affinity")).remove("nodeAffinity");
      }
    }
  }

  private static void selector(ObjectNode selector, KnativeDraft draft) {
    for (String key : OPERATING_SYSTEM.stream().sorted().toList()) {
      if (selector.path(key).asText().equals(LINUX)) {
        selector.remove(key);
        draft.without("%s.nodeSelector[%s]".formatted(KnativeDraft.SPEC, key), WHY);
      }
    }
  }

  private static void affinity(ObjectNode affinity, KnativeDraft draft) {
    String path = KnativeDraft.SPEC + ".affinity.nodeAffinity.";
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    // One term that holds is enough.
    if (any(affinity.path(required).path("nodeSelectorTerms"), NodeRewrites::holdsOnLinux)) {
      affinity.remove(required);
      draft.without(path + required, WHY);
    }
    String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    if (affinity.get(preferred) instanceof ArrayNode terms) {
      boolean removed = false;
      for (Iterator<JsonNode> each = terms.elements(); each.hasNext(); ) {
        if (holdsOnLinux(each.next().path("preference"))) {
          each.remove();
          removed = true;
        }
      }
      if (removed) {
        draft.without(path + preferred + " (" + LINUX + ")", WHY);
      }
      if (terms.isEmpty()) {
        affinity.remove(preferred);
      }
    }
  }

  private interface Condition {
    boolean holds(JsonNode node);
  }

  private static boolean any(JsonNode list, Condition condition) {
    return StreamSupport.stream(list.spliterator(), false).anyMatch(condition::holds);
  }

  /** Every expression of a term has to hold; a term without any holds nowhere. */
  private static boolean holdsOnLinux(JsonNode term) {
    List<JsonNode> expressions = ModelTree.elements(term.path("matchExpressions"));
    return !expressions.isEmpty()
        && term.path("matchFields").isEmpty()
        && expressions.stream().allMatch(NodeRewrites::isTrueOnLinux);
  }

  private static boolean isTrueOnLinux(JsonNode expression) {
    boolean named = any(expression.path("values"), value -> value.asText().equals(LINUX));
    return OPERATING_SYSTEM.contains(expression.path("key").asText())
        && switch (expression.path("operator").asText()) {
          case "In" -> named;
          case "NotIn" -> !named;
          case "Exists" -> true;
          default -> false;
        };
  }
}
