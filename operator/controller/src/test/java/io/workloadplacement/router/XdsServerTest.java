package io.workloadplacement.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.workloadplacement.router.RouterAddress.Upstream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XdsServerTest {

  private static final String LISTENERS = "/v3/discovery:listeners";
  private static final String CLUSTERS = "/v3/discovery:clusters";
  private static final RouterAddress CHECKOUT =
      new RouterAddress(
          "shop", "checkout", 20000, true, List.of(new Upstream("10.96.0.1", 80, 1, Map.of())));

  private final RouterTable table = new RouterTable(Instant.parse("2026-11-30T12:00:00Z"));
  private final XdsServer server = new XdsServer(0, table);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static String request(String node, String version) {
    return "{\"version_info\": \"%s\", \"node\": {\"id\": \"%s\", \"extensions\": [{\"id\": \"x\"}]}}"
        .formatted(version, node);
  }

  @Test
  void a_poll_is_answered_with_the_whole_set_and_the_next_one_with_304() throws Exception {
    table.set(CHECKOUT);
    table.open();

    HttpResponse<String> first = send("POST", LISTENERS, request("10.1.0.5", ""));
    JsonNode set = new JsonMapper().readTree(first.body());
    HttpResponse<String> second =
        send("POST", LISTENERS, request("10.1.0.5", set.get("version_info").textValue()));

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    assertThat(set.get("type_url").textValue())
        .isEqualTo("type.googleapis.com/envoy.config.listener.v3.Listener");
    assertThat(set.get("resources")).hasSize(1);
    assertThat(set.get("resources").get(0).get("name").textValue())
        .isEqualTo("shop/checkout:20000");
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
  }

  @Test
  void clusters_are_polled_in_the_same_way() throws Exception {
    table.set(CHECKOUT);
    table.open();

    JsonNode set =
        new JsonMapper().readTree(send("POST", CLUSTERS, request("10.1.0.5", "")).body());

    assertThat(set.get("type_url").textValue())
        .isEqualTo("type.googleapis.com/envoy.config.cluster.v3.Cluster");
    assertThat(set.get("resources").get(0).get("name").textValue()).isEqualTo("shop/checkout");
  }

  @Test
  void a_pod_listens_in_the_families_of_its_addresses() throws Exception {
    table.set(CHECKOUT);
    table.open();

    assertThat(send("POST", LISTENERS, request("10.1.0.5", "")).body())
        .contains("\"0.0.0.0\"")
        .doesNotContain("\"::\"");
    assertThat(send("POST", LISTENERS, request("fd00::5", "")).body())
        .contains("\"::\"")
        .doesNotContain("\"0.0.0.0\"");
    assertThat(send("POST", LISTENERS, request("10.1.0.6,fd00::6", "")).body())
        .contains("\"0.0.0.0\"", "\"::\"");
  }

  @Test
  void before_it_is_open_and_after_it_is_closed_the_table_is_not_served() throws Exception {
    assertThat(send("POST", LISTENERS, request("10.1.0.5", "")).statusCode()).isEqualTo(503);
    assertThat(send("GET", "/ready", "").statusCode()).isEqualTo(503);

    table.open();
    assertThat(send("POST", LISTENERS, request("10.1.0.5", "")).statusCode()).isEqualTo(200);
    assertThat(send("GET", "/ready", "").statusCode()).isEqualTo(200);

    table.close();
    assertThat(send("POST", LISTENERS, request("10.1.0.5", "")).statusCode()).isEqualTo(503);
    assertThat(send("GET", "/ready", "").statusCode()).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "null",
        "{",
        "{}",
        "{\"node\": 1}",
        "{\"node\": {}}",
        "{\"node\": {\"id\": \"\"}}",
        "{\"node\": {\"id\": 7}}",
        "{\"node\": {\"id\": \"router-0\"}}",
        "{\"node\": {\"id\": \"10.1.0.5,\"}}",
        "{\"node\": {\"id\": \"1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4,1.1.1.5\"}}",
        "{\"node\": {\"id\": \"10.1.0.5\"}",
        "<xml/>",
      })
  void what_is_no_discovery_request_of_a_pod_gets_400(String body) throws Exception {
    table.open();

    HttpResponse<String> response = send("POST", LISTENERS, body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).startsWith("not a DiscoveryRequest: ");
  }

  @Test
  void a_deeply_nested_body_gets_400() throws Exception {
    table.open();

    assertThat(send("POST", LISTENERS, "{\"a\":" + "[".repeat(100_000)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void a_body_beyond_its_bound_gets_413() throws Exception {
    table.open();

    assertThat(send("POST", LISTENERS, " ".repeat(600_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void other_paths_and_methods_are_refused() throws Exception {
    table.open();

    assertThat(send("POST", "/v3/discovery:routes", "{}").statusCode()).isEqualTo(404);
    assertThat(send("GET", LISTENERS, "").statusCode()).isEqualTo(405);
    assertThat(send("POST", "/ready", "").statusCode()).isEqualTo(405);
  }

  @Test
  void callers_that_send_nothing_do_not_keep_the_router_from_polling() throws Exception {
    table.open();
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket
            .getOutputStream()
            .write(
                "POST %s HTTP/1.1\r\nContent-Length: 9\r\n".formatted(LISTENERS).getBytes(UTF_8));
        idle.add(socket);
      }

      assertThat(send("POST", LISTENERS, request("10.1.0.5", "")).statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void a_port_that_is_taken_is_named() {
    assertThatThrownBy(() -> new XdsServer(server.port(), table))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Port %d is taken by another process".formatted(server.port()));
  }
}
