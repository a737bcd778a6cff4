package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Leave to break a policy's rules until a moment. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PolicyException(
    @Required
        @JsonPropertyDescription("Why the rules are broken.")
        @Size(min = 1, max = SchemaRules.MAX_TEXT)
        String reason,
    @Required @JsonPropertyDescription("Who approved it.") @Size(min = 1, max = 253)
        String approvedBy,
    @Required
        @JsonPropertyDescription(
            "Until when it counts, as a date-time such as 2026-12-31T00:00:00Z.")
        @Size(max = 40)
        String expiresAt) {}
