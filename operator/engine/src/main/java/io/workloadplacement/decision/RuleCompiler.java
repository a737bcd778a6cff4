package io.workloadplacement.decision;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.workloadplacement.decision.PolicySettings.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compiles the CEL expressions of policy rules, each text once as long as it stays among the last
 * {@value #REMEMBERED}. What a rule can take is bounded before it is compiled (length, nesting),
 * before its types are checked (chains), and while it runs ({@link RuleMeter}). Safe for use by
 * several threads.
 */
final class RuleCompiler {

  static final int MAX_LENGTH = 2048;
  static final int MAX_ITERATIONS = 10_000;
  static final int MAX_NESTING = 64;
  private static final int REMEMBERED = 256;

  private final Map<String, Compiled> remembered = lastUsed();
  private final Map<List<String>, Map<Integer, String>> tried = lastUsed();

  /**
   * An expression that can be evaluated, or what is wrong with it.
   *
   * @param program present where nothing is wrong
   */
  record Compiled(Optional<RuleProgram> program, List<Fault> faults) {}

  /** Built when the first rule is compiled: many clusters have none. */
  private static final class Cel {

    static final CelOptions OPTIONS =
        CelOptions.current()
            // "namespace" is a reserved word of CEL, and the name by which rules know it.
            .enableReservedIds(false)
            .enableHeterogeneousNumericComparisons(true)
            .maxExpressionCodePointSize(MAX_LENGTH)
            .maxParseRecursionDepth(MAX_NESTING)
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .build();
    static final CelCompiler COMPILER = compiler();

    /** Without functions of its own: each evaluation brings those that are charged. */
    static final CelRuntime RUNTIME =
        CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .build();

    static final List<CelFunctionBinding> FUNCTIONS = RuleFunctions.bindings(OPTIONS);

    private static CelCompiler compiler() {
      CelCompilerBuilder builder =
          CelCompilerFactory.standardCelCompilerBuilder()
              .setOptions(OPTIONS)
              .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
              .setTypeProvider(RuleSchema.INSTANCE)
              .addFunctionDeclarations(RuleFunctions.declarations());
      RuleSchema.INSTANCE.variables().forEach(builder::addVar);
      return builder.build();
    }
  }

  /** A fault at a position of an expression, both from 1. */
  record Fault(int line, int column, String message) {

    static Fault at(CelAbstractSyntaxTree tree, long id, String message) {
      return Optional.ofNullable(tree.getSource().getPositionsMap().get(id))
          .flatMap(tree.getSource()::getOffsetLocation)
          .map(place -> new Fault(place.getLine(), place.getColumn() + 1, message))
          .orElse(new Fault(1, 1, message));
    }
  }

  static List<CelFunctionBinding> functions() {
    return Cel.FUNCTIONS;
  }

  Compiled compile(String expression) {
    synchronized (remembered) {
      Compiled known = remembered.get(expression);
      if (known != null) {
        return known;
      }
    }
    Compiled compiled = translate(expression);
    synchronized (remembered) {
      remembered.put(expression, compiled);
    }
    return compiled;
  }

  /** What is wrong with the rules of a policy that compile, by their place in the list. */
  Map<Integer, String> tryOut(List<Rule> rules) {
    if (rules.isEmpty()) {
      return Map.of();
    }
    List<String> expressions = rules.stream().map(rule -> rule.rule().when()).toList();
    synchronized (tried) {
      Map<Integer, String> known = tried.get(expressions);
      if (known != null) {
        return known;
      }
    }
    Map<Integer, String> faults = RuleTrial.of(rules.stream().map(Rule::program).toList());
    synchronized (tried) {
      tried.put(expressions, faults);
    }
    return faults;
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
    try {
      CelValidationResult parsed = Cel.COMPILER.parse(expression);
      if (parsed.hasError()) {
        // What follows the first error is mostly its consequence.
        return faulty(List.of(SyntaxErrors.inWords(parsed.getErrors().get(0), expression)));
      }
      List<Fault> shape = RuleShape.ofParsed(parsed.getAst());
      return shape.isEmpty() ? checked(parsed.getAst()) : faulty(shape);
    } catch (CelValidationException | CelEvaluationException e) {
      return faulty(1, 1, "the expression cannot be read");
    } catch (StackOverflowError e) {
      return faulty(1, 1, "the expression nests too deeply: split it into several rules");
    }
  }

  private static Compiled checked(CelAbstractSyntaxTree parsed)
      throws CelValidationException, CelEvaluationException {
    CelValidationResult result = Cel.COMPILER.check(parsed);
    if (result.hasError()) {
      TypeErrors errors = new TypeErrors(parsed);
      return faulty(result.getErrors().stream().map(errors::inWords).distinct().toList());
    }
    CelAbstractSyntaxTree tree = result.getAst();
    CelType type = tree.getResultType();
    if (!type.equals(SimpleType.BOOL)) {
      return faulty(
          1,
          1,
          "the expression gives %s: write one that is true or false, such as %s"
              .formatted(
                  OverloadErrors.words(type.name()), "workload.spec.traffic.pattern == 'Steady'"));
    }
    List<Fault> shape = RuleShape.ofChecked(tree);
    return shape.isEmpty()
        ? new Compiled(
            Optional.of(
                new RuleProgram(
                    Cel.RUNTIME.createProgram(tree), tree.getSource(), RuleTraits.of(tree))),
            List.of())
        : faulty(shape);
  }

  private static Compiled faulty(int line, int column, String message) {
    return faulty(List.of(new Fault(line, column, message)));
  }

  private static Compiled faulty(List<Fault> faults) {
    return new Compiled(Optional.empty(), faults);
  }

  private static <K, V> Map<K, V> lastUsed() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }
}
