package io.workloadplacement.decision;

import com.google.protobuf.ByteString;
import com.google.re2j.Pattern;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelRuntimeException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionResolver;
import dev.cel.runtime.CelLateFunctionBindings;
import io.workloadplacement.decision.RuleFunctions.InvalidPatternException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Counts what the rules of a policy do for one placement, and stops them at {@value #MAX_STEPS}
 * steps. A step is one operation, or {@value #CHARACTERS} characters or elements that are read or
 * made; a function is charged by its arguments before it runs. So time and memory are bounded by
 * what is counted, and the same input always ends at the same step: no clock is asked. For use by
 * one thread.
 */
final class RuleMeter {

  /** Well below a second, and 1.2 MB of text or list elements. */
  static final long MAX_STEPS = 300_000;

  private static final int CHARACTERS = 4;

  /** An error, which a rule may catch as by {@code ||}, costs a stack trace. */
  private static final int FAILURE = 100;

  /** A character against one state of a regular expression, in eighths of a step. */
  private static final int STATES = 8;

  /** Comparisons of a character with another that take as long as a step. */
  private static final int COMPARISONS = 100;

  private static final Set<Kind> MAKES_A_VALUE =
      EnumSet.of(Kind.LIST, Kind.MAP, Kind.COMPREHENSION);

  private final long limit;
  private final CelFunctionResolver functions;
  private final Map<String, Pattern> patterns = new HashMap<>();
  private final Map<Object, Long> sizes = new IdentityHashMap<>();
  private long steps;

  /** More steps than allowed. An Error, as the interpreter lets a rule catch every exception. */
  static final class Exceeded extends Error {

    private static final long serialVersionUID = 1L;

    Exceeded() {
      super("more steps than allowed", null, false, false);
    }
  }

  RuleMeter(long limit) {
    this.limit = limit;
    this.functions =
        CelLateFunctionBindings.from(
            Stream.concat(
                    RuleCompiler.functions().stream(),
                    Stream.of("matches", "matches_string").map(this::matching))
                .map(this::charging)
                .toList());
  }

  RuleMeter() {
    this(MAX_STEPS);
  }

  /** Whether no step is left. */
  boolean isExhausted() {
    return steps > limit;
  }

  /** The functions of rules, each of which is charged before it runs. */
  CelFunctionResolver functions() {
    return functions;
  }

  // CEL takes its functions for shared ones; these live and die with one evaluation, which they
  // count.
  @SuppressWarnings("Immutable")
  private CelFunctionBinding matching(String id) {
    return CelFunctionBinding.from(
        id, String.class, String.class, (text, pattern) -> compiled(pattern).matcher(text).find());
  }

  private Pattern compiled(String pattern) {
    return patterns.computeIfAbsent(
        pattern,
        text -> {
          try {
            return RuleFunctions.pattern(text);
          } catch (InvalidPatternException e) {
            throw new CelRuntimeException(e, CelErrorCode.INVALID_ARGUMENT);
          }
        });
  }

  // CEL takes its functions for shared ones; these live and die with one evaluation, which they
  // count.
  @SuppressWarnings("Immutable")
  private CelFunctionBinding charging(CelFunctionBinding function) {
    String id = function.getOverloadId();
    return CelFunctionBinding.from(
        id, function.getArgTypes(), arguments -> call(function, id, arguments));
  }

  private Object call(CelFunctionBinding function, String id, Object[] arguments)
      throws CelEvaluationException {
    charge(cost(id, arguments));
    try {
      RuleFunctions.check(id, arguments);
      return function.getDefinition().apply(arguments);
    } catch (CelRuntimeException e) {
      charge(FAILURE);
      throw e;
    } catch (RuntimeException e) {
      charge(FAILURE);
      // Any other exception would be reported with all arguments written out.
      throw new CelRuntimeException(e, CelErrorCode.INTERNAL_ERROR);
    }
  }

  /** Charges for a value that an expression gave. */
  void evaluated(CelExpr expression, Object value, RuleTraits traits) {
    charge(1);
    if (traits.isUntyped(expression)) {
      // Using it may fail, and the error writes it out.
      charge(FAILURE + sizeOf(value) / CHARACTERS);
    } else if (MAKES_A_VALUE.contains(expression.exprKind().getKind())) {
      charge(sizeOf(value) / CHARACTERS);
    }
    if (traits.lacks(expression, value)) {
      charge(FAILURE);
    }
  }

  private void charge(long more) {
    steps += more;
    if (steps > limit) {
      throw new Exceeded();
    }
  }

  private long cost(String id, Object[] arguments) {
    return switch (id) {
      case "contains_string" ->
          sizeOf(arguments[0]) * Math.max(1, sizeOf(arguments[1])) / COMPARISONS;
      case "matches", "matches_string" -> {
        String pattern = (String) arguments[1];
        long states = Math.min(PatternSize.of(pattern), PatternSize.MAX_STATES);
        long compiling = patterns.containsKey(pattern) ? 0 : PatternSize.steps(pattern);
        yield compiling + sizeOf(arguments[0]) * states / STATES;
      }
      case "equals", "not_equals" ->
          Math.min(sizeOf(arguments[0]), sizeOf(arguments[1])) / CHARACTERS;
      case "in_list" -> sizeOf(arguments[1]) / CHARACTERS;
      case "add_list" -> (addedTo(arguments[0]) + sizeOf(arguments[1])) / CHARACTERS;
      default -> texts(arguments) / CHARACTERS;
    };
  }

  /** What all(), map() and filter() collect grows in place; any other list is copied. */
  private long addedTo(Object list) {
    return list instanceof RandomAccess ? sizeOf(list) : 0;
  }

  private long texts(Object[] arguments) {
    long characters = 0;
    for (Object argument : arguments) {
      characters += argument instanceof List || argument instanceof Map ? 0 : sizeOf(argument);
    }
    return characters;
  }

  /**
   * Characters and elements of a value as if it were written out, so that a list of a list of the
   * same list counts by what walking through it takes.
   */
  private long sizeOf(Object value) {
    if (value instanceof String text) {
      return text.length();
    }
    if (value instanceof ByteString bytes) {
      return bytes.size();
    }
    if (!(value instanceof Map || value instanceof RandomAccess)) {
      return value instanceof List<?> growing ? growing.size() : 1;
    }
    Long known = sizes.get(value);
    if (known == null) {
      known = value instanceof Map<?, ?> map ? sizeOf(map) : sizeOf((List<?>) value);
      sizes.put(value, known);
    }
    return known;
  }

  private long sizeOf(Map<?, ?> map) {
    long size = 1;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      size += sizeOf(entry.getKey()) + sizeOf(entry.getValue());
    }
    return size;
  }

  private long sizeOf(List<?> list) {
    long size = 1;
    for (Object element : list) {
      size += sizeOf(element);
    }
    return size;
  }
}
