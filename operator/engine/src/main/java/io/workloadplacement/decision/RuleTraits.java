package io.workloadplacement.decision;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.SimpleType;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What has to be known of a rule to evaluate it.
 *
 * @param untyped expressions whose type is not known before they are evaluated
 * @param selected the field that is taken of an expression, by the id of that expression
 * @param texts the texts that are written in the rule
 */
record RuleTraits(Set<Long> untyped, Map<Long, String> selected, Set<String> texts) {

  static RuleTraits of(CelAbstractSyntaxTree tree) {
    return new RuleTraits(
        tree.getTypeMap().entrySet().stream()
            .filter(entry -> entry.getValue().equals(SimpleType.DYN))
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet()),
        CelNavigableAst.fromAst(tree)
            .getRoot()
            .allNodes()
            .filter(node -> node.getKind() == Kind.SELECT && !node.expr().select().testOnly())
            .map(CelNavigableExpr::expr)
            .collect(
                Collectors.toUnmodifiableMap(
                    node -> node.select().operand().id(), node -> node.select().field())),
        RuleShape.texts(tree));
  }

  boolean isUntyped(CelExpr expression) {
    return untyped.contains(expression.id());
  }

  /** Whether a field is taken next that the value of an expression does not have. */
  boolean lacks(CelExpr expression, Object value) {
    String field = selected.get(expression.id());
    return field != null && value instanceof Map<?, ?> map && !map.containsKey(field);
  }
}
