package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {

  private static final ObjectMapper YAML = new YAMLMapper();

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT119S, 119s",
    "PT2M, 2m",
    "PT9M30S, 9m30s",
    "PT59M59S, 59m",
    "PT2H59M, 179m",
    "PT3H, 3h",
    "PT7H30M, 7h30m",
    "PT47H, 47h",
    "P3DT5H, 3d5h",
    "P20D, 20d",
  })
  void anAgeIsShownAsKubectlShowsIt(Duration age, String shown) {
    assertThat(Tables.text(age)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".status.target | Knative",
        ".status.conditions[?(@.type==\"Ready\")].status | True",
        ".status.conditions[?(@.type=='Ready')].reason | Done",
        ".status.conditions[1].type | Ready",
        ".metadata.labels['serving.example/name'] | web",
        ".metadata.labels['serving\\.example/name'] | web",
        ".metadata.labels.serving\\.example/name | web",
      })
  void aColumnFindsItsValueByJsonPath(String path, String value) throws IOException {
    JsonNode object =
        YAML.readTree(
            """
            metadata: {labels: {serving.example/name: web}}
            status:
              target: Knative
              conditions:
              - {type: Synced, status: "False"}
              - {type: Ready, status: "True", reason: Done}
            """);

    assertThat(JsonPath.parse(path).first(object).asText()).isEqualTo(value);
  }

  @Test
  void aColumnWithoutAValueIsEmpty() throws IOException {
    assertThat(JsonPath.parse(".status.target").first(YAML.readTree("{spec: {}}"))).isNull();
  }
}
