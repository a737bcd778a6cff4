package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Labels and annotations for everything that is made for a placement, pods included. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CommonMetadata(
    @JsonPropertyDescription("Labels; those that a template states itself count more on its pods.")
        @ValidationRule(
            value = SchemaRules.LABEL_VALUES,
            message = SchemaRules.LABEL_VALUES_MESSAGE)
        Map<String, String> labels,
    @JsonPropertyDescription(
            "Annotations; those that a template states itself count more on its pods.")
        Map<String, String> annotations) {

  /** No labels and no annotations. */
  public static final CommonMetadata NONE = new CommonMetadata(Map.of(), Map.of());

  /** Absent maps are empty; both are copied, in the order of their keys. */
  public CommonMetadata {
    labels = copy(labels);
    annotations = copy(annotations);
  }

  private static Map<String, String> copy(Map<String, String> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
