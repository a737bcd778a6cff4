package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The last value of each annotation that asks for something once: it is not done twice for it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HandledRequests(
    @JsonPropertyDescription(
            "The value of the annotation workloadplacement.io/decide-at for which it was last"
                + " decided again.")
        @Nullable String decideAt,
    @JsonPropertyDescription(
            "The value of the annotation workloadplacement.io/retry-at for which a migration was"
                + " last tried again.")
        @Nullable String retryAt,
    @JsonPropertyDescription(
            "The value of the annotation workloadplacement.io/pin that was last removed because it"
                + " had expired; one that is written again is ignored, and stays.")
        @Nullable String expiredPin) {

  /** Nothing was asked for yet. */
  public static final HandledRequests NONE = new HandledRequests(null, null, null);
}
