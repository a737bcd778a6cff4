package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A move that runs or waits. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MigrationStatus(
    @JsonPropertyDescription("Where it comes from.") Target from,
    @JsonPropertyDescription("Where it goes.") Target to,
    @JsonPropertyDescription("Phase of the move.") String phase,
    @JsonPropertyDescription("When the move began.") String startedAt,
    @JsonPropertyDescription("When the phase began.") String phaseStartedAt,
    @JsonPropertyDescription("What it waits for.") String message) {}
