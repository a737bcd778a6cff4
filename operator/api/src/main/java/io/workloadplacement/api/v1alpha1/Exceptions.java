package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether placements may break the rules for a while, and who may let them. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Exceptions(
    @Default("false") @JsonPropertyDescription("Whether exceptions count at all.")
        @Nullable Boolean allowed,
    @Default("720h")
        @JsonPropertyDescription(
            "Longest time for which an exception counts, from when the operator first saw it.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.POSITIVE_DURATION,
            message = SchemaRules.POSITIVE_DURATION_MESSAGE,
            messageExpression = SchemaRules.POSITIVE_DURATION_WORDS)
        @Nullable String maxDuration,
    @JsonPropertyDescription(
            "Groups or users that may write an exception, by the names that the API server knows; everybody who may write a placement where empty.")
        @Size(max = SchemaRules.MAX_ITEMS)
        List<@Size(min = 1, max = 253) String> approvers) {
  /** Absent lists are empty. */
  public Exceptions {
    approvers = approvers == null ? List.of() : List.copyOf(approvers);
  }
}
