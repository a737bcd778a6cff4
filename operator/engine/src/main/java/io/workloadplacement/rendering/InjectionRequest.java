package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A label or an annotation of pods, or of their namespace, by which something is added to pods when
 * they are created, or is not.
 *
 * @param field where it stands, below its object
 * @param value as it is written
 */
record InjectionRequest(String field, String value) {

  private static final Set<String> REFUSALS = Set.of("", "disabled", "false", "no", "none", "off");

  /** Whether it asks, and does not refuse. */
  boolean asks() {
    return !REFUSALS.contains(value);
  }

  /**
   * Those of an object, labels first.
   *
   * @param keys which labels and annotations count
   */
  static Stream<InjectionRequest> of(@Nullable ObjectMeta metadata, Predicate<String> keys) {
    return metadata == null
        ? Stream.of()
        : Stream.concat(
            of("metadata.labels", metadata.getLabels(), keys),
            of("metadata.annotations", metadata.getAnnotations(), keys));
  }

  private static Stream<InjectionRequest> of(
      String field, @Nullable Map<String, String> values, Predicate<String> keys) {
    return values == null
        ? Stream.of()
        : new TreeMap<>(values)
            .entrySet().stream()
                .filter(entry -> keys.test(entry.getKey()))
                .map(
                    entry ->
                        new InjectionRequest(
                            "%s[%s]".formatted(field, entry.getKey()),
                            String.valueOf(entry.getValue())));
  }
}
