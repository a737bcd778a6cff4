package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A recurring time with traffic. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ActiveWindow(
    @Required
        @JsonPropertyDescription(
            "Start of the window as a cron expression of five fields, for example 0 8 * * 1-5.")
        @Size(max = 128)
        @ValidationRule(
            value = SchemaRules.SCHEDULE,
            message = SchemaRules.SCHEDULE_MESSAGE,
            messageExpression = SchemaRules.SCHEDULE_WORDS)
        String schedule,
    @Required
        @JsonPropertyDescription("How long the window lasts, for example 10h.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.POSITIVE_DURATION,
            message = SchemaRules.POSITIVE_DURATION_MESSAGE,
            messageExpression = SchemaRules.POSITIVE_DURATION_WORDS)
        String duration,
    @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "IANA name of the time zone in which the schedule is meant, for example America/Toronto. UTC where absent.")
        @Nullable String timeZone) {}
