package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.NullValue;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelOptionalLibrary;
import dev.cel.parser.CelStandardMacro;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who may write an exception from a policy: the admission policy, evaluated as the API server does.
 * That the API server does so, {@link ExceptionApproversOnClusterTest} shows.
 */
class ExceptionApproversTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Cel CEL =
      CelFactory.standardCelBuilder()
          .setOptions(CelOptions.current().build())
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addCompilerLibraries(CelOptionalLibrary.INSTANCE, CelExtensions.strings())
          .addRuntimeLibraries(CelOptionalLibrary.INSTANCE, CelExtensions.strings())
          .addVar("object", SimpleType.DYN)
          .addVar("oldObject", SimpleType.DYN)
          .addVar("request", SimpleType.DYN)
          .addVar("params", SimpleType.DYN)
          .addVar("namespaceObject", SimpleType.DYN)
          .addVar("variables", SimpleType.DYN)
          .build();

  private static final String LEADS = "exceptions: {allowed: true, approvers: [leads, zoe]}";
  private static final String EXCEPTION =
      "spec: {placement: {exception: {reason: a, approvedBy: b, expiresAt: c}}}";
  private static final String NONE = "{metadata: {labels: {tier: gold}}, spec: {}}";
  private static final String WITH = "{metadata: {labels: {tier: gold}}, " + EXCEPTION + "}";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a new placement without one | null | NONE | LEADS | ana | true",
        "one in a new placement | null | WITH | LEADS | ana | false",
        "one by an approver | null | WITH | LEADS | zoe | true",
        "one by a member of a group | null | WITH | LEADS | lena | true",
        "one where no approver is named | null | WITH | exceptions: {allowed: true} | ana | true",
        "one where nothing is said | null | WITH | priority: 1 | ana | true",
        "one that does not count yet | null | WITH | exceptions: {allowed: false, approvers: [leads]} | ana | false",
        "one is added | NONE | WITH | LEADS | ana | false",
        "it stays as it was | WITH | {metadata: {labels: {tier: gold}}, spec: {a: 1, placement: {exception: {reason: a, approvedBy: b, expiresAt: c}}}} | LEADS | ana | true",
        "it is prolonged | WITH | {metadata: {labels: {tier: gold}}, spec: {placement: {exception: {reason: a, approvedBy: b, expiresAt: d}}}} | LEADS | ana | false",
        "it is taken away | WITH | NONE | LEADS | ana | true",
        "labels change under it | WITH | {metadata: {labels: {tier: silver}}, EXCEPTION} | LEADS | ana | false",
        "labels go under it | WITH | {metadata: {}, EXCEPTION} | LEADS | ana | false",
      })
  void who_writes_an_exception_is_an_approver(
      String when, String before, String after, String policy, String user, boolean allowed)
      throws Exception {
    assertThat(isAllowed(before, after, policy, user)).as(when).isEqualTo(allowed);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "workloadSelector: {matchLabels: {tier: gold}} | false",
        "workloadSelector: {matchLabels: {tier: silver}} | true",
        "workloadSelector: {matchExpressions: [{key: tier, operator: In, values: [gold]}]} | false",
        "workloadSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [gold]}]} | true",
        "workloadSelector: {matchExpressions: [{key: none, operator: NotIn, values: [gold]}]} | false",
        "workloadSelector: {matchExpressions: [{key: tier, operator: Exists}]} | false",
        "workloadSelector: {matchExpressions: [{key: none, operator: Exists}]} | true",
        "workloadSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]} | true",
        "workloadSelector: {} | false",
        "namespaceSelector: {matchLabels: {env: prod}} | false",
        "namespaceSelector: {matchLabels: {env: dev}} | true",
        "namespaceSelector: {matchExpressions: [{key: env, operator: In, values: [prod]}]} | false",
        "namespaceSelector: {matchExpressions: [{key: env, operator: DoesNotExist}]} | true",
        "namespaceSelector: {matchLabels: {env: prod}}, workloadSelector: {matchLabels: {tier: silver}} | true"
      })
  void a_policy_that_does_not_select_a_new_placement_asks_for_nothing(
      String selectors, boolean allowed) throws Exception {
    assertThat(isAllowed("null", WITH, selectors + ", " + LEADS, "ana")).isEqualTo(allowed);
  }

  @ParameterizedTest(name = "decided by {0}")
  @CsvSource({"pci, false", "default, true"})
  void the_approvers_of_the_policy_that_applies_are_asked_for(String decided, boolean allowed)
      throws Exception {
    String before =
        "{metadata: {labels: {tier: gold}}, spec: {}, status: {decision: {policy: %s}}}"
            .formatted(decided);

    assertThat(isAllowed(before, WITH, LEADS, "ana")).isEqualTo(allowed);
  }

  /** Whether a user may write a placement while there is a policy named pci. */
  private static boolean isAllowed(String before, String after, String policy, String user)
      throws Exception {
    JsonNode spec =
        KubernetesObjects.folder("config/approvers").only("ValidatingAdmissionPolicy").get("spec");
    Map<String, Object> variables = new HashMap<>();
    Map<String, Object> context = new HashMap<>();
    context.put("object", plain(after));
    context.put("oldObject", before.equals("null") ? NullValue.NULL_VALUE : plain(before));
    context.put("params", plain("{metadata: {name: pci}, spec: {" + policy + "}}"));
    context.put("namespaceObject", plain("{metadata: {labels: {env: prod}}}"));
    context.put(
        "request",
        Map.of(
            "userInfo",
            Map.of(
                "username", user, "groups", user.equals("lena") ? List.of("leads") : List.of())));
    context.put("variables", variables);
    for (JsonNode condition : spec.get("matchConditions")) {
      if (!Boolean.TRUE.equals(evaluate(condition, context))) {
        return true;
      }
    }
    for (JsonNode variable : spec.get("variables")) {
      variables.put(variable.get("name").asText(), evaluate(variable, context));
    }
    return (Boolean) evaluate(spec.get("validations").get(0), context);
  }

  private static Object evaluate(JsonNode expression, Map<String, Object> context)
      throws Exception {
    return CEL.createProgram(CEL.compile(expression.get("expression").asText()).getAst())
        .eval(context);
  }

  private static Map<String, Object> plain(String yaml) throws Exception {
    String whole =
        yaml.replace("NONE", NONE)
            .replace("WITH", WITH)
            .replace("EXCEPTION", EXCEPTION)
            .replace("LEADS", LEADS);
    return JSON.convertValue(new YAMLMapper().readTree(whole), new TypeReference<>() {});
  }
}
