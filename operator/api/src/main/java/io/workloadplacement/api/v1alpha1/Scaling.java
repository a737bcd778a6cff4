package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Bounds of the replicas. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
    fieldPath = ".minReplicas",
    message = "must be at most scaling.maxReplicas")
public record Scaling(
    @Default("70")
        @JsonPropertyDescription(
            "Utilisation of a replica that the autoscalers aim at, in percent.")
        @Min(1)
        @Max(100)
        @Nullable Integer targetUtilizationPercentage,
    @JsonPropertyDescription("Least replicas, on both sides. Sized from the traffic where absent.")
        @Min(0)
        @Max(SchemaRules.MAX_INTEGER)
        @Nullable Integer minReplicas,
    @JsonPropertyDescription("Most replicas, on both sides. Sized from the traffic where absent.")
        @Min(1)
        @Max(SchemaRules.MAX_INTEGER)
        @Nullable Integer maxReplicas,
    @JsonPropertyDescription(
            "What scales the Deployment side: HorizontalPodAutoscaler, or None where somebody else scales it. HorizontalPodAutoscaler where absent; one of others that scales it already is left alone either way.")
        @Nullable AutoscalerKind autoscaler) {

  /** Bounds for the operator's own autoscaler. */
  public Scaling(
      @Nullable Integer targetUtilizationPercentage,
      @Nullable Integer minReplicas,
      @Nullable Integer maxReplicas) {
    this(targetUtilizationPercentage, minReplicas, maxReplicas, null);
  }
}
