package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Label selectors as Kubernetes means them. */
public final class Selectors {

  private Selectors() {}

  /** Whether a selector takes something with these labels; an absent or empty one takes all. */
  public static boolean matches(@Nullable LabelSelector selector, Map<String, String> labels) {
    if (selector == null) {
      return true;
    }
    Map<String, String> wanted =
        selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
    return labels.entrySet().containsAll(wanted.entrySet())
        && selector.getMatchExpressions().stream()
            .allMatch(expression -> matches(expression, labels));
  }

  /** What is wrong with a selector. */
  static List<String> faults(@Nullable LabelSelector selector) {
    List<String> faults = new ArrayList<>();
    if (selector != null) {
      for (LabelSelectorRequirement expression : selector.getMatchExpressions()) {
        if (!isKnown(expression.getOperator())) {
          faults.add(
              "the operator '"
                  + expression.getOperator()
                  + "' is not known: write In, NotIn, Exists or DoesNotExist");
        }
      }
    }
    return faults;
  }

  // An unknown operator selects, so that its policy is seen to be broken instead of being skipped.
  private static boolean matches(LabelSelectorRequirement expression, Map<String, String> labels) {
    String value = labels.get(expression.getKey());
    return switch (String.valueOf(expression.getOperator())) {
      case "In" -> value != null && expression.getValues().contains(value);
      case "NotIn" -> value == null || !expression.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> true;
    };
  }

  private static boolean isKnown(String operator) {
    return List.of("In", "NotIn", "Exists", "DoesNotExist").contains(String.valueOf(operator));
  }
}
