package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;

/**
 * The platform team's control over placements. The matching policy of the highest priority applies;
 * ties go by name.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlacementPolicySpec(
    @Default("0")
        @JsonPropertyDescription(
            "The matching policy of the highest priority applies; ties go by name.")
        @Min(-1000000)
        @Max(1000000)
        Integer priority,
    @JsonPropertyDescription("Namespaces to whose placements the policy applies; all where empty.")
        LabelSelector namespaceSelector,
    @JsonPropertyDescription(
            "Placements to which the policy applies, by their labels; all where empty.")
        LabelSelector workloadSelector,
    @JsonPropertyDescription("Weights of the decision matrix.") Weights weights,
    @JsonPropertyDescription("What the organisation can do and wants.") Organization organization,
    @JsonPropertyDescription("Prices with which costs are estimated.") Prices prices,
    @JsonPropertyDescription("Rules in order; the first that matches wins.")
        @Size(max = SchemaRules.MAX_ITEMS)
        List<PolicyRule> rules,
    @JsonPropertyDescription("Limits that no placement exceeds.") Limits limits,
    @JsonPropertyDescription("When a migration is worth it.") Stability stability,
    @JsonPropertyDescription("Whether placements may break the rules for a while.")
        Exceptions exceptions,
    @JsonPropertyDescription(
            "When a Deployment takes over from a Knative that callers do not reach.")
        Fallback fallback) {
  /** Absent lists are empty. */
  public PlacementPolicySpec {
    rules = rules == null ? List.of() : List.copyOf(rules);
  }
}
