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
import dev.cel.extensions.CelOptionalLibrary;
import dev.cel.parser.CelStandardMacro;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Of whom the admission policy asks for rights: its conditions, evaluated as the API server does.
 * What it answers then, {@link RequesterRightsOnClusterTest} shows.
 */
class RequesterRightsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Cel CEL =
      CelFactory.standardCelBuilder()
          .setOptions(CelOptions.current().build())
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addCompilerLibraries(CelOptionalLibrary.INSTANCE)
          .addRuntimeLibraries(CelOptionalLibrary.INSTANCE)
          .addVar("object", SimpleType.DYN)
          .addVar("oldObject", SimpleType.DYN)
          .addVar("request", SimpleType.DYN)
          .build();

  private static final String OPTS_IN =
      "{metadata: {annotations: {workloadplacement.io/traffic-pattern: Steady}}, spec: {selector: {a: b}}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a Service without annotations | null | {metadata: {}, spec: {}} | false",
        "a Service with annotations of others | null | {metadata: {annotations: {example.com/mode: Auto}}, spec: {}} | false",
        "an annotation that counts for a placement of a person | {metadata: {}, spec: {}} | {metadata: {annotations: {workloadplacement.io/protocol: HTTP1}}, spec: {}} | true",
        "what the operator writes on its own Services | null | {metadata: {annotations: {workloadplacement.io/applied: a}}, spec: {}} | false",
        "a key without a value | {metadata: {}, spec: {}} | {metadata: {annotations: {workloadplacement.io/mode: ''}}, spec: {}} | true",
        "a new Service that opts in | null | OPTS_IN | true",
        "the annotation is added | {metadata: {}, spec: {selector: {a: b}}} | OPTS_IN | true",
        "it is written as it was | OPTS_IN | OPTS_IN | false",
        "another tool annotates | OPTS_IN | {metadata: {annotations: {workloadplacement.io/traffic-pattern: Steady, other.io/x: y}}, spec: {selector: {a: b}}} | false",
        "a value changes | OPTS_IN | {metadata: {annotations: {workloadplacement.io/traffic-pattern: Bursty}}, spec: {selector: {a: b}}} | true",
        "a key is added | OPTS_IN | {metadata: {annotations: {workloadplacement.io/traffic-pattern: Steady, workloadplacement.io/mode: Pinned}}, spec: {selector: {a: b}}} | true",
        "a key goes | {metadata: {annotations: {workloadplacement.io/traffic-pattern: Steady, workloadplacement.io/mode: Recommend}}, spec: {selector: {a: b}}} | OPTS_IN | true",
        "the selector changes | OPTS_IN | {metadata: {annotations: {workloadplacement.io/traffic-pattern: Steady}}, spec: {selector: {a: c}}} | true",
        "the selector goes | OPTS_IN | {metadata: {annotations: {workloadplacement.io/traffic-pattern: Steady}}, spec: {}} | true",
        "a port changes, and may say another protocol | OPTS_IN | {metadata: {annotations: {workloadplacement.io/traffic-pattern: Steady}}, spec: {selector: {a: b}, ports: [{port: 1}]}} | true",
        "a label changes | OPTS_IN | {metadata: {labels: {a: b}, annotations: {workloadplacement.io/traffic-pattern: Steady}}, spec: {selector: {a: b}}} | true",
        "the status changes | OPTS_IN | {metadata: {annotations: {workloadplacement.io/traffic-pattern: Steady}}, spec: {selector: {a: b}}, status: {a: b}} | false",
        "the opt-in goes | OPTS_IN | {metadata: {}, spec: {selector: {a: b}}} | true",
        "it is deleted | OPTS_IN | null | true",
        "one that does not opt in is deleted | {metadata: {annotations: {workloadplacement.io/mode: Auto}}, spec: {}} | null | false",
        "a label of one that does not opt in | {metadata: {}, spec: {}} | {metadata: {labels: {a: b}}, spec: {}} | false",
      })
  void servicesAreAskedAboutWhereTheyAskForSomethingElse(
      String when, String before, String after, boolean asked) throws Exception {
    assertThat(isAsked("services", before, after)).as(when).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a new placement | null | {metadata: {}, spec: {workloadRef: {name: a}}} | true",
        "its labels change | {metadata: {}, spec: {a: 1}} | {metadata: {labels: {a: b}}, spec: {a: 1}} | true",
        "its labels go | {metadata: {labels: {a: b}}, spec: {a: 1}} | {metadata: {}, spec: {a: 1}} | true",
        "its annotations change | {metadata: {}, spec: {a: 1}} | {metadata: {annotations: {a: b}}, spec: {a: 1}} | true",
        "its owners change | {metadata: {}, spec: {a: 1}} | {metadata: {ownerReferences: [{uid: a}]}, spec: {a: 1}} | true",
        "a finalizer goes | {metadata: {finalizers: [a]}, spec: {a: 1}} | {metadata: {}, spec: {a: 1}} | true",
        "it is written as it was | {metadata: {generation: 1}, spec: {a: 1}} | {metadata: {generation: 2}, spec: {a: 1}} | false",
        "it is deleted | {metadata: {}, spec: {a: 1}} | null | true",
        "its spec changes | {metadata: {}, spec: {a: 1}} | {metadata: {}, spec: {a: 2}} | true",
      })
  void placementsAreAskedAboutWhereWhatRunsMayChange(
      String when, String before, String after, boolean asked) throws Exception {
    assertThat(isAsked("workloadplacements", before, after)).as(when).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "it changes | {metadata: {}, spec: {}, status: {a: 1}} | {metadata: {}, spec: {}, status: {a: 2}} | true",
        "it goes | {metadata: {}, spec: {}, status: {a: 1}} | {metadata: {}, spec: {}} | true",
        "it is written as it was | {metadata: {}, spec: {}, status: {a: 1}} | {metadata: {}, spec: {}, status: {a: 1}} | false",
      })
  void statusesAreAskedAboutWhereTheyChange(String when, String before, String after, boolean asked)
      throws Exception {
    assertThat(isAsked("workloadplacements/status", before, after)).as(when).isEqualTo(asked);
  }

  private static boolean isAsked(String resource, String before, String after) throws Exception {
    JsonNode conditions =
        KubernetesObjects.folder("config/admission")
            .only("ValidatingAdmissionPolicy")
            .at("/spec/matchConditions");
    assertThat(conditions).isNotEmpty();
    Map<String, Object> variables = new HashMap<>();
    variables.put("object", plain(after));
    variables.put("oldObject", plain(before));
    String[] parts = resource.split("/");
    variables.put(
        "request",
        Map.of(
            "resource",
            Map.of("resource", parts[0]),
            "subResource",
            parts.length > 1 ? parts[1] : ""));
    for (JsonNode condition : conditions) {
      Object holds =
          CEL.createProgram(CEL.compile(condition.get("expression").asText()).getAst())
              .eval(variables);
      if (!Boolean.TRUE.equals(holds)) {
        return false;
      }
    }
    return true;
  }

  private static Object plain(String yaml) throws Exception {
    if (yaml.equals("null")) {
      return NullValue.NULL_VALUE;
    }
    return JSON.convertValue(
        new YAMLMapper().readTree(yaml.replace("OPTS_IN", OPTS_IN)),
        new TypeReference<Map<String, Object>>() {});
  }
}
