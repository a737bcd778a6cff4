package io.workloadplacement.decision;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.workloadplacement.decision.RuleCompiler.Fault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the type checker of CEL has to say of a rule, in words, with the way out. */
final class TypeErrors {

  private static final int MAX_LISTED = 12;

  private static final Pattern UNDEFINED = Pattern.compile("undefined field '(.*)'");
  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '(.*)' \\(.*");
  private static final Pattern NO_OVERLOAD =
      Pattern.compile(
          "found no matching overload for '(.*?)' applied to '(.*?)'( \\(candidates.*)?",
          Pattern.DOTALL);
  private static final Pattern NO_FIELDS =
      Pattern.compile("type '(.*)' does not support field selection");

  private static final List<String> MACROS =
      List.of("has", "all", "exists", "exists_one", "map", "filter");

  private static final List<String> FUNCTIONS =
      List.of(
          "contains",
          "startsWith",
          "endsWith",
          "matches",
          "size",
          "int",
          "uint",
          "double",
          "string",
          "bool",
          "bytes",
          "duration",
          "timestamp",
          "type",
          "quantity",
          "isQuantity",
          "isGreaterThan",
          "isLessThan",
          "compareTo",
          "asApproximateFloat",
          "getFullYear",
          "getMonth",
          "getDate",
          "getDayOfMonth",
          "getDayOfWeek",
          "getDayOfYear",
          "getHours",
          "getMinutes",
          "getSeconds",
          "getMilliseconds");

  private final CelAbstractSyntaxTree tree;
  private final RulePaths paths;

  TypeErrors(CelAbstractSyntaxTree parsed) {
    this.tree = parsed;
    this.paths = new RulePaths(parsed);
  }

  Fault inWords(CelIssue issue) {
    return new Fault(
        Math.max(1, issue.getSourceLocation().getLine()),
        Math.max(0, issue.getSourceLocation().getColumn()) + 1,
        message(issue));
  }

  private String message(CelIssue issue) {
    String message = issue.getMessage();
    Matcher field = UNDEFINED.matcher(message);
    if (field.matches()) {
      return noField(issue, field.group(1));
    }
    Matcher name = UNDECLARED.matcher(message);
    if (name.matches()) {
      return notKnown(issue, name.group(1));
    }
    Matcher overload = NO_OVERLOAD.matcher(message);
    if (overload.matches()) {
      String function = overload.group(1);
      return new OverloadErrors(paths)
          .message(
              at(issue, n -> n.getKind() == Kind.CALL && n.call().function().equals(function)),
              function,
              overload.group(2));
    }
    Matcher noFields = NO_FIELDS.matcher(message);
    if (noFields.matches()) {
      return OverloadErrors.words(noFields.group(1)) + " has no fields";
    }
    return SyntaxErrors.quoted(message);
  }

  private String noField(CelIssue issue, String field) {
    Optional<RulePaths.Operand> operand =
        at(issue, node -> node.getKind() == Kind.SELECT && node.select().field().equals(field))
            .flatMap(paths::operandOf);
    if (operand.isEmpty()) {
      return "there is no field '%s'".formatted(SyntaxErrors.quoted(field));
    }
    String path = operand.get().path();
    if (path.equals("workload.status")) {
      return "rules do not see workload.status, as no rule may feed on what it decided: take it out";
    }
    Collection<String> fields = operand.get().fields().keySet();
    String wayOut =
        ClosestName.of(field, fields)
            .map(meant -> "the closest is '" + meant + "'")
            .orElseGet(() -> "it has " + listed(fields));
    return "%s has no field '%s': %s".formatted(path, SyntaxErrors.quoted(field), wayOut);
  }

  private String notKnown(CelIssue issue, String name) {
    boolean called =
        at(issue, node -> node.getKind() == Kind.CALL && node.call().function().equals(name))
            .isPresent();
    if (called && MACROS.contains(name)) {
      return name.equals("has")
          ? "has() takes one field, as in has(workload.spec.scaling)"
          : "%s() is asked of a list or a map and takes a name and an expression, as in list.%s(x, x > 0)"
              .formatted(name, name);
    }
    if (called) {
      List<String> known = new ArrayList<>(FUNCTIONS);
      known.addAll(MACROS);
      return "there is no function '%s': %s"
          .formatted(
              SyntaxErrors.quoted(name),
              ClosestName.of(name, known)
                  .map(meant -> "the closest is '" + meant + "'")
                  .orElse("rules have the standard functions of CEL and those for quantities"));
    }
    Map<String, ?> variables = RuleSchema.INSTANCE.variables();
    if (paths.fieldsOf("workload").contains(name)) {
      return "'%s' is not known: the closest is 'workload.%s'".formatted(name, name);
    }
    return "'%s' is not known: %s"
        .formatted(
            SyntaxErrors.quoted(name),
            ClosestName.of(name, variables.keySet())
                .map(meant -> "the closest is '" + meant + "'")
                .orElse(
                    "a rule knows workload and namespace; a string stands in quotes, as in '"
                        + SyntaxErrors.quoted(name)
                        + "'"));
  }

  private Optional<CelExpr> at(CelIssue issue, Predicate<CelExpr> what) {
    int offset = tree.getSource().getLocationOffset(issue.getSourceLocation()).orElse(-1);
    return paths.at(offset, what);
  }

  private static String listed(Collection<String> names) {
    List<String> sorted = names.stream().sorted().toList();
    String some = sorted.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
    int more = sorted.size() - MAX_LISTED;
    return more > 0 ? some + " and " + more + " more" : some;
  }
}
