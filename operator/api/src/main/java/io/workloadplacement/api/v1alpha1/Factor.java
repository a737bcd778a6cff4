package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One row of the decision matrix. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Factor(
    @JsonPropertyDescription("Name of the factor.") String name,
    @JsonPropertyDescription("Weight from the policy.") Integer weight,
    @JsonPropertyDescription("Score of the Deployment side, from 1 to 5.") Integer deployment,
    @JsonPropertyDescription("Score of the Knative side, from 1 to 5.") Integer knative,
    @JsonPropertyDescription("The figures that made the scores, in a sentence.") String why) {
  /** A long text is cut to what a status holds. */
  public Factor {
    why = StatusLimits.text(why, StatusLimits.SENTENCE);
  }
}
