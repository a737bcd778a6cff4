package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WatchRequestsTest extends ClusterTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static String map(String name, String label) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %s, labels: {team: %s}}
        """
        .formatted(name, label);
  }

  private String version() {
    return api.get(CONFIG_MAPS).at("/metadata/resourceVersion").asText();
  }

  /** The events of a watch, as lines, until it ends. */
  private CompletableFuture<List<JsonNode>> watch(String query) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(cluster.url() + CONFIG_MAPS + "?watch=true&timeoutSeconds=1&" + query))
            .build();
    return HttpClient.newHttpClient()
        .sendAsync(request, HttpResponse.BodyHandlers.ofLines())
        .thenApply(HttpResponse::body)
        .thenApply(lines -> lines.map(WatchRequestsTest::read).toList());
  }

  private static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> told(List<JsonNode> events) {
    return events.stream()
        .map(
            event -> event.path("type").asText() + " " + event.at("/object/metadata/name").asText())
        .toList();
  }

  @Test
  void aWatchFromAVersionTellsWhatCameAfterIt() {
    api.create(CONFIG_MAPS, map("before", "a"));
    String from = version();
    api.create(CONFIG_MAPS, map("after", "a"));
    api.delete(CONFIG_MAPS + "/before");

    assertThat(told(watch("resourceVersion=" + from).join()))
        .containsExactly("ADDED after", "DELETED before");
  }

  @Test
  void aWatchWithoutAVersionBeginsWithWhatIsThere() {
    api.create(CONFIG_MAPS, map("one", "a"));

    assertThat(told(watch("").join())).contains("ADDED one");
  }

  @Test
  void anObjectThatStopsToMatchIsGoneForTheWatchAndOneThatBeginsToIsNew() {
    api.create(CONFIG_MAPS, map("leaves", "a"));
    api.create(CONFIG_MAPS, map("joins", "b"));
    String from = version();
    api.patch(CONFIG_MAPS + "/leaves", ApiClient.MERGE, "{metadata: {labels: {team: b}}}");
    api.patch(CONFIG_MAPS + "/joins", ApiClient.MERGE, "{metadata: {labels: {team: a}}}");

    assertThat(told(watch("labelSelector=team%3Da&resourceVersion=" + from).join()))
        .containsExactly("DELETED leaves", "ADDED joins");
  }

  @Test
  void aVersionThatIsForgottenIsGone() {
    String from = version();
    api.create(CONFIG_MAPS, map("one", "a"));
    cluster.compact();

    JsonNode event = watch("resourceVersion=" + from).join().get(0);

    assertThat(event.path("type").asText()).isEqualTo("ERROR");
    assertThat(event.at("/object/code").asInt()).isEqualTo(410);
    assertThat(event.at("/object/reason").asText()).isEqualTo("Expired");
  }

  @Test
  void aStreamedListEndsWithAMarkedBookmark() {
    api.create(CONFIG_MAPS, map("one", "a"));

    List<JsonNode> events =
        watch("sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan")
            .join();

    JsonNode bookmark = events.get(events.size() - 1);
    assertThat(told(events)).contains("ADDED one");
    assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
    assertThat(bookmark.at("/object/metadata/annotations/k8s.io~1initial-events-end").asText())
        .isEqualTo("true");
  }

  @Test
  void anInterceptorCanLoseAnEventAnswerInPlaceAndDropTheAnswerAfterTheCommit() {
    String from = version();
    cluster.intercept(
        new Interceptor() {
          @Override
          public Optional<Answer> before(Request request) {
            return request.isWrite() && request.path().endsWith("/refused")
                ? Optional.of(Answer.refusal(429, "TooManyRequests", "later"))
                : Optional.empty();
          }

          @Override
          public Optional<Answer> after(Request request, int code) {
            return request.isWrite() && request.path().endsWith("/lost")
                ? Optional.of(Answer.dropped())
                : Optional.empty();
          }

          @Override
          public boolean delivers(Request watch, String type, JsonNode object) {
            return !object.at("/metadata/name").asText().equals("unseen");
          }
        });

    assertThat(api.delete(CONFIG_MAPS + "/refused").code()).isEqualTo(429);
    Stream.of("unseen", "lost").forEach(name -> api.create(CONFIG_MAPS, map(name, "a")));
    assertThat(CompletableFuture.runAsync(() -> api.delete(CONFIG_MAPS + "/lost")))
        .failsWithin(Duration.ofSeconds(10));

    assertThat(told(watch("resourceVersion=" + from).join()))
        .containsExactly("ADDED lost", "DELETED lost");
  }

  @Test
  void aWatchEndsWithTheDefinitionOfItsResource() {
    cluster.installKnative();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(cluster.url() + KNATIVE_SERVICES + "?watch=true"))
            .build();
    CompletableFuture<HttpResponse<String>> watch =
        HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());

    cluster.removeKnative();

    assertThat(watch).succeedsWithin(Duration.ofSeconds(20));
    assertThat(api.get(KNATIVE_SERVICES).code()).isEqualTo(404);
  }
}
