package io.workloadplacement.local;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newGlobalOverload;
import static dev.cel.common.CelOverloadDecl.newMemberOverload;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.workloadplacement.api.v1alpha1.QuantityText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** CEL with the functions that Kubernetes adds for quantities and strings. */
final class CelExpressions {

  /** A quantity as CEL carries it: compared by value, whatever its suffix. */
  private record Quantity(BigDecimal value) {

    static Quantity parse(String text) {
      return QuantityText.exact(text)
          .map(Quantity::new)
          .orElseThrow(
              () -> new IllegalArgumentException("\"" + text + "\" is not a resource quantity"));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Quantity quantity && value.compareTo(quantity.value) == 0;
    }

    @Override
    public int hashCode() {
      return value.stripTrailingZeros().hashCode();
    }
  }

  /** Set up with the first rule: whoever has none need not wait for CEL. */
  private static final class Shared {
    static final CelExpressions EXPRESSIONS = new CelExpressions();
  }

  private static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");

  private final List<CelFunctionDecl> declarations = new ArrayList<>();
  private final List<CelFunctionBinding> bindings = new ArrayList<>();
  private final CelCompiler compiler;
  private final CelRuntime runtime;
  private final Map<String, CelRuntime.Program> programs = new ConcurrentHashMap<>();

  /** The expressions of all clusters of the process: each is compiled once. */
  static CelExpressions shared() {
    return Shared.EXPRESSIONS;
  }

  private CelExpressions() {
    declareQuantities();
    CelOptions options = CelOptions.current().build();
    compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(options)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("self", SimpleType.DYN)
            .addVar("oldSelf", SimpleType.DYN)
            .addFunctionDeclarations(declarations)
            .addLibraries(CelExtensions.strings(), CelExtensions.sets(options))
            .build();
    runtime =
        CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(options)
            .addFunctionBindings(bindings)
            .addLibraries(CelExtensions.strings(), CelExtensions.sets(options))
            .build();
  }

  private void declareQuantities() {
    declarations.add(
        newFunctionDeclaration(
            "quantity", newGlobalOverload("string_to_quantity", QUANTITY, SimpleType.STRING)));
    bindings.add(CelFunctionBinding.from("string_to_quantity", String.class, Quantity::parse));
    declarations.add(
        newFunctionDeclaration(
            "isQuantity", newGlobalOverload("is_quantity", SimpleType.BOOL, SimpleType.STRING)));
    bindings.add(CelFunctionBinding.from("is_quantity", String.class, QuantityText::isQuantity));
    binary("isGreaterThan", SimpleType.BOOL, (a, b) -> a.value().compareTo(b.value()) > 0);
    binary("isLessThan", SimpleType.BOOL, (a, b) -> a.value().compareTo(b.value()) < 0);
    binary("compareTo", SimpleType.INT, (a, b) -> (long) a.value().compareTo(b.value()));
    binary("add", QUANTITY, (a, b) -> new Quantity(a.value().add(b.value())));
    binary("sub", QUANTITY, (a, b) -> new Quantity(a.value().subtract(b.value())));
    unary("sign", SimpleType.INT, quantity -> (long) quantity.value().signum());
    unary("asInteger", SimpleType.INT, quantity -> quantity.value().longValueExact());
    unary("asApproximateFloat", SimpleType.DOUBLE, quantity -> quantity.value().doubleValue());
  }

  private void binary(
      String name, CelType result, CelFunctionOverload.Binary<Quantity, Quantity> function) {
    String id = "quantity_" + name;
    declarations.add(
        newFunctionDeclaration(name, newMemberOverload(id, result, QUANTITY, QUANTITY)));
    bindings.add(CelFunctionBinding.from(id, Quantity.class, Quantity.class, function));
  }

  private void unary(String name, CelType result, CelFunctionOverload.Unary<Quantity> function) {
    String id = "quantity_" + name;
    declarations.add(newFunctionDeclaration(name, newMemberOverload(id, result, QUANTITY)));
    bindings.add(CelFunctionBinding.from(id, Quantity.class, function));
  }

  /** The program of an expression. */
  CelRuntime.Program compiled(String expression) throws CelValidationException {
    CelRuntime.Program program = programs.get(expression);
    if (program == null) {
      try {
        program = runtime.createProgram(compiler.compile(expression).getAst());
      } catch (CelEvaluationException e) {
        throw new IllegalStateException("cannot plan " + expression, e);
      }
      programs.put(expression, program);
    }
    return program;
  }

  /** Why an evaluation failed, in the words of the real server where it has other ones. */
  static String reason(CelEvaluationException failure) {
    String message =
        String.valueOf(failure.getMessage()).replaceFirst("^evaluation error[^:]*:(\\d+: )? *", "");
    return message.contains("duration")
        ? "type conversion error from 'string' to 'google.protobuf.Duration'"
        : message;
  }
}
