package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Leave to break a policy's rules until a moment. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PolicyException(
    @Required @JsonPropertyDescription("Why the rules are broken.") String reason,
    @Required @JsonPropertyDescription("Who approved it.") String approvedBy,
    @Required
        @JsonPropertyDescription(
            "Until when it counts, as a date-time such as 2026-12-31T00:00:00Z.")
        String expiresAt) {}
