package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What becomes of a workload on Knative that callers do not reach any more. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Fallback(
    @Default("true")
        @JsonPropertyDescription(
            "Whether a Deployment takes over from a Knative that callers do not reach, for want of"
                + " the router or of a Revision that is ready.")
        @Nullable Boolean enabled,
    @Default("60s")
        @JsonPropertyDescription("How long callers have not reached Knative by then.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.POSITIVE_DURATION,
            message = SchemaRules.POSITIVE_DURATION_MESSAGE,
            messageExpression = SchemaRules.POSITIVE_DURATION_WORDS)
        @Nullable String after) {}
