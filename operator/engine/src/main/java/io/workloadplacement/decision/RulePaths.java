package io.workloadplacement.decision;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where the parts of a rule lead, as far as can be told without checking it: the checker keeps what
 * it knows to itself where it finds a fault.
 */
record RulePaths(CelAbstractSyntaxTree tree) {

  private static final int MAX_PATH = 120;

  /**
   * What a field is taken of.
   *
   * @param path as it is written
   * @param fields the fields that it has
   */
  record Operand(String path, Map<String, CelType> fields) {}

  /** The part of the rule at an offset. */
  Optional<CelExpr> at(int offset, Predicate<CelExpr> what) {
    Map<Long, Integer> positions = tree.getSource().getPositionsMap();
    return CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .map(CelNavigableExpr::expr)
        .filter(node -> positions.getOrDefault(node.id(), -1) == offset && what.test(node))
        .findFirst();
  }

  /** What a field is taken of; empty where its fields are not known. */
  Optional<Operand> operandOf(CelExpr select) {
    return CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .filter(node -> node.id() == select.id())
        .findFirst()
        .map(RulePaths::first)
        .flatMap(
            operand ->
                typeOf(operand)
                    .map(
                        type ->
                            new Operand(
                                written(operand.expr()), RuleSchema.INSTANCE.fields(type))));
  }

  Set<String> fieldsOf(String variable) {
    CelType type = RuleSchema.INSTANCE.variables().get(variable);
    return type == null ? Set.of() : RuleSchema.INSTANCE.fields(type).keySet();
  }

  /** A part of the rule much as it is written, in a length that can be read. */
  String written(CelExpr expression) {
    String path = path(expression);
    return path.length() > MAX_PATH ? "..." + path.substring(path.length() - MAX_PATH) : path;
  }

  private static String path(CelExpr expression) {
    return switch (expression.getKind()) {
      case IDENT -> expression.ident().name();
      case SELECT -> path(expression.select().operand()) + "." + expression.select().field();
      case CALL ->
          expression.call().function().equals("_[_]")
              ? path(expression.call().args().get(0)) + "[...]"
              : "...";
      default -> "...";
    };
  }

  private static Optional<CelType> typeOf(CelNavigableExpr node) {
    CelExpr expression = node.expr();
    return switch (expression.getKind()) {
      case IDENT ->
          bound(node)
              .or(
                  () ->
                      Optional.ofNullable(
                          RuleSchema.INSTANCE.variables().get(expression.ident().name())));
      case SELECT -> typeOf(first(node)).flatMap(type -> member(type, expression.select().field()));
      case CALL ->
          expression.call().function().equals("_[_]")
              ? typeOf(first(node)).flatMap(RulePaths::element)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The type of a name that all(), exists(), map() or filter() gives to each element. */
  private static Optional<CelType> bound(CelNavigableExpr node) {
    String name = node.expr().ident().name();
    CelNavigableExpr below = node;
    for (Optional<CelNavigableExpr> at = node.parent(); at.isPresent(); at = at.get().parent()) {
      CelExpr around = at.get().expr();
      if (around.getKind() == CelExpr.ExprKind.Kind.COMPREHENSION
          && around.comprehension().iterVar().equals(name)
          && around.comprehension().iterRange().id() != below.id()) {
        long range = around.comprehension().iterRange().id();
        return at.get()
            .children()
            .filter(child -> child.id() == range)
            .findFirst()
            .flatMap(RulePaths::typeOf)
            .map(type -> type instanceof MapType map ? map.keyType() : type)
            .flatMap(type -> type instanceof ListType ? element(type) : Optional.of(type));
      }
      below = at.get();
    }
    return Optional.empty();
  }

  private static Optional<CelType> member(CelType type, String field) {
    return type instanceof MapType map
        ? Optional.of(map.valueType())
        : Optional.ofNullable(RuleSchema.INSTANCE.fields(type).get(field));
  }

  private static Optional<CelType> element(CelType type) {
    if (type instanceof ListType list) {
      return Optional.of(list.elemType());
    }
    return type instanceof MapType map ? Optional.of(map.valueType()) : Optional.empty();
  }

  private static CelNavigableExpr first(CelNavigableExpr node) {
    return node.children().findFirst().orElseThrow();
  }
}
