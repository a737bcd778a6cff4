package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The bursts of a {@code Bursty} workload. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = SchemaRules.BURST_WITHIN_INTERVAL,
    fieldPath = ".duration",
    message =
        "must be at most burst.interval, the time from the start of one burst to the start of the next")
public record Burst(
    @Default("5m")
        @JsonPropertyDescription("How long a burst lasts.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.POSITIVE_DURATION,
            message = SchemaRules.POSITIVE_DURATION_MESSAGE,
            messageExpression = SchemaRules.POSITIVE_DURATION_WORDS)
        @Nullable String duration,
    @Default("1h")
        @JsonPropertyDescription("Time from the start of one burst to the start of the next.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.POSITIVE_DURATION,
            message = SchemaRules.POSITIVE_DURATION_MESSAGE,
            messageExpression = SchemaRules.POSITIVE_DURATION_WORDS)
        @Nullable String interval) {}
