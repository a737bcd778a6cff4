package io.workloadplacement.reconcile.object;

import com.fasterxml.jackson.databind.JsonNode;
import io.workloadplacement.api.v1alpha1.QuantityText;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Whether an object in the cluster still says what a manifest says. The API server writes some
 * values in another way than they were sent (quantities, zero values, empty lists) and adds fields
 * of its own; neither is drift, and taking it for drift would make an operator that applies for
 * ever.
 */
public final class Drift {

  /** Free text, in which 1000m and 1 are two things. */
  private static final Set<String> LITERAL_FIELDS =
      Set.of("value", "args", "command", "annotations", "labels");

  private Drift() {}

  /**
   * Whether something that {@code desired} states is absent from {@code actual} or differs there.
   */
  public static boolean between(JsonNode desired, JsonNode actual) {
    return !covers(desired, actual, false);
  }

  private static boolean covers(JsonNode desired, JsonNode actual, boolean literal) {
    if (actual == null || actual.isMissingNode() || actual.isNull()) {
      return isZero(desired);
    }
    if (desired.isObject()) {
      return actual.isObject() && coversFields(desired, actual, literal);
    }
    if (desired.isArray()) {
      return actual.isArray() && coversElements(desired, actual, literal);
    }
    return sameScalar(desired, actual, literal);
  }

  private static boolean coversFields(JsonNode desired, JsonNode actual, boolean literal) {
    for (Iterator<Map.Entry<String, JsonNode>> fields = desired.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      boolean literalField = literal || LITERAL_FIELDS.contains(field.getKey());
      if (!covers(field.getValue(), actual.get(field.getKey()), literalField)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Lists of objects may have got elements of others in between; lists of scalars are compared as
   * they are.
   */
  private static boolean coversElements(JsonNode desired, JsonNode actual, boolean literal) {
    boolean objects = !desired.isEmpty() && desired.get(0).isObject();
    if (!objects && desired.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < desired.size(); i++) {
      boolean found =
          objects
              ? anyCovers(desired.get(i), actual, literal)
              : covers(desired.get(i), actual.get(i), literal);
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private static boolean anyCovers(JsonNode element, JsonNode actual, boolean literal) {
    for (JsonNode candidate : actual) {
      if (covers(element, candidate, literal)) {
        return true;
      }
    }
    return false;
  }

  private static boolean sameScalar(JsonNode desired, JsonNode actual, boolean literal) {
    if (desired.asText().equals(actual.asText())) {
      return true;
    }
    return !literal
        && desired.isValueNode()
        && actual.isValueNode()
        && QuantityText.isQuantity(desired.asText())
        && QuantityText.exact(desired.asText()).equals(QuantityText.exact(actual.asText()));
  }

  /** Values that the API server leaves out when it stores an object. */
  private static boolean isZero(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL, MISSING -> true;
      case STRING -> node.asText().isEmpty();
      case NUMBER -> node.asDouble() == 0;
      case BOOLEAN -> !node.asBoolean();
      case ARRAY -> node.isEmpty();
      case OBJECT -> allZero(node);
      default -> false;
    };
  }

  private static boolean allZero(JsonNode object) {
    for (JsonNode value : object) {
      if (!isZero(value)) {
        return false;
      }
    }
    return true;
  }
}
