package io.workloadplacement.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules are checked against what a placement and a namespace can have, in words for people. */
class PolicyRuleTypesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "workload.spec.trafic.pattern == 'Steady' | 1:14: workload.spec has no field 'trafic': the closest is 'traffic'",
        "has(workload.spec.latncy) | 1:4: workload.spec has no field 'latncy': the closest is 'latency'",
        "workload.spec.template.spec.containers.exists(c, c.imge == 'a') | 1:51: c has no field 'imge': the closest is 'image'",
        "workload.spec.template.spec.containers.all(c, c.env.exists(e, e.nam == 'A')) | 1:64: e has no field 'nam': the closest is 'name'",
        "workload.spec.template.spec.containers[0].resources.request.cpu == '1' | 1:52: workload.spec.template.spec.containers[...].resources has no field 'request': the closest is 'requests'",
        "namespace.labels['a'] == 'b' | 1:10: namespace has no field 'labels': it has metadata",
        "workload.status.target == 'Knative' | 1:16: rules do not see workload.status, as no rule may feed on what it decided: take it out",
        "worklod.spec.traffic.pattern == 'Steady' | 1:1: 'worklod' is not known: the closest is 'workload'",
        "metadata.name == 'a' | 1:1: 'metadata' is not known: the closest is 'workload.metadata'",
        "workload.spec.traffic.pattern == Steady | 1:34: 'Steady' is not known: a rule knows workload and namespace; a string stands in quotes, as in 'Steady'",
        "workload.metadata.name.startWith('a') | 1:33: there is no function 'startWith': the closest is 'startsWith'",
        "workload.metadata.name.replace('a', 'b') == 'b' | 1:31: there is no function 'replace': rules have the standard functions of CEL and those for quantities",
        "workload.spec.traffic.averageRequestsPerSecond > 5 | 1:48: '>' cannot compare a string with an integer: write quantity(workload.spec.traffic.averageRequestsPerSecond).isGreaterThan(quantity('5')) for a quantity, duration(workload.spec.traffic.averageRequestsPerSecond) > duration('5s') for a duration, int(workload.spec.traffic.averageRequestsPerSecond) > 5 for a number",
        "2.5 <= workload.spec.latency.target | 1:5: '<=' cannot compare a number with a string: write quantity(workload.spec.latency.target).compareTo(quantity('2.5')) >= 0 for a quantity, duration(workload.spec.latency.target) >= duration('2.5s') for a duration, double(workload.spec.latency.target) >= 2.5 for a number",
        "workload.spec.latency.target > duration('1s') | 1:30: '>' cannot compare a string with a duration: write duration(workload.spec.latency.target)",
        "quantity('5') > quantity('4') | 1:15: '>' cannot compare a quantity with a quantity: quantities are compared as in quantity(a).isGreaterThan(quantity('5'))",
        "workload.spec.latency.percentile == '95' | 1:34: '==' cannot compare an integer with a string: write the number without quotes",
        "workload.metadata.name == null | 1:24: '==' cannot compare a string with null: to ask whether a field is set write has(workload.metadata.name)",
        "'traffic' in workload.spec | 1:11: 'in' looks for an element of a list or a key of a map, not for a string in an object; for a field write has()",
        "workload['spec'] == workload.spec | 1:9: an object has no ['...']: write a dot and the name of the field",
        "workload.spec.scaling && true | 1:23: '&&' takes conditions that are true or false, and here is an object",
        "workload.metadata.name | 1:1: the expression gives a string: write one that is true or false, such as workload.spec.traffic.pattern == 'Steady'",
        "workload.spec.rollout.maxSurge | 1:1: the expression gives a value whose type only the placement decides: write one that is true or false, such as workload.spec.traffic.pattern == 'Steady'",
        "workload.spec.template.spec.containers.all(c) | 1:43: all() is asked of a list or a map and takes a name and an expression, as in list.all(x, x > 0)",
        "workload.metadata.name.matches('[') | 1:32: the regular expression cannot be read: missing closing ]",
        "{workload.metadata: 1} == {} | 1:10: the keys of a map are strings, integers, true and false",
        "google.protobuf.Struct{} == {} | 1:23: a rule makes no objects: compare fields instead",
      })
  void what_cannot_be_of_this_type_is_a_fault_with_a_way_out(String when, String fault) {
    assertThat(PolicyCheck.of(Scenario.policyOf("p", forbid(when))))
        .extracting(PolicyFault::text)
        .first()
        .isEqualTo("spec.rules[0].when:" + fault);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "workload.metadata.name == | 1:26: the expression ends too early: something is missing after '=='",
        "workload.metadata.name = 'a' | 1:24: '=' is not known: write ==",
        "true & true | 1:6: '&' is not known: write &&",
        "true and true | 1:6: 'and' is not known: write &&",
        "not true | 1:5: 'not' is not known: write !",
        "workload.metadata.name == 'a | 1:27: the string that begins here does not end, or has an escape that CEL does not know: close it with ', and write a backslash as \\\\",
        "(1 == 1 | 1:8: a ')' is missing at the end",
        "1 in [1, 2 | 1:11: a ']' is missing at the end",
        "1 == 1) | 1:7: ')' does not belong here: an operator such as == or && is missing before it, or it is one too many",
        "true; | 1:5: ';' is not known here: take it out, or put quotes around a string",
        "has(workload) | 1:4: has() takes one field, as in has(workload.spec.scaling)",
      })
  void what_cannot_be_read_is_said_in_words(String when, String fault) {
    assertThat(PolicyCheck.of(Scenario.policyOf("p", forbid(when))))
        .extracting(PolicyFault::text)
        .containsExactly("spec.rules[0].when:" + fault);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "workload.spec.traffic.pattern == 'Steady' && workload.kind == 'WorkloadPlacement'",
        "workload.spec.latency.percentile > 90 && workload.spec.latency.percentile < 95.5",
        "duration(workload.spec.latency.target) > duration('1s')",
        "quantity(workload.spec.traffic.averageRequestsPerSecond).isGreaterThan(quantity('1m'))",
        "quantity('1Gi').compareTo(quantity('1024Mi')) == 0 && quantity('2').asApproximateFloat() > 1.0",
        "isQuantity('1Gi') && !isQuantity('1d')",
        "has(workload.spec.rollout) && workload.spec.rollout.maxSurge > 5",
        "workload.spec.template.spec.containers.exists(c, c.ports.exists(p, p.containerPort == 80))",
        "workload.spec.template.spec.containers[0].resources.requests['memory'] == '512Mi'",
        "workload.spec.template.spec.containers[0].resources.requests.cpu == '500m'",
        "workload.spec.template.spec.volumes.all(v, !has(v.hostPath))",
        "workload.metadata.labels.exists(key, key.startsWith('team'))",
        "workload.metadata.labels.team == 'a' || namespace.metadata.annotations['x'] == 'y'",
        "workload.metadata.name.matches('^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$')",
        "workload.spec.placement.mode in ['Auto', 'Pinned']"
      })
  void what_a_placement_can_have_is_understood(String when) {
    assertThat(PolicyCheck.of(Scenario.policyOf("p", forbid(when)))).isEmpty();
  }

  @Test
  void a_failure_names_the_place_and_the_key_and_no_value_of_the_workload() {
    Decision missing = decided("workload.metadata.labels['team'] == 'a'");
    Decision unreadable = decided("int(workload.metadata.labels['token']) > 0");

    assertThat(missing.compliance().message())
        .startsWith(
            "Policy 'p' cannot be followed here: rule 'r' failed: at 1:25 it reads 'team', which is not there: ask first, with has() for a field and 'key' in ... for a map.");
    assertThat(unreadable.compliance().message())
        .startsWith(
            "Policy 'p' cannot be followed here: rule 'r' failed: at 1:4 a string cannot be converted as the rule wants: ask first, as with matches() or isQuantity().")
        .doesNotContain("secret");
  }

  @Test
  void a_failure_is_reported_in_the_same_words_however_often_it_happened() {
    String when =
        "workload.spec.template.spec.containers.size() / size(workload.metadata.labels) > 0";
    RuleProgram rule = new RuleCompiler().compile(when).program().orElseThrow();
    Map<String, Object> input = RuleSamples.mentioning(Set.of()).get(0);
    RuleProgram.Result first = rule.evaluate(input, new RuleMeter());

    for (int i = 0; i < 20_000; i++) {
      rule.evaluate(input, new RuleMeter());
    }

    assertThat(rule.evaluate(input, new RuleMeter())).isEqualTo(first);
  }

  private static Decision decided(String when) {
    return Scenario.rare().label("token", "secret").policy("p", forbid(when)).decide();
  }

  private static String forbid(String when) {
    return "{rules: [{name: r, when: \"%s\", effect: Forbid, target: Knative}]}"
        .formatted(when.replace("\\", "\\\\").replace("\"", "\\\""));
  }
}
