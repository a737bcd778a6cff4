package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A router pod's life, by the Envoy that the variable ENVOY names and the bootstrap that is
 * shipped.
 */
class RouterPodOnEnvoyTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private final int http = freePort();
  private final int drain = freePort();
  private final int admin = freePort();

  @TempDir private Path folder;
  private HttpServer operator;
  private Process envoy;

  @BeforeEach
  void start() throws IOException {
    String program = System.getenv("ENVOY");
    assumeTrue(program != null, "the variable ENVOY names no Envoy");
    operator = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    operator.createContext("/ready", exchange -> answer(exchange, 503, ""));
    operator.createContext(
        "/v3/discovery:listeners", exchange -> nothing(exchange, "listener.v3.Listener"));
    operator.createContext(
        "/v3/discovery:clusters", exchange -> nothing(exchange, "cluster.v3.Cluster"));
    operator.start();
    Path bootstrap =
        Files.writeString(
            folder.resolve("envoy.yaml"),
            KubernetesObjects.text(
                    KubernetesObjects.ROOT.resolve("config/router/bootstrap/envoy.yaml"))
                .replace("workload-placement-operator-xds", "localhost")
                .replace("18000", Integer.toString(operator.getAddress().getPort()))
                .replace("9901", Integer.toString(admin))
                .replace("9902", Integer.toString(http))
                .replace("9903", Integer.toString(drain))
                .replace("fixed_delay: 60s", "fixed_delay: 2s"));
    envoy =
        new ProcessBuilder(
                program,
                "--config-path",
                bootstrap.toString(),
                "--service-cluster",
                "router",
                "--service-node",
                "127.0.0.1",
                "--concurrency",
                "1",
                "--disable-hot-restart",
                "--log-level",
                "off")
            .inheritIO()
            .start();
  }

  @AfterEach
  void end() {
    if (envoy != null) {
      envoy.destroyForcibly();
      operator.stop(0);
    }
  }

  @Test
  void is_ready_once_a_leader_has_configured_it_and_not_before() {
    await().atMost(SOON).until(() -> status(admin, "/ready") == 503);
    await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(() -> envoy.isAlive() && status(http, "/ready") == 0);

    leads();

    await().atMost(SOON).until(() -> status(http, "/ready") == 200);
  }

  @Test
  void shows_its_metrics_and_nothing_else_of_its_admin_port() {
    isReady();

    assertThat(status(http, "/stats/prometheus")).isEqualTo(200);
    assertThat(status(http, "/live")).isEqualTo(200);
    assertThat(status(http, "/quitquitquit")).isEqualTo(404);
    assertThat(status(http, "/config_dump")).isEqualTo(404);
    assertThat(status(http, "/drain")).isEqualTo(404);
    assertThat(status(drain, "/quitquitquit")).isEqualTo(404);
    assertThat(post(http, "/ready")).isEqualTo(404);
  }

  @Test
  void asks_callers_to_connect_anew_until_the_kubelet_has_its_answer_and_serves_them_all()
      throws IOException, InterruptedException {
    isReady();
    assertThat(closesConnections()).isFalse();

    CompletableFuture<HttpResponse<String>> drained =
        client.sendAsync(request(drain, "/drain").build(), HttpResponse.BodyHandlers.ofString());

    await().atMost(SOON).until(this::closesConnections);
    assertThat(drained).isNotDone();
    assertThat(status(http, "/ready")).isEqualTo(200);
    assertThat(drained.join().statusCode()).isEqualTo(200);
    await().atMost(SOON).until(() -> !closesConnections());
  }

  private void leads() {
    operator.removeContext("/ready");
    operator.createContext("/ready", exchange -> answer(exchange, 200, ""));
  }

  private void isReady() {
    leads();
    await().atMost(SOON).until(() -> status(http, "/ready") == 200);
  }

  private boolean closesConnections() throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request(http, "/ready").build(), HttpResponse.BodyHandlers.ofString());
    return response.headers().firstValue("connection").filter("close"::equals).isPresent();
  }

  /** 0 where nobody listens. */
  private int status(int port, String path) {
    return status(request(port, path));
  }

  private int post(int port, String path) {
    return status(request(port, path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private int status(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(SOON);
  }

  private static void nothing(HttpExchange exchange, String type) throws IOException {
    answer(
        exchange,
        200,
        "{\"version_info\": \"1\", \"resources\": [], \"type_url\": \"type.googleapis.com/envoy.config."
            + type
            + "\"}");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
