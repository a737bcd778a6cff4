package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Knative's admission webhooks: defaults inside Knative Services, and the refusal of pod fields
 * that are behind a feature flag, all of which have their default here. Source: {@code
 * knative/serving pkg/apis/serving}.
 */
final class KnativeWebhook {

  private static final List<String> FLAGGED =
      List.of(
          "affinity",
          "dnsConfig",
          "dnsPolicy",
          "hostAliases",
          "hostIPC",
          "hostNetwork",
          "hostPID",
          "initContainers",
          "nodeSelector",
          "priorityClassName",
          "runtimeClassName",
          "schedulerName",
          "securityContext",
          "shareProcessNamespace",
          "tolerations",
          "topologySpreadConstraints");

  private KnativeWebhook() {}

  /** Completes a Knative Service, or refuses it; other objects pass. */
  static void admit(ResourceType type, ObjectNode object, JsonNode live) {
    if (!type.resource().equals(KnativeTypes.SERVICES)) {
      return;
    }
    ObjectNode spec = Json.within(object, "spec", "template", "spec");
    refuseFlagged(spec);
    refuseImages(spec);
    putIfAbsent(spec, "containerConcurrency", 0);
    putIfAbsent(spec, "timeoutSeconds", 300);
    if (live.isMissingNode() && !spec.has("enableServiceLinks")) {
      spec.put("enableServiceLinks", false);
    }
    JsonNode containers = spec.path("containers");
    containers.forEach(container -> complete((ObjectNode) container, containers.size() == 1));
    ObjectNode service = Json.within(object, "spec");
    if (service.path("traffic").isEmpty()) {
      service.putArray("traffic").addObject().put("latestRevision", true).put("percent", 100);
    }
    noteWriter(object, live);
  }

  private static void refuseFlagged(ObjectNode spec) {
    List<String> refused = new ArrayList<>();
    for (String field : FLAGGED) {
      if (!Json.isEmpty(spec.get(field))) {
        refused.add("spec.template.spec." + field);
      }
    }
    if (!refused.isEmpty()) {
      throw denied("must not set the field(s): " + String.join(", ", refused));
    }
  }

  private static void refuseImages(ObjectNode spec) {
    for (String list : List.of("initContainers", "containers")) {
      for (int i = 0; i < spec.path(list).size(); i++) {
        String image = Json.text(spec.path(list).path(i), "image");
        if (!image.isEmpty() && !KnativeImage.parses(image)) {
          throw denied(
              "Failed to parse image reference: spec.template.spec.%s[%d].image\nimage: %s, error: could not parse reference: %s"
                  .formatted(list, i, Json.write(Json.MAPPER.valueToTree(image)), image));
        }
      }
    }
  }

  private static ApiError denied(String why) {
    return ApiError.badRequest(
        "admission webhook \"validation.webhook.serving.knative.dev\" denied the request:"
            + " validation failed: "
            + why);
  }

  private static void complete(ObjectNode container, boolean only) {
    if (Json.text(container, "name").isEmpty()) {
      container.put("name", "user-container");
    }
    if (!container.has("resources")) {
      container.putObject("resources");
    }
    for (JsonNode mount : container.path("volumeMounts")) {
      if (!mount.has("readOnly")) {
        ((ObjectNode) mount).put("readOnly", true);
      }
    }
    boolean serves = only || container.path("ports") instanceof ArrayNode ports && !ports.isEmpty();
    if (serves) {
      completeProbe(Json.within(container, "readinessProbe"));
    }
  }

  private static void completeProbe(ObjectNode probe) {
    boolean asks =
        probe.has("httpGet") || probe.has("tcpSocket") || probe.has("grpc") || probe.has("exec");
    if (!asks) {
      probe.putObject("tcpSocket").put("port", 0);
    }
    putIfAbsent(probe, "successThreshold", 1);
    if (Json.integer(probe, 0, "periodSeconds") != 0) {
      putIfAbsent(probe, "failureThreshold", 3);
      putIfAbsent(probe, "timeoutSeconds", 1);
    }
  }

  private static void putIfAbsent(ObjectNode object, String field, int value) {
    if (!object.has(field)) {
      object.put(field, value);
    }
  }

  private static void noteWriter(ObjectNode object, JsonNode live) {
    ObjectNode annotations = Json.within(object, "metadata", "annotations");
    String creator = Json.at(live, "metadata", "annotations").path(KnativeTypes.CREATOR).asText();
    if (creator.isEmpty()) {
      annotations.put(KnativeTypes.CREATOR, "local").put(KnativeTypes.LAST_MODIFIER, "local");
    } else if (!annotations.path(KnativeTypes.CREATOR).asText().equals(creator)) {
      throw denied("annotation value is immutable: metadata.annotations." + KnativeTypes.CREATOR);
    }
  }
}
