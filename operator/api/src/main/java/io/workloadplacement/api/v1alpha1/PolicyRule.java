package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One rule of a policy. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PolicyRule(
    @Required
        @JsonPropertyDescription("Name of the rule, unique in the policy.")
        @ValidationRule(
            value = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
            message = "must be small letters, digits and -, such as payments-stay-warm")
        @Size(max = 63)
        String name,
    @Required
        @JsonPropertyDescription(
            "CEL expression over workload (the placement without its status) and namespace that is true where the rule applies; checked against their fields.")
        @Size(min = 1, max = SchemaRules.MAX_TEXT)
        String when,
    @Required @JsonPropertyDescription("Require or Forbid.") RuleEffect effect,
    @Required @JsonPropertyDescription("The side that is required or forbidden.") Target target,
    @JsonPropertyDescription("Why, for the people whose workload it hits.")
        @Size(max = SchemaRules.MAX_TEXT)
        @Nullable String message) {}
