package io.workloadplacement.reconcile.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.FieldOwners;
import io.workloadplacement.rendering.DeploymentSide;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rollout fields that a placement states, on a Deployment that others own. A field that has the
 * stated value anyway is left to whoever wrote it; one that somebody else holds at another value is
 * reported and not taken.
 *
 * @param patch what the operator is to apply, whole: what is not in it, it gives up; empty where
 *     that is so already
 * @param conflicts the fields that others hold, in sentences for people
 */
public record AdoptedRollout(Optional<Deployment> patch, List<String> conflicts) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<List<String>> FIELDS =
      List.of(
          List.of("spec", "minReadySeconds"),
          List.of("spec", "progressDeadlineSeconds"),
          List.of("spec", "strategy", "type"),
          List.of("spec", "strategy", "rollingUpdate", "maxUnavailable"),
          List.of("spec", "strategy", "rollingUpdate", "maxSurge"));

  public static AdoptedRollout of(WorkloadPlacement placement, Deployment live) {
    JsonNode stated =
        JSON.valueToTree(DeploymentSide.adoptedRollout(placement).orElseGet(Deployment::new));
    return of(stated, live);
  }

  /** Gives up every field that was applied. */
  public static AdoptedRollout givenUp(Deployment live) {
    return of(JSON.createObjectNode(), live);
  }

  private static AdoptedRollout of(JsonNode stated, Deployment live) {
    JsonNode present = JSON.valueToTree(live);
    FieldOwners owners = FieldOwners.of(live);
    ObjectNode wanted = identity(live);
    List<String> conflicts = new ArrayList<>();
    boolean differs = false;
    for (List<String> field : FIELDS) {
      JsonNode value = at(stated, field);
      boolean same = value.asText().equals(at(present, field).asText());
      List<String> others = owners.others(field);
      boolean ours = owners.ours(field);
      if (!value.isValueNode() || (same && !ours)) {
        differs |= ours;
      } else if (!same && !others.isEmpty()) {
        conflicts.add(conflict(field, value, at(present, field), live, others));
        differs |= ours;
        if (field.contains("type")) {
          // What follows belongs to that type.
          break;
        }
      } else {
        set(wanted, field, value);
        differs |= !same;
      }
    }
    return new AdoptedRollout(
        differs ? Optional.of(JSON.convertValue(wanted, Deployment.class)) : Optional.empty(),
        List.copyOf(conflicts));
  }

  private static ObjectNode identity(Deployment live) {
    ObjectNode identity = JSON.createObjectNode();
    identity.put("apiVersion", live.getApiVersion()).put("kind", live.getKind());
    identity
        .putObject("metadata")
        .put("name", live.getMetadata().getName())
        .put("namespace", live.getMetadata().getNamespace())
        // Were it another one by now, the API server would refuse.
        .put("uid", live.getMetadata().getUid());
    return identity;
  }

  private static String conflict(
      List<String> field, JsonNode wanted, JsonNode present, Deployment live, List<String> owners) {
    String name = field.get(field.size() - 1);
    return "Deployment '%s' has %s %s, which belongs to field manager %s; spec.rollout states %s. It is left as it is: write %s in the Deployment's own manifest, or remove it from spec.rollout."
        .formatted(
            live.getMetadata().getName(),
            String.join(".", field),
            present.isMissingNode() ? "unset" : present.asText(),
            String.join(", ", owners.stream().map(owner -> "'" + owner + "'").toList()),
            wanted.asText(),
            name + ": " + wanted.asText());
  }

  private static JsonNode at(JsonNode tree, List<String> path) {
    JsonNode node = tree;
    for (String step : path) {
      node = node.path(step);
    }
    return node;
  }

  private static void set(ObjectNode tree, List<String> path, JsonNode value) {
    ObjectNode holder = tree;
    for (String step : path.subList(0, path.size() - 1)) {
      holder = holder.withObjectProperty(step);
    }
    holder.set(path.get(path.size() - 1), value);
  }
}
