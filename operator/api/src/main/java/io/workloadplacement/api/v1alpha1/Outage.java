package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What keeps callers from a workload on Knative, although it had been brought there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Outage(
    @JsonPropertyDescription("What fails: RouterUnavailable or KnativeUnavailable.")
        @Nullable String reason,
    @JsonPropertyDescription("The same in a sentence.") @Nullable String message,
    @JsonPropertyDescription("Since when the operator has seen it without a break.")
        @Nullable String since) {

  /** {@link #reason}: no pod of the router is ready. */
  public static final String ROUTER_UNAVAILABLE = "RouterUnavailable";

  /** {@link #reason}: no Revision is ready. */
  public static final String KNATIVE_UNAVAILABLE = "KnativeUnavailable";

  /** A long message is cut to what a status holds. */
  public Outage {
    message = StatusLimits.text(message, StatusLimits.SENTENCE);
  }
}
