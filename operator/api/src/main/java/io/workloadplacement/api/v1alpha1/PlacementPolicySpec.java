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
import org.jspecify.annotations.Nullable;

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
        @Nullable Integer priority,
    @JsonPropertyDescription("Namespaces to whose placements the policy applies; all where empty.")
        @Nullable LabelSelector namespaceSelector,
    @JsonPropertyDescription(
            "Placements to which the policy applies, by their labels; all where empty.")
        @Nullable LabelSelector workloadSelector,
    @JsonPropertyDescription("Weights of the decision matrix.") @Nullable Weights weights,
    @JsonPropertyDescription("What the organisation can do and wants.")
        @Nullable Organization organization,
    @JsonPropertyDescription("Prices with which costs are estimated.") @Nullable Prices prices,
    @JsonPropertyDescription("Rules in order; the first that matches wins.")
        @Size(max = SchemaRules.MAX_ITEMS)
        List<PolicyRule> rules,
    @JsonPropertyDescription("Limits that no placement exceeds.") @Nullable Limits limits,
    @JsonPropertyDescription("When a migration is worth it.") @Nullable Stability stability,
    @JsonPropertyDescription("Whether placements may break the rules for a while.")
        @Nullable Exceptions exceptions,
    @JsonPropertyDescription(
            "When a Deployment takes over from a Knative that callers do not reach.")
        @Nullable Fallback fallback) {
  /** Absent lists are empty. */
  public PlacementPolicySpec {
    rules = rules == null ? List.of() : List.copyOf(rules);
  }
}
