package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What is remembered of an adopted Deployment, to give it back as it was. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AdoptionStatus(
    @JsonPropertyDescription(
            "Replicas that the Deployment had before the placement changed its size; it gets them"
                + " back when the placement goes, and they are forgotten when it has.")
        @Nullable Integer originalReplicas,
    @JsonPropertyDescription(
            "How often the Deployment was set to zero since Knative serves: once, and again"
                + " whenever somebody had started it; after three times, or six where no manifest"
                + " states its size, it is left running.")
        @Nullable Integer scaleToZeroAttempts) {

  /**
   * Of a Deployment that has its size back. It is not empty: what is applied as an empty object in
   * place of one with fields becomes null, which the schema refuses.
   */
  public static final AdoptionStatus RELEASED = new AdoptionStatus(null, 0);
}
