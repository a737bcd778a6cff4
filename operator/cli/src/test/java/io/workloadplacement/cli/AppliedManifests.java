package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.Request;
import io.workloadplacement.reconcile.apply.Applier;
import io.workloadplacement.reconcile.object.FieldOwners;
import io.workloadplacement.rendering.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The manifests that an operator sends, without what only a cluster can put there. */
final class AppliedManifests implements Interceptor {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Set<JsonNode>> namespaces = new ConcurrentHashMap<>();

  @Override
  public Optional<Answer> before(Request request) {
    if (request.method().equals("PATCH")
        && request.parameter("fieldManager").equals(FieldOwners.OPERATOR)
        && request.header("content-type").contains("apply-patch")) {
      try {
        JsonNode manifest = JSON.readTree(request.body());
        namespaces
            .computeIfAbsent(
                manifest.at("/metadata/namespace").asText(), any -> ConcurrentHashMap.newKeySet())
            .add(withoutWhatIsOfClusters(manifest));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Optional.empty();
  }

  /** Those of a namespace. */
  Set<JsonNode> in(String namespace) {
    return namespaces.getOrDefault(namespace, Set.of());
  }

  /** Those of a plan; nothing is sent for a placement that is not carried out. */
  static Set<JsonNode> planned(PlanRun run) {
    Set<JsonNode> planned = new HashSet<>();
    for (JsonNode placement : run.placements()) {
      if (!placement.has("refusals")) {
        placement.path("manifests").forEach(one -> planned.add(withoutWhatIsOfClusters(one)));
      }
    }
    return planned;
  }

  private static JsonNode withoutWhatIsOfClusters(JsonNode manifest) {
    ObjectNode copy = manifest.deepCopy();
    ObjectNode metadata = (ObjectNode) copy.get("metadata");
    metadata.remove(List.of("uid", "resourceVersion"));
    metadata.path("ownerReferences").forEach(owner -> ((ObjectNode) owner).remove("uid"));
    remove(metadata, "labels", Labels.OWNER_UID);
    remove(metadata, "annotations", Applier.APPLIED);
    return copy;
  }

  private static void remove(ObjectNode metadata, String map, String key) {
    if (metadata.get(map) instanceof ObjectNode entries) {
      entries.remove(key);
      if (entries.isEmpty()) {
        metadata.remove(map);
      }
    }
  }
}
