package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** The bursts of a {@code Bursty} workload. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Burst(
    @Default("5m") @JsonPropertyDescription("How long a burst lasts.") String duration,
    @Default("1h")
        @JsonPropertyDescription("Time from the start of one burst to the start of the next.")
        String interval) {}
