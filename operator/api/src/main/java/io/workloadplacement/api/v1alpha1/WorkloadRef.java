package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A reference to an existing Deployment in the placement's namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record WorkloadRef(
    @Default("apps/v1") @JsonPropertyDescription("API version of the workload: apps/v1.")
        @Nullable String apiVersion,
    @Default("Deployment") @JsonPropertyDescription("Kind of the workload: Deployment.")
        @Nullable String kind,
    @Required
        @JsonPropertyDescription("Name of the Deployment.")
        @ValidationRule(
            value = "self.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$')",
            message = "must be the name of a Deployment, such as checkout")
        @Size(max = 253)
        String name) {}
