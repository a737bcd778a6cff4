package io.workloadplacement.reconcile.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row: what we state, what the API server shows. */
class DriftTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "the same value                      | {a: 1}                                  | {a: 1}",
        "fields that the server added        | {a: 1}                                  | {a: 1, b:"
            + " 2}",
        "a quantity in its canonical form    | {cpu: '1000m'}                          | {cpu:"
            + " '1'}",
        "memory in another unit              | {memory: 1024Mi}                        | {memory:"
            + " 1Gi}",
        "a zero that the server leaves out   | {initialDelaySeconds: 0, path: /}       | {path: /}",
        "an empty list that is left out      | {env: [], name: a}                      | {name: a}",
        "an empty object that is left out    | {resources: {limits: {}}, name: a}      | {name: a}",
        "elements that others put in between | {env: [{name: a, value: x}]}            | {env:"
            + " [{name: z, value: y}, {name: a, value: x}]}",
        "a number written as a string        | {port: 8080}                            | {port:"
            + " '8080'}",
        "a defaulted field of a field source | {fieldRef: {fieldPath: a}}              | {fieldRef:"
            + " {fieldPath: a, apiVersion: v1}}",
        "annotations of others               | {annotations: {ours: a}}                |"
            + " {annotations: {ours: a, theirs: b}}",
      })
  void is_no_drift(String what, String desired, String actual) {
    assertThat(Drift.between(yaml(desired), yaml(actual))).as(what).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "another value                       | {a: 1}                             | {a: 2}",
        "a field that went                   | {a: 1}                             | {}",
        "another quantity                    | {cpu: '1000m'}                     | {cpu: '2'}",
        "an element that went                | {env: [{name: a}, {name: b}]}      | {env: [{name:"
            + " a}]}",
        "an element that changed             | {env: [{name: a, value: x}]}       | {env: [{name:"
            + " a, value: y}]}",
        "an address that changed             | {endpoints: [{addresses: [10.1.0.9]}]} | {endpoints:"
            + " [{addresses: [10.1.0.8]}]}",
        "an argument more                    | {args: [a]}                        | {args: [a, b]}",
        "free text that only looks like one  | {env: [{name: a, value: '1000m'}]} | {env: [{name:"
            + " a, value: '1'}]}",
        "a zero that became something        | {weight: 0}                        | {weight: 5}",
        "a false that became true            | {hostNetwork: false}               | {hostNetwork:"
            + " true}",
      })
  void is_drift(String what, String desired, String actual) {
    assertThat(Drift.between(yaml(desired), yaml(actual))).as(what).isTrue();
  }

  private static JsonNode yaml(String text) {
    return new ObjectMapper().valueToTree(Serialization.unmarshal("---\n" + text, Map.class));
  }
}
