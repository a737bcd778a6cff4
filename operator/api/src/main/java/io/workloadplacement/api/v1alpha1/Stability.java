package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When a migration is worth it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Stability(
    @Default("24h")
        @JsonPropertyDescription(
            "Least time from a migration to one that the matrix decides; eight times that where latency"
                + " decided the former.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.DURATION,
            message = SchemaRules.DURATION_MESSAGE,
            messageExpression = SchemaRules.DURATION_WORDS)
        @Nullable String minDwell,
    @Default("15")
        @JsonPropertyDescription("Points by which the totals must differ for such a migration.")
        @Min(0)
        @Max(100)
        @Nullable Integer minImprovementPercent,
    @Default("2")
        @JsonPropertyDescription("Most migrations of one placement in seven days.")
        @Min(0)
        @Max(1000)
        @Nullable Integer maxMigrationsPerWeek) {}
