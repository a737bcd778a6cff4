package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** What an organisation can do and wants; abilities from 1 (little) to 5 (much). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Organization(
    @Default("4")
        @JsonPropertyDescription("Experience with Kubernetes, from 1 to 5.")
        @Min(1)
        @Max(5)
        @Nullable Integer kubernetesExpertise,
    @Default("3")
        @JsonPropertyDescription("Experience with serverless, from 1 to 5.")
        @Min(1)
        @Max(5)
        @Nullable Integer serverlessExpertise,
    @Default("3") @JsonPropertyDescription("Time for operations, from 1 to 5.") @Min(1) @Max(5)
        @Nullable Integer operationalCapacity,
    @Default("Neutral") @JsonPropertyDescription("MultiCloud, SingleCloud or Neutral.")
        @Nullable VendorStrategy vendorStrategy) {}
