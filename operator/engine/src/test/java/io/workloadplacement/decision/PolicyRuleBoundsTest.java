package io.workloadplacement.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a rule and a workload say, evaluating it takes little time, memory and stack. The rules
 * run on a thread with half of the usual stack.
 */
class PolicyRuleBoundsTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long SMALL_STACK = 512 * 1024;
  private static final String TWENTY = "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]";
  private static final String NOTES = "workload.metadata.annotations['notes']";

  static Stream<Arguments> rulesThatExplodeWhateverTheWorkload() {
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put("doubling strings, 28 times", chain("['aaaaaaaaaaaaaaaa']", "map(a,a+a)", 28));
    rules.put("doubling a long string", chain("['" + "a".repeat(1500) + "']", "map(a,a+a+a+a)", 8));
    rules.put("doubling bytes", chain("[b'aaaaaaaaaaaaaaaa']", "map(a,a+a+a+a+a+a+a+a)", 8));
    rules.put("doubling lists", chain("[[1]]", "map(a,a+a+a+a+a+a+a+a)", 8));
    rules.put("lists of the same list", chain("[1]", "map(a,[a,a,a,a,a,a,a,a,a,a])", 8));
    rules.put(
        "maps of the same map", chain("[1]", "map(a,{'a':a,'b':a,'c':a,'d':a,'e':a,'f':a})", 8));
    rules.put("types that double", chain("['a']", "map(a,{a:a})", 20));
    rules.put("nested loops", nested("[1,2,3,4,5,6,7,8,9,10].all(x,", 6));
    rules.put("deeply nested loops", nested("[1].all(x,", 20));
    rules.put("a loop over a long list", loops("[" + "1,".repeat(700) + "1].exists(x, x > 1)"));
    rules.put("counted repetitions", "'aaaa'.matches('((((a{0,30}){0,30}){0,30}){0,30})$')");
    rules.put("a huge count", "'aaaa'.matches('(a{1000}){1000}')");
    rules.put("nested groups", "'a'.matches('" + "(".repeat(600) + ")".repeat(600) + "')");
    rules.put("a long alternative", "'a'.matches('" + "a|bb".repeat(300) + "')");
    rules.put("many patterns", loops("'x'.matches('(?i)\\\\pL\\\\pN' + string(a*400+b*20+c))"));
    rules.put("many failures", loops("1/0 > c || ".repeat(50) + "false"));
    rules.put(
        "many missing fields", loops("workload.metadata.labels.x == '' || ".repeat(40) + "false"));
    rules.put("many failures of no type", loops("a in dyn(1) || ".repeat(50) + "false"));
    rules.put(
        "a workload written out", loops("(true ? dyn(workload) : 1) || ".repeat(40) + "false"));
    rules.put("comparing workloads", loops("workload != workload || ".repeat(50) + "false"));
    rules.put("arithmetic", loops("a + b + c < 0 || ".repeat(80) + "false"));
    rules.put("parentheses", "(".repeat(1000) + "true" + ")".repeat(1000));
    rules.put("brackets", "[".repeat(1000) + "]".repeat(1000) + " == []");
    rules.put("conditions", "true ? true : ".repeat(140) + "true");
    rules.put("selects", "workload" + ".a".repeat(900));
    rules.put("sums", "1" + "+1".repeat(900) + " > 0");
    return rules.entrySet().stream().map(r -> Arguments.of(r.getKey(), r.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rulesThatExplodeWhateverTheWorkload")
  void a_rule_that_explodes_makes_the_policy_not_ready_when_it_is_read(String what, String when)
      throws InterruptedException {
    onSmallStack(
        () ->
            assertThat(PolicyCheck.of(Scenario.policyOf("p", forbid(when))))
                .as(what)
                .isNotEmpty()
                .allSatisfy(
                    fault -> {
                      assertThat(fault.field()).isEqualTo("spec.rules[0].when");
                      assertThat(fault.message().length()).isLessThan(400);
                    }));
  }

  static Stream<Arguments> rulesThatExplodeOnLargeWorkloads() {
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put("doubling a value", chain("[" + NOTES + "]", "map(a,a+a+a+a)", 6) + " || true");
    rules.put(
        "collecting a value", TWENTY + ".map(a," + TWENTY + ".map(b," + NOTES + "+'b')) != []");
    rules.put("searching a value for itself", NOTES + ".contains(" + NOTES + " + 'b')");
    rules.put("matching a value", loops(NOTES + ".matches('(a*)*(a*)*b')"));
    rules.put("a pattern of the workload", "'a'.matches(workload.metadata.annotations['pattern'])");
    rules.put("reading a number", loops("int(" + NOTES + ") > 0 || false"));
    rules.put("measuring a value", loops(NOTES + ".size() == 1 || ".repeat(20) + "false"));
    rules.put("converting a value", loops("bytes(" + NOTES + ") == b'' || ".repeat(20) + "false"));
    return rules.entrySet().stream().map(r -> Arguments.of(r.getKey(), r.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rulesThatExplodeOnLargeWorkloads")
  void a_rule_that_explodes_on_a_value_freezes_that_placement(String what, String when)
      throws InterruptedException {
    onSmallStack(
        () -> {
          Scenario large = Scenario.rare();
          large.annotation("notes", "a".repeat(256 * 1024));
          large.annotation("pattern", "((((a{0,30}){0,30}){0,30}){0,30})$");
          Decision decision = large.policy("p", forbid(when)).decide();

          assertThat(decision.status().reason())
              .as(what)
              .isIn(Reason.POLICY_RULE_FAILED.toString(), Reason.POLICY_BROKEN.toString());
          assertThat(decision.status().message().length()).isLessThan(800);
        });
  }

  @Test
  void ordinary_rules_reach_a_large_workload() {
    List<String> rules =
        List.of(
            "workload.metadata.annotations.exists(k, workload.metadata.annotations[k].contains('needle'))",
            NOTES + ".matches('[0-9]+b$')",
            NOTES + " == " + NOTES + " + 'a'",
            NOTES + ".startsWith('b') || " + NOTES + ".size() < 10");
    for (String when : rules) {
      Decision decision =
          Scenario.rare()
              .annotation("notes", "a".repeat(256 * 1024))
              .policy("p", forbid("'notes' in workload.metadata.annotations && " + when))
              .decide();

      assertThat(decision.compliance().reason()).as(when).isEqualTo(Reason.COMPLIANT.toString());
    }
  }

  @Test
  void sixty_four_rules_share_what_one_placement_may_take() {
    String heavy = TWENTY + ".all(a, " + TWENTY + ".all(b, a + b > 0 && a * b > 0))";
    String rules =
        Stream.generate(
                () -> "{name: r, when: \"!(" + heavy + ")\", effect: Forbid, target: Knative}")
            .limit(64)
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();

    assertThat(PolicyCheck.of(Scenario.policyOf("p", "{rules: [" + rules + "]}")))
        .isNotEmpty()
        .extracting(PolicyFault::message)
        .allSatisfy(message -> assertThat(message).contains("the rules of a policy may take"));
    assertThat(PolicyCheck.of(Scenario.policyOf("p", forbid("!(" + heavy + ")")))).isEmpty();
  }

  @Test
  void a_rule_that_can_only_fail_is_a_fault() {
    assertThat(PolicyCheck.of(Scenario.policyOf("p", forbid("9223372036854775807 + 1 > 0"))))
        .extracting(PolicyFault::text)
        .containsExactly(
            "spec.rules[0].when: it fails for every placement: at 1:21 a number does not fit into 64 bits");
  }

  @Test
  void the_same_input_ends_at_the_same_step() {
    String when = chain("[" + NOTES + "]", "map(a,a+a+a+a)", 6);
    Scenario large =
        Scenario.rare().annotation("notes", "a".repeat(1000)).policy("p", forbid(when));

    assertThat(large.decide()).isEqualTo(large.decide());
  }

  private static String chain(String list, String link, int times) {
    return list + ("." + link).repeat(times) + ".size() == 2";
  }

  private static String nested(String loop, int times) {
    return loop.repeat(times) + "true" + ")".repeat(times);
  }

  /** An expression 8,000 times, as long as it is false or fails. */
  private static String loops(String expression) {
    return "%s.exists(a, %s.exists(b, %s.exists(c, %s)))"
        .formatted(TWENTY, TWENTY, TWENTY, expression);
  }

  private static String forbid(String when) {
    return "{rules: [{name: r, when: \"%s\", effect: Forbid, target: Knative}]}"
        .formatted(when.replace("\\", "\\\\").replace("\"", "\\\""));
  }

  private static void onSmallStack(Runnable check) throws InterruptedException {
    assertTimeoutPreemptively(
        LONG,
        () -> {
          Throwable[] thrown = {null};
          Thread thread = new Thread(null, check, "rules", SMALL_STACK);
          thread.setUncaughtExceptionHandler((t, e) -> thrown[0] = e);
          thread.start();
          thread.join();
          if (thrown[0] != null) {
            throw new AssertionError(thrown[0]);
          }
        });
  }
}
