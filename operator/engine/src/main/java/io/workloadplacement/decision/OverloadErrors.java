package io.workloadplacement.decision;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What an operator or a function is applied to that it does not take, in words. */
record OverloadErrors(RulePaths paths) {

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("string", "a string"),
          Map.entry("int", "an integer"),
          Map.entry("uint", "an unsigned integer"),
          Map.entry("double", "a number"),
          Map.entry("bool", "true or false"),
          Map.entry("bytes", "bytes"),
          Map.entry("null", "null"),
          Map.entry("null_type", "null"),
          Map.entry("list", "a list"),
          Map.entry("map", "a map"),
          Map.entry("type", "a type"),
          Map.entry("quantity", "a quantity"),
          Map.entry("google.protobuf.Timestamp", "a timestamp"),
          Map.entry("google.protobuf.Duration", "a duration"),
          Map.entry("dyn", "a value whose type only the placement decides"));

  /** How a quantity is compared. */
  private static final Map<String, String> COMPARED =
      Map.of(
          ">", ".isGreaterThan(quantity('%s'))",
          "<", ".isLessThan(quantity('%s'))",
          ">=", ".compareTo(quantity('%s')) >= 0",
          "<=", ".compareTo(quantity('%s')) <= 0",
          "==", ".compareTo(quantity('%s')) == 0",
          "!=", ".compareTo(quantity('%s')) != 0");

  /** An operator as it reads with its sides exchanged. */
  private static final Map<String, String> TURNED =
      Map.of(">", "<", "<", ">", ">=", "<=", "<=", ">=");

  /** What a type is, to people. */
  static String words(String type) {
    int nested = type.indexOf('(');
    String name = nested < 0 ? type : type.substring(0, nested);
    return KINDS.getOrDefault(name, "an object");
  }

  /**
   * @param call the call, where it is found
   * @param written the types of its arguments, as the checker writes them
   */
  String message(Optional<CelExpr> call, String function, String written) {
    List<String> types = arguments(written);
    String operator = function.replace("_", "").replace("@", "");
    List<String> words = types.stream().map(OverloadErrors::words).toList();
    switch (operator) {
      case "&&", "||", "!", "?:", "not_strictly_false", "notstrictlyfalse" -> {
        return "%s takes conditions that are true or false, and here is %s"
            .formatted(
                operator.startsWith("not") ? "all() or exists()" : "'" + operator + "'",
                types.stream()
                    .filter(type -> !type.equals("bool"))
                    .findFirst()
                    .map(OverloadErrors::words)
                    .orElse("something else"));
      }
      case "[]" -> {
        return types.get(0).startsWith("#")
            ? "an object has no ['...']: write a dot and the name of the field"
            : "[] takes the index of a list or the key of a map, and here it is applied to %s with %s"
                .formatted(words.get(0), words.get(words.size() - 1));
      }
      case "in" -> {
        return "'in' looks for an element of a list or a key of a map, not for %s in %s%s"
            .formatted(
                words.get(0),
                words.get(1),
                types.get(1).startsWith("#") ? "; for a field write has()" : "");
      }
      default -> {
        boolean compares = COMPARED.containsKey(operator);
        String what =
            compares
                ? "'%s' cannot compare %s with %s".formatted(operator, words.get(0), words.get(1))
                : Character.isLetter(operator.charAt(0))
                    ? "%s() cannot be applied to %s"
                        .formatted(function, String.join(" and ", words))
                    : "'%s' cannot be applied to %s"
                        .formatted(operator, String.join(" and ", words));
        return what + (compares ? wayOut(call, operator, types) : "");
      }
    }
  }

  private String wayOut(Optional<CelExpr> call, String operator, List<String> types) {
    if (types.stream().anyMatch(type -> type.startsWith("null"))) {
      return ": to ask whether a field is set write has(%s)"
          .formatted(operand(call, types.get(0).startsWith("null") ? 1 : 0));
    }
    if (types.contains("quantity")) {
      return ": quantities are compared as in quantity(a)" + compared(operator, "5");
    }
    int text = types.indexOf("string");
    int other = 1 - text;
    if (text < 0) {
      return "";
    }
    String kind = types.get(other);
    if (kind.equals("int") || kind.equals("double") || kind.equals("uint")) {
      return isWritten(call, text)
          ? ": write the number without quotes"
          : measured(
              operand(call, text),
              text == 0 ? operator : TURNED.getOrDefault(operator, operator),
              number(call, other),
              kind);
    }
    if (kind.endsWith("Duration")) {
      return ": write duration(%s)".formatted(operand(call, text));
    }
    if (kind.endsWith("Timestamp")) {
      return ": write timestamp(%s)".formatted(operand(call, text));
    }
    return "";
  }

  /** A string that may be a quantity, a duration or a number. */
  private static String measured(String path, String operator, String number, String kind) {
    return ": write quantity(%s)%s for a quantity, duration(%s) %s duration('%ss') for a duration, %s(%s) %s %s for a number"
        .formatted(
            path, compared(operator, number), path, operator, number, kind, path, operator, number);
  }

  private static String compared(String operator, String quantity) {
    return Objects.requireNonNull(COMPARED.get(operator), "an operator that compares")
        .formatted(quantity);
  }

  private static boolean isWritten(Optional<CelExpr> call, int index) {
    return call.filter(c -> c.call().args().get(index).getKind() == Kind.CONSTANT).isPresent();
  }

  private static String number(Optional<CelExpr> call, int index) {
    return call.map(c -> c.call().args().get(index))
        .filter(argument -> argument.getKind() == Kind.CONSTANT)
        .map(CelExpr::constant)
        .flatMap(
            constant ->
                switch (constant.getKind()) {
                  case INT64_VALUE -> Optional.of(String.valueOf(constant.int64Value()));
                  case DOUBLE_VALUE -> Optional.of(String.valueOf(constant.doubleValue()));
                  default -> Optional.<String>empty();
                })
        .orElse("5");
  }

  private String operand(Optional<CelExpr> call, int index) {
    return call.filter(c -> c.call().args().size() > index)
        .map(c -> paths.written(c.call().args().get(index)))
        .orElse("...");
  }

  /** The types of a call, of which one may be in front of a dot. */
  private static List<String> arguments(String types) {
    List<String> found = new ArrayList<>();
    int depth = 0;
    StringBuilder one = new StringBuilder();
    for (char c : types.toCharArray()) {
      boolean ends =
          (c == ',' && depth == 1) || (c == '.' && depth == 0) || (c == ')' && depth == 1);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      boolean begins = c == '(' && depth == 1 && one.isEmpty();
      if (ends) {
        found.add(one.toString().strip());
        one.setLength(0);
      } else if (!begins) {
        one.append(c);
      }
    }
    if (!one.isEmpty()) {
      found.add(one.toString().strip());
    }
    return found.stream().filter(type -> !type.isEmpty()).toList();
  }
}
