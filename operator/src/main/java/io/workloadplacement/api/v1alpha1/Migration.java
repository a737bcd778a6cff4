package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** Times of a move between the two sides. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Migration(
    @Default("10m")
        @JsonPropertyDescription(
            "Time within which the new side must be ready, or the move is rolled back.")
        String readyTimeout,
    @JsonPropertyDescription(
            "Time for which the old side goes on after the new one serves. maxRequestDuration where absent.")
        String drainPeriod) {}
