package io.workloadplacement.reconcile.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.workloadplacement.observability.ApiFailure;
import io.workloadplacement.reconcile.apply.Applier;
import io.workloadplacement.reconcile.object.FieldOwners;
import io.workloadplacement.reconcile.workload.Rollback;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What applying a manifest would change, as the API server itself reports by a dry run; without the
 * right to one, by what the manifest states.
 */
final class ManifestComparison {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> WRITTEN_BY_EVERY_WRITE =
      List.of("managedFields", "resourceVersion", "generation", "creationTimestamp", "uid");

  private final KubernetesClient client;
  private final Consumer<String> notes;

  /**
   * @param notes takes what a reader should know of how it was compared
   */
  ManifestComparison(KubernetesClient client, Consumer<String> notes) {
    this.client = client;
    this.notes = notes;
  }

  ManifestChange compare(HasMetadata manifest, Optional<HasMetadata> existing) {
    if (existing.isEmpty()) {
      return ManifestChange.creation(manifest);
    }
    HasMetadata live = existing.get();
    try {
      return changed(manifest, FieldDifference.between(tree(live), tree(dryRun(manifest, live))));
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_FORBIDDEN -> {
          notes.accept(
              "Without the right to apply as a dry run, objects are compared by what their"
                  + " manifests state; fields that would go are not seen.");
          yield changed(manifest, FieldDifference.stated(tree(manifest), tree(live)));
        }
        case HttpURLConnection.HTTP_BAD_REQUEST, 422 ->
            ManifestChange.refused(manifest, ApiFailure.inWords(e));
        default -> throw e;
      };
    }
  }

  private static ManifestChange changed(HasMetadata manifest, List<ManifestChange.Field> fields) {
    return fields.isEmpty()
        ? ManifestChange.none(manifest)
        : ManifestChange.update(manifest, fields);
  }

  private HasMetadata dryRun(HasMetadata manifest, HasMetadata live) {
    HasMetadata payload = client.getKubernetesSerialization().clone(manifest);
    payload.getMetadata().setUid(live.getMetadata().getUid());
    noteApplied(payload, live);
    return client
        .resource(payload)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FieldOwners.OPERATOR)
                .withFieldValidation(FieldValidateable.Validation.STRICT.parameterValue())
                .withForce(true)
                .withDryRun(List.of("All"))
                .build());
  }

  /**
   * As every apply of the operator does: an apply without its own annotation would take those of
   * webhooks away, which nobody owns.
   */
  private static void noteApplied(HasMetadata payload, HasMetadata live) {
    Map<String, String> annotations =
        new HashMap<>(Optional.ofNullable(payload.getMetadata().getAnnotations()).orElse(Map.of()));
    annotations.put(
        Applier.APPLIED,
        Optional.ofNullable(live.getMetadata().getAnnotations())
            .map(present -> present.get(Applier.APPLIED))
            .orElse(""));
    payload.getMetadata().setAnnotations(annotations);
  }

  /** The object without its status, and without what is bookkeeping: the server's and our own. */
  private static JsonNode tree(HasMetadata object) {
    ObjectNode tree = JSON.valueToTree(object);
    tree.remove("status");
    if (tree.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(WRITTEN_BY_EVERY_WRITE);
      removeAnnotation(metadata, Applier.APPLIED);
    }
    if (tree.at("/spec/template/metadata") instanceof ObjectNode metadata) {
      removeAnnotation(metadata, Rollback.TEMPLATE_HASH);
    }
    return tree;
  }

  private static void removeAnnotation(ObjectNode metadata, String key) {
    if (metadata.get("annotations") instanceof ObjectNode annotations) {
      annotations.remove(key);
      if (annotations.isEmpty()) {
        metadata.remove("annotations");
      }
    }
  }
}
