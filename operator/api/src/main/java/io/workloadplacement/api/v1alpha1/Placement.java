package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How far the operator may go, and where a pinned workload runs. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "(self.mode == 'Pinned') == has(self.target)",
    fieldPath = ".target",
    messageExpression =
        "self.mode == 'Pinned' ? 'required with mode Pinned: write Deployment or Knative' : 'allowed with mode Pinned only: leave it out, or write mode: Pinned'",
    message = "required with mode Pinned, and allowed with no other")
public record Placement(
    @Default("Auto")
        @JsonPropertyDescription(
            "Auto decides and migrates; Recommend decides and reports, and migrates nothing; Pinned keeps the workload on the target.")
        @Nullable PlacementMode mode,
    @JsonPropertyDescription(
            "Where a Pinned workload runs. With mode Pinned only, and then required.")
        @Nullable Target target,
    @JsonPropertyDescription("Suspends the rules of the policy for a while.")
        @Nullable PolicyException exception) {}
