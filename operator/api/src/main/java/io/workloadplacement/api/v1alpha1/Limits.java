package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Limits that no placement exceeds. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Limits(
    @JsonPropertyDescription("Most replicas of one placement; more are capped.")
        @Min(1)
        @Max(SchemaRules.MAX_INTEGER)
        @Nullable Integer maxReplicas,
    @JsonPropertyDescription("Monthly cost above which a side is forbidden, as a quoted quantity.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.PRICE,
            message = "must be an amount of zero or more, in quotes, such as \"500\"")
        @Nullable String maxMonthlyCost) {}
