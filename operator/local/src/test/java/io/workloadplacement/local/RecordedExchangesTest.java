package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exchanges with kube-apiserver 1.36.3, recorded and sent again in the same order: the local server
 * answers alike. What differs from run to run (uids, versions, times, addresses) and the status
 * that controllers write are left out on both sides, and faults are compared in any order.
 */
class RecordedExchangesTest extends ClusterTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> VARYING =
      Set.of(
          "uid",
          "resourceVersion",
          "creationTimestamp",
          "time",
          "lastTransitionTime",
          "lastUpdateTime",
          "deletionTimestamp",
          "clusterIP",
          "clusterIPs");

  @ParameterizedTest
  @ValueSource(
      strings = {"built-in-types", "kept-types", "custom-resources", "apply-and-patch", "owners"})
  void theLocalServerAnswersAsTheRecordedOneDid(String recording) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("recorded/" + recording + ".json")) {
      for (JsonNode exchange : JSON.readTree(in)) {
        String request =
            exchange.path("method").asText()
                + " "
                + exchange.path("path").asText()
                + " "
                + exchange.path("body");
        ApiClient.Answer answer =
            new ApiClient(cluster.url())
                .send(
                    exchange.path("method").asText(),
                    exchange.path("path").asText(),
                    exchange.path("contentType").asText(),
                    exchange.has("body") ? exchange.path("body").toString() : "");

        assertThat(answer.code()).as(request).isEqualTo(exchange.path("code").asInt());
        assertThat(answer.warnings()).as(request).isEqualTo(texts(exchange.path("warnings")));
        JsonNode expected = exchange.path("answer");
        assertThat(comparable(answer.body())).as(request).isEqualTo(comparable(expected));
      }
    }
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static JsonNode comparable(JsonNode answer) {
    String kind = answer.path("kind").asText();
    if (kind.equals("CustomResourceDefinition")) {
      return JSON.createObjectNode().set("name", answer.at("/metadata/name"));
    }
    if (kind.equals("Status") && answer.at("/details").has("causes")) {
      ObjectNode faults = JSON.createObjectNode();
      faults.set("causes", causes(answer));
      return faults.path("causes").size() == 1
          ? faults.put("message", answer.path("message").asText())
          : faults;
    }
    if (kind.equals("Status") && answer.path("message").asText().contains("precondition (")) {
      return answer.path("reason");
    }
    ObjectNode stable = (ObjectNode) withoutVarying(answer);
    if (kind.equals("Deployment")) {
      stable.remove("status");
      ((ObjectNode) stable.path("metadata")).remove("annotations");
    }
    if (kind.equals("Scale")) {
      ((ObjectNode) stable.path("status")).remove("replicas");
    }
    if (kind.equals("Event")) {
      ((ObjectNode) stable.path("metadata")).remove("managedFields");
      stable.remove(List.of("source", "deprecatedSource"));
    }
    return stable;
  }

  private static JsonNode causes(JsonNode status) {
    ArrayNode sorted = JSON.createArrayNode();
    StreamSupport.stream(status.at("/details/causes").spliterator(), false)
        .distinct()
        .sorted(Comparator.comparing(JsonNode::toString))
        .forEach(sorted::add);
    return sorted;
  }

  /** Entries of managed fields are in the order of their times; other lists keep theirs. */
  private static String manager(JsonNode item) {
    return item.path("manager").asText()
        + item.path("operation").asText()
        + item.path("subresource").asText();
  }

  private static JsonNode withoutVarying(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode kept = JSON.createObjectNode();
      object
          .properties()
          .forEach(
              entry -> {
                boolean empty = entry.getKey().equals("details") && entry.getValue().isEmpty();
                if (!VARYING.contains(entry.getKey()) && !entry.getValue().isNull() && !empty) {
                  kept.set(entry.getKey(), withoutVarying(entry.getValue()));
                }
              });
      return kept;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode kept = JSON.createArrayNode();
      StreamSupport.stream(array.spliterator(), false)
          .filter(item -> !item.path("manager").asText().startsWith("kube-"))
          .sorted(Comparator.comparing(RecordedExchangesTest::manager))
          .forEach(item -> kept.add(withoutVarying(item)));
      return kept;
    }
    return node;
  }
}
