package io.workloadplacement.reconcile.status;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.reconcile.Observed;
import io.workloadplacement.reconcile.migration.MigrationState;
import io.workloadplacement.reconcile.migration.Migrations;
import io.workloadplacement.reconcile.plan.Plan;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    for (Map.Entry<String, WorkloadPlacementStatus> state : states().entrySet()) {
      JsonNode status = JSON.valueToTree(state.getValue());
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

  private static Map<String, WorkloadPlacementStatus> states() {
    Map<String, WorkloadPlacementStatus> states = new LinkedHashMap<>();
    states.put("Just created", WorkloadPlacementStatus.of(-1L).build());
    states.put("A Deployment starts", rollingOut(DEPLOYMENT).told());
    states.put("A Deployment serves", onDeployment(DEPLOYMENT).told());
    states.put("Its rollout fails", Observed.pinnedTo(DEPLOYMENT).deployment(FAILED, 0).told());
    states.put("Knative starts", rollingOut(KNATIVE).told());
    states.put("Knative serves", Observed.pinnedTo(KNATIVE).servingKnative().told());
    states.put(
        "Knative reports a failure", Observed.pinnedTo(KNATIVE).knativeService("False").told());
    states.put(
        "It migrates to Knative",
        Observed.pinnedTo(KNATIVE).availableDeployment().knativeService("Unknown").told());
    states.put(
        "Knative serves, and the Deployment drains",
        Observed.pinnedTo(KNATIVE).servingKnative().availableDeployment().told());
    states.put(
        "It migrates to a Deployment",
        Observed.pinnedTo(DEPLOYMENT).servingKnative().deployment("ReplicaSetUpdated", 0).told());
    states.put("A migration waits for its turn", waiting(WaitReason.QUEUED));
    states.put("A migration was rolled back", waiting(WaitReason.ROLLED_BACK));
    states.put("Stability holds it", waiting(WaitReason.HELD));
    states.put("Mode Recommend", waiting(WaitReason.RECOMMEND));
    states.put("Knative is not installed", waiting(WaitReason.KNATIVE_ABSENT));
    states.put("Callers did not reach Knative", waiting(WaitReason.FELL_BACK));
    states.put("Its policy is broken", waiting(WaitReason.POLICY_BROKEN));
    states.put("It is deleted, and the Deployment is given back", deleted());
    states.put(
        "The spec says what cannot be", stopped(PlacementProblem.invalid("spec", "no port")));
    states.put("A name is taken", stopped(PlacementProblem.conflict("Service", "checkout")));
    states.put(
        "The API server refuses a manifest",
        stopped(PlacementProblem.rejected("Deployment", "checkout", "quota")));
    states.put("The operator cannot finish, at first", retrying());
    return states;
  }

  private static final String FAILED = "ProgressDeadlineExceeded";

  private static Observed rollingOut(Target side) {
    return side == DEPLOYMENT
        ? Observed.pinnedTo(DEPLOYMENT).deployment("ReplicaSetUpdated", 0)
        : Observed.pinnedTo(KNATIVE).knativeService("Unknown");
  }

  private static Observed onDeployment(Target wanted) {
    return Observed.pinnedTo(wanted).availableDeployment();
  }

  private static WorkloadPlacementStatus waiting(WaitReason why) {
    Observed observed = onDeployment(KNATIVE);
    return told(observed, observed.decision().waiting(DEPLOYMENT, why, Optional.empty()));
  }

  private static WorkloadPlacementStatus deleted() {
    Observed observed = onDeployment(KNATIVE);
    return told(
        observed,
        observed
            .decision()
            .ofDeletedPlacement()
            .waiting(DEPLOYMENT, WaitReason.RELEASED, Optional.empty()));
  }

  private static WorkloadPlacementStatus told(Observed observed, Decision decision) {
    MigrationState state = Migrations.unhindered(observed.observation(), decision);
    return composer(observed.placement)
        .placed(Plan.of(state, "cluster.local"), state, "cluster.local");
  }

  private static WorkloadPlacementStatus stopped(PlacementProblem problem) {
    Observed observed = onDeployment(DEPLOYMENT);
    observed.status(observed.told());
    return composer(observed.placement).stopped(problem, Optional.empty());
  }

  private static WorkloadPlacementStatus retrying() {
    return composer(Observed.pinnedTo(DEPLOYMENT).placement).retrying("the API server is away");
  }

  private static StatusComposer composer(WorkloadPlacement placement) {
    return new StatusComposer(placement, Observed.NOW);
  }
}
