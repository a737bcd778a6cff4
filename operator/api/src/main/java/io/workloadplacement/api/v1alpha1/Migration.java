package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Times of a migration between the two sides. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Migration(
    @Default("10m")
        @JsonPropertyDescription(
            "Time within which the new side must be ready, or the migration is rolled back.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.POSITIVE_DURATION,
            message = SchemaRules.POSITIVE_DURATION_MESSAGE,
            messageExpression = SchemaRules.POSITIVE_DURATION_WORDS)
        @Nullable String readyTimeout,
    @JsonPropertyDescription(
            "Time for which the old side goes on after the new one serves. maxRequestDuration where absent.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.DURATION,
            message = SchemaRules.DURATION_MESSAGE,
            messageExpression = SchemaRules.DURATION_WORDS)
        @Nullable String drainPeriod) {}
