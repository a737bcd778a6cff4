package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;

/** A recurring time with traffic. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ActiveWindow(
    @Required
        @JsonPropertyDescription(
            "Start of the window as a cron expression of five fields, for example 0 8 * * 1-5.")
        String schedule,
    @Required @JsonPropertyDescription("How long the window lasts, for example 10h.")
        String duration,
    @Default("UTC")
        @JsonPropertyDescription(
            "IANA name of the time zone in which the schedule is meant, for example America/Toronto.")
        String timeZone) {}
