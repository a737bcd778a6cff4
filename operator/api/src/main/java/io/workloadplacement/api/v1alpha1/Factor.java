package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One row of the decision matrix. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Factor(
    @JsonPropertyDescription("Name of the factor.") @Nullable String name,
    @JsonPropertyDescription("Weight from the policy.") @Nullable Integer weight,
    @JsonPropertyDescription("Score of the Deployment side, from 1 to 5.")
        @Nullable Integer deployment,
    @JsonPropertyDescription("Score of the Knative side, from 1 to 5.") @Nullable Integer knative,
    @JsonPropertyDescription("The figures that made the scores, in a sentence.")
        @Nullable String why) {
  /** A long text is cut to what a status holds. */
  public Factor {
    why = StatusLimits.text(why, StatusLimits.SENTENCE);
  }
}
