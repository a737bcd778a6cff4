package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** Bounds of the replicas. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Scaling(
    @Default("70")
        @JsonPropertyDescription(
            "Utilisation of a replica that the autoscalers aim at, in percent.")
        Integer targetUtilizationPercentage,
    @JsonPropertyDescription("Least replicas, on both sides. Sized from the traffic where absent.")
        Integer minReplicas,
    @JsonPropertyDescription("Most replicas, on both sides. Sized from the traffic where absent.")
        Integer maxReplicas) {}
