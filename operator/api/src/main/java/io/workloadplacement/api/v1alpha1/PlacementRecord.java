package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One placement of the past. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlacementRecord(
    @JsonPropertyDescription("Where the workload was placed.") @Nullable Target target,
    @JsonPropertyDescription("What settled it.") @Nullable String reason,
    @JsonPropertyDescription("When it was placed there.") @Nullable String at) {}
