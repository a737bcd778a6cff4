package io.workloadplacement.decision;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compiles the CEL expressions of policy rules, each text once as long as it stays among the last
 * {@value #REMEMBERED}. CEL for Java knows no cost limit, so length, nesting and the iterations of
 * comprehensions are bounded here. Safe for use by several threads.
 */
final class RuleCompiler {

  static final int MAX_LENGTH = 2048;
  static final int MAX_ITERATIONS = 10_000;
  private static final int MAX_NESTING = 64;
  private static final int REMEMBERED = 256;

  private final Map<String, Compiled> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Compiled> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * An expression that can be evaluated, or what is wrong with it.
   *
   * @param program present where nothing is wrong
   */
  record Compiled(Optional<CelRuntime.Program> program, List<Fault> faults) {}

  /** Built when the first rule is compiled: many clusters have none. */
  private static final class Cel {

    static final CelOptions OPTIONS =
        CelOptions.current()
            // "namespace" is a reserved word of CEL, and the name by which rules know it.
            .enableReservedIds(false)
            .maxExpressionCodePointSize(MAX_LENGTH)
            .maxParseRecursionDepth(MAX_NESTING)
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .build();
    static final CelType OBJECT = MapType.create(SimpleType.STRING, SimpleType.DYN);
    static final CelCompiler COMPILER =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("workload", OBJECT)
            .addVar("namespace", OBJECT)
            .build();
    static final CelRuntime RUNTIME =
        CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();
  }

  /** A fault at a position of an expression, both from 1. */
  record Fault(int line, int column, String message) {}

  Compiled compile(String expression) {
    synchronized (remembered) {
      return remembered.computeIfAbsent(expression, RuleCompiler::translate);
    }
  }

  private static Compiled translate(String expression) {
    if (expression.codePointCount(0, expression.length()) > MAX_LENGTH) {
      return faulty(
          1,
          1,
          "the expression is longer than "
              + MAX_LENGTH
              + " characters: split it into several rules");
    }
    CelValidationResult result = Cel.COMPILER.compile(expression);
    if (result.hasError()) {
      return new Compiled(
          Optional.empty(), result.getErrors().stream().map(RuleCompiler::fault).toList());
    }
    try {
      CelAbstractSyntaxTree tree = result.getAst();
      CelType type = tree.getResultType();
      if (!type.equals(SimpleType.BOOL) && !type.equals(SimpleType.DYN)) {
        return faulty(
            1, 1, "the expression gives " + type.name() + ": write one that is true or false");
      }
      return new Compiled(Optional.of(Cel.RUNTIME.createProgram(tree)), List.of());
    } catch (CelValidationException | CelEvaluationException e) {
      return faulty(1, 1, e.getMessage());
    }
  }

  private static Fault fault(CelIssue issue) {
    return new Fault(
        Math.max(1, issue.getSourceLocation().getLine()),
        issue.getSourceLocation().getColumn() + 1,
        issue.getMessage());
  }

  private static Compiled faulty(int line, int column, String message) {
    return new Compiled(Optional.empty(), List.of(new Fault(line, column, message)));
  }
}
