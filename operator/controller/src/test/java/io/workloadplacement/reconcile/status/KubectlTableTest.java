package io.workloadplacement.reconcile.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What {@code kubectl get wp} shows of every state. After a change that is meant: {@code
 * -Ddocs.update=true} writes the table of docs/status.md anew, and the diff is to be read.
 */
class KubectlTableTest {

  private static final Path ROOT = Path.of(System.getProperty("repository.root"));
  private static final Path PAGE = ROOT.resolve("docs/status.md");
  private static final String BEGIN = "<!-- states: begin -->\n";
  private static final String END = "<!-- states: end -->";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern OF_CONDITION =
      Pattern.compile("\\.status\\.conditions\\[\\?\\(@\\.type==\"(\\w+)\"\\)]\\.(\\w+)");

  @Test
  void theTableOfTheDocumentationIsWhatKubectlShows() throws IOException {
    String page = Files.readString(PAGE);
    String before = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
    String after = page.substring(page.indexOf(END));
    String shown = before + table() + after;
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(PAGE, shown);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(shown);
  }

  private static String table() throws IOException {
    Map<String, String> columns = columns();
    StringBuilder table = new StringBuilder("| | " + String.join(" | ", columns.keySet()) + " |\n");
    table.append("|---".repeat(columns.size() + 1)).append("|\n");
    for (Map.Entry<String, WorkloadPlacement> state : PlacementStates.shown().entrySet()) {
      JsonNode status = JSON.valueToTree(state.getValue().getStatus());
      List<String> cells = new ArrayList<>();
      columns.values().forEach(path -> cells.add(value(status, path)));
      table.append("| %s | %s |%n".formatted(state.getKey(), String.join(" | ", cells)));
    }
    return table.toString();
  }

  /** The columns of the definition that are shown without -o wide, but for the age. */
  private static Map<String, String> columns() throws IOException {
    JsonNode definition =
        new YAMLMapper()
            .readTree(ROOT.resolve("crds/workloadplacements.workloadplacement.io.yaml").toFile());
    Map<String, String> columns = new LinkedHashMap<>();
    for (JsonNode column : definition.at("/spec/versions/0/additionalPrinterColumns")) {
      if (column.path("priority").asInt() == 0 && !"date".equals(column.path("type").asText())) {
        columns.put(column.get("name").asText(), column.get("jsonPath").asText());
      }
    }
    return columns;
  }

  private static String value(JsonNode status, String path) {
    Matcher condition = OF_CONDITION.matcher(path);
    if (!condition.matches()) {
      return status.at(path.replaceFirst("^\\.status", "").replace('.', '/')).asText();
    }
    for (JsonNode one : status.path("conditions")) {
      if (one.path("type").asText().equals(condition.group(1))) {
        return one.path(condition.group(2)).asText();
      }
    }
    return "";
  }
}
