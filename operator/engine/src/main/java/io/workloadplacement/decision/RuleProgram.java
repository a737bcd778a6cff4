package io.workloadplacement.decision;

import dev.cel.common.CelSource;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.workloadplacement.decision.RuleFailure.Cause;
import io.workloadplacement.decision.RuleFunctions.InvalidPatternException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A rule that can be evaluated. */
record RuleProgram(CelRuntime.Program program, CelSource source, RuleTraits traits) {

  private static final Pattern PLACE = Pattern.compile("evaluation error at [^:]*:(\\d+): ");
  private static final int MAX_KEY = 64;

  /** What a rule says of one input: whether it matches, or why it cannot tell. */
  sealed interface Result {

    /** The rule was evaluated. */
    record Known(boolean matches) implements Result {}

    /** The rule failed. */
    record Unknown(RuleFailure failure) implements Result {}
  }

  /** Evaluates the rule; it never throws, whatever the input. */
  Result evaluate(Map<String, Object> input, RuleMeter meter) {
    try {
      Object result =
          program.trace(
              input,
              meter.functions(),
              (expression, value) -> meter.evaluated(expression, value, traits));
      return result instanceof Boolean matches
          ? new Result.Known(matches)
          : failed(Cause.RULE, "it gives neither true nor false");
    } catch (CelEvaluationException e) {
      return failed(e);
    } catch (RuleMeter.Exceeded e) {
      return failed(
          Cause.TOO_EXPENSIVE,
          "it takes more than the %,d steps that the rules of a policy may take for one placement: put fewer all(), exists(), map() and filter() within each other, and ask for size() before a long string is searched"
              .formatted(RuleMeter.MAX_STEPS));
    } catch (StackOverflowError e) {
      return failed(Cause.TOO_EXPENSIVE, "it nests too deeply: split it into several rules");
    }
  }

  private static Result failed(Cause cause, String words) {
    return new Result.Unknown(new RuleFailure(cause, words));
  }

  private Result failed(CelEvaluationException e) {
    Matcher place = PLACE.matcher(String.valueOf(e.getMessage()));
    String at =
        place.find()
            ? source
                .getOffsetLocation(Integer.parseInt(place.group(1)))
                .map(l -> "at %d:%d ".formatted(l.getLine(), l.getColumn() + 1))
                .orElse("")
            : "";
    return switch (e.getErrorCode()) {
      case ATTRIBUTE_NOT_FOUND ->
          failed(
              Cause.WORKLOAD,
              at
                  + "it reads "
                  + missing(e)
                  + ", which is not there: ask first, with has() for a field and 'key' in ... for a map");
      case INDEX_OUT_OF_BOUNDS ->
          failed(
              Cause.WORKLOAD, at + "a list has no element at that index: ask for its size() first");
      case BAD_FORMAT ->
          failed(
              Cause.WORKLOAD,
              at
                  + "a string cannot be converted as the rule wants: ask first, as with matches() or isQuantity()");
      case DIVIDE_BY_ZERO -> failed(Cause.RULE, at + "it divides by zero");
      case NUMERIC_OVERFLOW -> failed(Cause.RULE, at + "a number does not fit into 64 bits");
      case DUPLICATE_ATTRIBUTE -> failed(Cause.RULE, at + "a map has the same key twice");
      case ITERATION_BUDGET_EXCEEDED ->
          failed(
              Cause.TOO_EXPENSIVE,
              "its all(), exists(), map() and filter() take more than %,d turns: put fewer of them within each other"
                  .formatted(RuleCompiler.MAX_ITERATIONS));
      case OVERLOAD_NOT_FOUND ->
          failed(
              Cause.WORKLOAD,
              at
                  + "a value has another type than the rule expects: ask first, as in type(x) == int");
      case INVALID_ARGUMENT -> failed(Cause.WORKLOAD, at + invalid(e));
      default -> failed(Cause.RULE, at + "it cannot be evaluated");
    };
  }

  /** The name of a field or key comes last, or in quotes. */
  private static String missing(CelEvaluationException e) {
    String message = e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
    int from = message.indexOf('\'');
    int to = message.indexOf('\'', from + 1);
    String key = from >= 0 && to > from ? message.substring(from + 1, to) : message;
    return "'" + (key.length() > MAX_KEY ? key.substring(0, MAX_KEY) + "..." : key) + "'";
  }

  private static String invalid(CelEvaluationException e) {
    return e.getCause() instanceof InvalidPatternException
        ? String.valueOf(e.getCause().getMessage())
        : "a condition is neither true nor false, or an argument is not of the kind that is needed";
  }
}
