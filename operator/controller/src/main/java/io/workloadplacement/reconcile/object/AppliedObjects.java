package io.workloadplacement.reconcile.object;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Objects as they would be after they were applied: what is declared of an object replaces what is
 * there, labels and annotations are merged, and its status, its owners and a size that is not
 * declared stay.
 */
public record AppliedObjects(NamespaceObjects declared, NamespaceObjects present)
    implements NamespaceObjects {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  @Override
  public <T extends HasMetadata> List<T> all(Class<T> kind) {
    return applied(declared.all(kind), present.all(kind));
  }

  @Override
  public List<GenericKubernetesResource> all(ResourceDefinitionContext kind) {
    return applied(declared.all(kind), present.all(kind));
  }

  private static <T extends HasMetadata> List<T> applied(List<T> declared, List<T> present) {
    Map<String, T> objects = new LinkedHashMap<>();
    present.forEach(object -> objects.put(object.getMetadata().getName(), object));
    declared.forEach(
        object ->
            objects.merge(object.getMetadata().getName(), object, (live, d) -> applied(d, live)));
    return List.copyOf(objects.values());
  }

  /** An object as it would be after it was applied to what is there. */
  @SuppressWarnings("unchecked")
  public static <T extends HasMetadata> T applied(T declared, T live) {
    ObjectNode before = JSON.valueToTree(live);
    ObjectNode after = JSON.valueToTree(declared);
    after.set(
        "metadata",
        JSON.valueToTree(
            new ObjectMetaBuilder(live.getMetadata())
                .addToLabels(declared.getMetadata().getLabels())
                .addToAnnotations(declared.getMetadata().getAnnotations())
                .build()));
    Optional.ofNullable(before.get("status")).ifPresent(status -> after.set("status", status));
    if (after.path("spec") instanceof ObjectNode spec
        && !spec.has("replicas")
        && before.at("/spec/replicas").isInt()) {
      spec.set("replicas", before.at("/spec/replicas"));
    }
    return SERIALIZATION.convertValue(after, (Class<T>) declared.getClass());
  }
}
