package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.decision.KnativeAnnotations;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A template while it is put as Knative takes it. What is left out of a list of ports or variables
 * becomes null at first, so that what is found wrong with the others is named by the place where
 * its author wrote it.
 */
final class KnativeDraft {

  static final String SPEC = "spec.template.spec";

  private static final List<String> CONTAINERS = List.of("containers", "initContainers");
  private static final List<String> THINNED = List.of("ports", "env");

  private final ObjectNode tree;
  private final List<String> notes = new ArrayList<>();

  private KnativeDraft(ObjectNode tree) {
    this.tree = tree;
  }

  static KnativeDraft of(KnativeCandidate candidate) {
    KnativeDraft draft = new KnativeDraft(CanonicalTemplate.tree(candidate.template()));
    KnativeAnnotations.of(candidate.template()).notTaken().stream()
        .sorted()
        .forEach(
            key ->
                draft.without(
                    "spec.template.metadata.annotations[%s]".formatted(key),
                    "the operator sizes by spec.traffic and spec.scaling"));
    if (draft.tree.get("spec") instanceof ObjectNode pod) {
      DefaultValues.removeFrom(pod);
      if (candidate.adopted()) {
        LifetimeRewrites.apply(pod, draft);
      }
      NodeRewrites.apply(pod, candidate.features(), draft);
      draft.token(pod);
      SecurityRewrites.apply(pod, candidate, draft);
      EnvironmentRewrites.apply(pod, candidate, draft);
      PortRewrites.apply(pod, candidate.servingPort(), draft);
    }
    return draft;
  }

  /** Knative says nothing, so the ServiceAccount has its say, which is true where it is silent. */
  private void token(ObjectNode pod) {
    String field = "automountServiceAccountToken";
    if (pod.path(field).asBoolean()) {
      pod.remove(field);
      without(
          SPEC + "." + field,
          "Kubernetes mounts it anyway, unless ServiceAccount '%s' says automountServiceAccountToken: false"
              .formatted(pod.path("serviceAccountName").asText("default")));
    }
  }

  /** The template with null where something was left out of a list. */
  ObjectNode tree() {
    return tree;
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  PodTemplateSpec template() {
    ObjectNode compact = tree.deepCopy();
    for (String list : CONTAINERS) {
      for (JsonNode container : compact.path("spec").path(list)) {
        THINNED.forEach(thinned -> compact((ObjectNode) container, thinned));
      }
    }
    return ModelTree.model(compact, PodTemplateSpec.class);
  }

  private static void compact(ObjectNode container, String list) {
    if (container.get(list) instanceof ArrayNode elements) {
      for (Iterator<JsonNode> each = elements.elements(); each.hasNext(); ) {
        if (each.next().isNull()) {
          each.remove();
        }
      }
      if (elements.isEmpty()) {
        container.remove(list);
      }
    }
  }

  /** Does something to each container, with the path of its field. */
  static void forEachContainer(ObjectNode pod, ContainerRewrite rewrite) {
    for (String list : CONTAINERS) {
      int index = 0;
      for (JsonNode container : pod.path(list)) {
        rewrite.apply((ObjectNode) container, "%s.%s[%d]".formatted(SPEC, list, index++));
      }
    }
  }

  /** Something done to a container. */
  interface ContainerRewrite {
    void apply(ObjectNode container, String path);
  }

  void without(String field, String why) {
    notes.add("On Knative without %s, because %s".formatted(field, why));
  }

  void put(String field, String how) {
    notes.add("On Knative %s %s".formatted(field, how));
  }
}
