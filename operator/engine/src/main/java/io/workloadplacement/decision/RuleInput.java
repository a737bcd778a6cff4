package io.workloadplacement.decision;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a policy see: {@code workload}, the placement without its status, so that no
 * rule feeds on what it decided; and {@code namespace}. Their {@code metadata.labels} and {@code
 * metadata.annotations} are always maps.
 */
final class RuleInput {

  static final ObjectMapper MAPPER = new ObjectMapper();

  /** Who wrote which field says nothing about a workload, and is long. */
  static final String HIDDEN = "managedFields";

  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private RuleInput() {}

  static Map<String, Object> of(WorkloadPlacement placement, @Nullable Namespace namespace) {
    Map<String, Object> workload = new LinkedHashMap<>();
    workload.put("apiVersion", placement.getApiVersion());
    workload.put("kind", placement.getKind());
    workload.put("metadata", metadata(placement.getMetadata()));
    workload.put("spec", plain(MAPPER.convertValue(placement.getSpec(), MAP)));
    ObjectMeta namespaceMeta = namespace == null ? null : namespace.getMetadata();
    Map<String, Object> metadata = metadata(namespaceMeta);
    metadata.putIfAbsent("name", placement.getMetadata().getNamespace());
    return Map.of("workload", workload, "namespace", Map.of("metadata", metadata));
  }

  private static Map<String, Object> metadata(@Nullable ObjectMeta meta) {
    Map<String, Object> metadata =
        meta == null ? new TreeMap<>() : new TreeMap<>(MAPPER.convertValue(meta, MAP));
    metadata.remove(HIDDEN);
    metadata.replaceAll((key, value) -> plain(value));
    metadata.putIfAbsent("labels", Map.of());
    metadata.putIfAbsent("annotations", Map.of());
    return metadata;
  }

  /** CEL has one integer type, of 64 bits. */
  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, entry) -> copy.put(key, plain(entry)));
      return copy;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(RuleInput::plain).toList();
    }
    return value instanceof Integer number ? Long.valueOf(number) : value;
  }
}
