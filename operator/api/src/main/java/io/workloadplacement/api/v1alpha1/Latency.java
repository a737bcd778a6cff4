package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How fast a workload has to answer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Latency(
    @Required
        @JsonPropertyDescription(
            "Time within which the given percentile of requests is answered, for example 150ms.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.POSITIVE_DURATION,
            message = SchemaRules.POSITIVE_DURATION_MESSAGE,
            messageExpression = SchemaRules.POSITIVE_DURATION_WORDS)
        String target,
    @Default("95")
        @JsonPropertyDescription("Percentile to which the target applies: 50, 90, 95 or 99.")
        @Nullable Integer percentile,
    @Default("3s")
        @JsonPropertyDescription("Median time, measured, from zero replicas to the first response.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.DURATION,
            message = SchemaRules.DURATION_MESSAGE,
            messageExpression = SchemaRules.DURATION_WORDS)
        @Nullable String coldStart) {}
