package io.workloadplacement.decision;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import io.workloadplacement.decision.RuleCompiler.Fault;
import io.workloadplacement.decision.RuleFunctions.InvalidPatternException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a rule may not be made of, whatever it is evaluated for. */
final class RuleShape {

  /** The types of values that a chain gives may double with each link, before anything runs. */
  static final int MAX_CHAIN = 8;

  private static final Set<CelKind> KEYS =
      EnumSet.of(CelKind.STRING, CelKind.INT, CelKind.UINT, CelKind.BOOL);

  private RuleShape() {}

  /** The texts that are written in a rule. */
  static Set<String> texts(CelAbstractSyntaxTree tree) {
    return nodes(tree)
        .flatMap(node -> text(node.expr()).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Faults of a rule that has been parsed only: checking its types could take too long. */
  static List<Fault> ofParsed(CelAbstractSyntaxTree tree) {
    return nodes(tree)
        .flatMap(
            node ->
                switch (node.getKind()) {
                  case COMPREHENSION ->
                      chain(node) > MAX_CHAIN
                          ? Stream.of(
                              Fault.at(
                                  tree,
                                  node.id(),
                                  "more than "
                                      + MAX_CHAIN
                                      + " of all(), exists(), map() and filter() hang on each other: split the rule"))
                          : Stream.empty();
                  case STRUCT ->
                      Stream.of(
                          Fault.at(
                              tree, node.id(), "a rule makes no objects: compare fields instead"));
                  default -> Stream.<Fault>empty();
                })
        .limit(1)
        .toList();
  }

  /** Faults of a rule whose types are known. */
  static List<Fault> ofChecked(CelAbstractSyntaxTree tree) {
    return nodes(tree)
        .flatMap(
            node ->
                switch (node.getKind()) {
                  case MAP -> keys(tree, node.expr());
                  case CALL -> pattern(tree, node.expr()).stream();
                  default -> Stream.<Fault>empty();
                })
        .toList();
  }

  private static int chain(CelNavigableExpr node) {
    int length = 0;
    for (Optional<CelNavigableExpr> at = Optional.of(node);
        at.isPresent();
        at = at.get().parent()) {
      length += at.get().getKind() == Kind.COMPREHENSION ? 1 : 0;
    }
    return length;
  }

  private static Stream<Fault> keys(CelAbstractSyntaxTree tree, CelExpr map) {
    return map.map().entries().stream()
        .map(CelExpr.CelMap.Entry::key)
        .filter(
            key -> !KEYS.contains(tree.getType(key.id()).map(CelType::kind).orElse(CelKind.DYN)))
        .map(
            key ->
                Fault.at(
                    tree, key.id(), "the keys of a map are strings, integers, true and false"));
  }

  private static Optional<Fault> pattern(CelAbstractSyntaxTree tree, CelExpr call) {
    List<CelExpr> arguments = call.call().args();
    if (!call.call().function().equals("matches") || arguments.isEmpty()) {
      return Optional.empty();
    }
    CelExpr pattern = arguments.get(arguments.size() - 1);
    try {
      text(pattern).ifPresent(RuleFunctions::pattern);
      return Optional.empty();
    } catch (InvalidPatternException e) {
      return Optional.of(Fault.at(tree, pattern.id(), String.valueOf(e.getMessage())));
    }
  }

  private static Optional<String> text(CelExpr expression) {
    return expression.getKind() == Kind.CONSTANT
            && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(expression.constant().stringValue())
        : Optional.empty();
  }

  private static Stream<CelNavigableExpr> nodes(CelAbstractSyntaxTree tree) {
    return CelNavigableAst.fromAst(tree).getRoot().allNodes();
  }
}
