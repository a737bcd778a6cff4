package io.workloadplacement.decision;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelRuntimeException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import io.fabric8.kubernetes.api.model.Quantity;
import io.workloadplacement.api.v1alpha1.QuantityText;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/**
 * The functions that rules can call: the standard ones of CEL, and those of Kubernetes for
 * quantities, by the same names. A regular expression is measured before it is compiled.
 */
final class RuleFunctions {

  /** Longer texts are no number, moment or duration, but may take long to be read as one. */
  static final int MAX_FIGURE = 256;

  /** A regular expression cannot be used; the message says why, and does not repeat it. */
  static final class InvalidPatternException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidPatternException(String message) {
      super(message);
    }
  }

  private static final CelType QUANTITY = OpaqueType.create("quantity");

  private RuleFunctions() {}

  /** What the compiler has to know of the functions for quantities. */
  static List<CelFunctionDecl> declarations() {
    return List.of(
        global("isQuantity", SimpleType.BOOL, SimpleType.STRING),
        global("quantity", QUANTITY, SimpleType.STRING),
        member("isGreaterThan", SimpleType.BOOL, QUANTITY, QUANTITY),
        member("isLessThan", SimpleType.BOOL, QUANTITY, QUANTITY),
        member("compareTo", SimpleType.INT, QUANTITY, QUANTITY),
        member("asApproximateFloat", SimpleType.DOUBLE, QUANTITY));
  }

  /** All functions but {@code matches()}, which {@link RuleMeter} adds. */
  static List<CelFunctionBinding> bindings(CelOptions options) {
    RuntimeEquality equality = RuntimeEquality.create(RuntimeHelpers.create(), options);
    Stream<CelFunctionBinding> standard =
        CelStandardFunctions.newBuilder()
            .excludeFunctions(StandardFunction.MATCHES)
            .build()
            .newFunctionBindings(equality, options)
            .stream();
    Stream<CelFunctionBinding> ours =
        Stream.of(
            CelFunctionBinding.from("isQuantity", String.class, RuleFunctions::isQuantity),
            CelFunctionBinding.from("quantity", String.class, RuleFunctions::quantity),
            CelFunctionBinding.from(
                "isGreaterThan", Amounts.class, Amounts.class, (a, b) -> a.compareTo(b) > 0),
            CelFunctionBinding.from(
                "isLessThan", Amounts.class, Amounts.class, (a, b) -> a.compareTo(b) < 0),
            CelFunctionBinding.from(
                "compareTo", Amounts.class, Amounts.class, (a, b) -> (long) a.compareTo(b)),
            CelFunctionBinding.from(
                "asApproximateFloat", Amounts.class, a -> a.value().doubleValue()));
    return Stream.concat(standard, ours).toList();
  }

  /**
   * Refuses arguments whose failure takes long, or is reported in words that depend on how hot the
   * code is.
   *
   * @throws CelRuntimeException if a function cannot be applied to its arguments
   */
  static void check(String id, Object[] arguments) {
    if (isConversion(id) && ((String) arguments[0]).length() > MAX_FIGURE) {
      throw failure("too long a text", CelErrorCode.BAD_FORMAT);
    }
    if (divides(id) && ((Number) arguments[1]).longValue() == 0) {
      throw failure("by zero", CelErrorCode.DIVIDE_BY_ZERO);
    }
    if (id.equals("index_list") && !hasElement((List<?>) arguments[0], (Number) arguments[1])) {
      throw failure("no such element", CelErrorCode.INDEX_OUT_OF_BOUNDS);
    }
  }

  private static boolean isConversion(String id) {
    return id.startsWith("string_to_")
        && !id.equals("string_to_string")
        && !id.equals("string_to_bytes");
  }

  private static boolean divides(String id) {
    return (id.startsWith("divide_") || id.startsWith("modulo_")) && id.endsWith("int64");
  }

  private static boolean hasElement(List<?> list, Number index) {
    return index.doubleValue() >= 0 && index.doubleValue() < list.size();
  }

  private static CelRuntimeException failure(String message, CelErrorCode code) {
    return new CelRuntimeException(new IllegalArgumentException(message), code);
  }

  /**
   * Compiles a regular expression.
   *
   * @throws InvalidPatternException if it is too large, or none
   */
  static Pattern pattern(String pattern) {
    if (PatternSize.of(pattern) > PatternSize.MAX_STATES) {
      throw new InvalidPatternException(
          "the regular expression is too large: with its repetitions written out it has more than "
              + PatternSize.MAX_STATES
              + " states; lower the counts in {}, above all within each other");
    }
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new InvalidPatternException(
          "the regular expression cannot be read: " + e.getDescription());
    }
  }

  private static boolean isQuantity(String text) {
    return text.length() <= MAX_FIGURE && QuantityText.isQuantity(text);
  }

  private static Amounts quantity(String text) {
    if (!isQuantity(text)) {
      throw failure("no quantity", CelErrorCode.BAD_FORMAT);
    }
    return new Amounts(Quantity.getAmountInBytes(new Quantity(text)).stripTrailingZeros());
  }

  /** A quantity as a value of CEL. */
  private record Amounts(BigDecimal value) implements Comparable<Amounts> {

    @Override
    public int compareTo(Amounts other) {
      return value.compareTo(other.value);
    }
  }

  private static CelFunctionDecl global(String name, CelType result, CelType... arguments) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newGlobalOverload(name, result, List.of(arguments)));
  }

  private static CelFunctionDecl member(String name, CelType result, CelType... arguments) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newMemberOverload(name, result, List.of(arguments)));
  }
}
