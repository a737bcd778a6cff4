package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Something that a side cannot run. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Blocker(
    @JsonPropertyDescription("The side that cannot run it.") @Nullable Target target,
    @JsonPropertyDescription("Path of the field in the placement.") @Nullable String field,
    @JsonPropertyDescription("The rule and the way out.") @Nullable String message) {
  /** Long texts are cut to what a status holds. */
  public Blocker {
    field = StatusLimits.text(field, StatusLimits.PATH);
    message = StatusLimits.text(message, StatusLimits.SENTENCE);
  }
}
