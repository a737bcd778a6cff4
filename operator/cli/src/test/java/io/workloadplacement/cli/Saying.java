package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is said of a placement, or of a Service that gets none.
 *
 * @param refusal why it is not carried out; empty where it is
 */
record Saying(
    String target,
    String reason,
    String message,
    List<Blocker> blockers,
    List<String> notes,
    String refusal) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Saying of(DecisionStatus decision, String refusal) {
    return new Saying(
        decision.target().toString(),
        decision.reason(),
        decision.message(),
        decision.blockers(),
        decision.notes(),
        refusal);
  }

  static Saying refusal(String words) {
    return new Saying("", "", "", List.of(), List.of(), words);
  }

  /** What {@code plan} says, by the names of placements and Services. */
  static Map<String, Saying> planned(PlanRun run) throws IOException {
    Map<String, Saying> planned = new TreeMap<>();
    for (JsonNode placement : run.placements()) {
      planned.put(
          placement.get("name").asText(),
          of(
              JSON.treeToValue(placement, DecisionStatus.class),
              placement.at("/refusals/0").asText("")));
    }
    for (String fault : run.errors()) {
      // file:line:column: document n, Kind name: what is wrong
      String[] parts = fault.split(": ", 3);
      planned.put(
          parts[1].substring(parts[1].lastIndexOf(' ') + 1),
          refusal(parts[2].replace("metadata.annotations.", "")));
    }
    assertThat(planned).isNotEmpty();
    return planned;
  }
}
