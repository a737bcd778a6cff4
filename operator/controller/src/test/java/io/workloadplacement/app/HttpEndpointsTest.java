package io.workloadplacement.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.workloadplacement.observability.Health;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEndpointsTest {

  private final AtomicReference<Health> liveness = new AtomicReference<>(new Health(true, "alive"));
  private final AtomicReference<Health> readiness =
      new AtomicReference<>(new Health(true, "leading"));
  private final HttpEndpoints endpoints =
      HttpEndpoints.start(Optional.empty(), 0, liveness::get, readiness::get, () -> "up 1.0\n");
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    endpoints.close();
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + endpoints.port() + path))
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void metricsAreServedInTheFormatThatPrometheusExpects() throws Exception {
    HttpResponse<String> response = send("GET", "/metrics");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("up 1.0\n");
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(
            type -> assertThat(type).matches("(?i)text/plain; version=0\\.0\\.4; charset=utf-8"));
  }

  @Test
  void aCheckThatPassesSaysWhatTheOperatorDoes() throws Exception {
    assertThat(send("GET", "/healthz/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = send("GET", "/healthz/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("leading\n");
  }

  @Test
  void aCheckThatFailsSaysWhatIsWrong() throws Exception {
    liveness.set(new Health(false, "the informer of workloadplacements has died"));
    readiness.set(new Health(false, "waiting for the API server"));

    HttpResponse<String> live = send("GET", "/healthz/live");
    assertThat(live.statusCode()).isEqualTo(503);
    assertThat(live.body()).isEqualTo("the informer of workloadplacements has died\n");
    HttpResponse<String> ready = send("GET", "/healthz/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("waiting for the API server\n");
  }

  @Test
  void aHeadRequestGetsTheStatusWithoutABody() throws Exception {
    readiness.set(new Health(false, "waiting"));

    HttpResponse<String> response = send("HEAD", "/healthz/ready");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metricsandmore", "/healthz", "/healthz/live/x"})
  void anyOtherPathIsNotFound(String path) throws Exception {
    assertThat(send("GET", path).statusCode()).isEqualTo(404);
  }

  @Test
  void aQueryChangesNothing() throws Exception {
    assertThat(send("GET", "/healthz/ready?verbose").statusCode()).isEqualTo(200);
  }

  @Test
  void aRestartTakesThePortAgainWhileOldConnectionsLinger() throws Exception {
    int port = endpoints.port();
    try (Socket kept = new Socket("localhost", port)) {
      kept.getOutputStream()
          .write("GET /healthz/live HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      assertThat(kept.getInputStream().read()).isEqualTo('H');
      // The side that closes first keeps the connection in TIME_WAIT, for a minute.
      endpoints.close();

      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreException(ConfigurationException.class)
          .untilAsserted(
              () -> {
                try (HttpEndpoints restarted =
                    HttpEndpoints.start(
                        Optional.empty(), port, liveness::get, readiness::get, () -> "up 1.0\n")) {
                  assertThat(restarted.port()).isEqualTo(port);
                }
              });
    }
  }

  @Test
  void aProbeByAnyHostNameIsAnswered() throws Exception {
    try (Socket socket = new Socket("localhost", endpoints.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /healthz/live HTTP/1.1\r\nHost: 10.1.2.3:8080\r\nConnection: close\r\n\r\n"
                  .getBytes(US_ASCII));

      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 200 OK")
          .endsWith("alive\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE"})
  void otherMethodsAreNotAllowed(String method) throws Exception {
    HttpResponse<String> response = send(method, "/metrics");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @Test
  void aCheckThatBreaksIsAnErrorAndTheNextOneIsAnsweredAgain() throws Exception {
    HttpEndpoints broken =
        HttpEndpoints.start(
            Optional.empty(),
            0,
            () -> {
              throw new IllegalStateException("no answer");
            },
            readiness::get,
            () -> "");
    try (broken) {
      URI base = URI.create("http://localhost:" + broken.port());
      HttpRequest live = HttpRequest.newBuilder(base.resolve("/healthz/live")).build();
      HttpRequest ready = HttpRequest.newBuilder(base.resolve("/healthz/ready")).build();

      assertThat(client.send(live, BodyHandlers.ofString()).statusCode()).isEqualTo(500);
      assertThat(client.send(ready, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_header_without_end_is_cut_off_before_it_costs_memory() throws Exception {
    try (Socket socket = new Socket("localhost", endpoints.port())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write("GET /healthz/live HTTP/1.1\r\nX-Long: ".getBytes(US_ASCII));
      byte[] chunk = "x".repeat(8192).getBytes(US_ASCII);

      assertThatThrownBy(
              () -> {
                for (int sent = 0; sent < 16_000; sent++) {
                  out.write(chunk);
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(send("GET", "/healthz/live").statusCode()).isEqualTo(200);
  }

  @Test
  void headers_without_number_are_cut_off() throws Exception {
    try (Socket socket = new Socket("localhost", endpoints.port())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write("GET /healthz/live HTTP/1.1\r\n".getBytes(US_ASCII));
      byte[] header = "X: y\r\n".repeat(1000).getBytes(US_ASCII);

      assertThatThrownBy(
              () -> {
                for (int sent = 0; sent < 16_000; sent++) {
                  out.write(header);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_client_that_sends_a_byte_a_second_is_cut_off_after_ten() throws Exception {
    long begun = System.nanoTime();
    try (Socket socket = new Socket("localhost", endpoints.port())) {
      OutputStream out = socket.getOutputStream();
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                try {
                  out.write('G');
                  return false;
                } catch (IOException e) {
                  return true;
                }
              });
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(8));
  }

  @Test
  void thousands_of_half_open_requests_cost_few_threads_and_leave_room_for_a_probe()
      throws Exception {
    List<Socket> halfOpen = new ArrayList<>();
    try {
      for (int i = 0; i < 2000; i++) {
        Socket socket = new Socket("localhost", endpoints.port());
        halfOpen.add(socket);
        socket.getOutputStream().write("GET /metrics HTTP/1.1\r\n".getBytes(US_ASCII));
      }

      assertThat(send("GET", "/healthz/live").statusCode()).isEqualTo(200);
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().startsWith("HTTP-worker"))
          .hasSizeLessThan(200);
    } finally {
      for (Socket socket : halfOpen) {
        socket.close();
      }
    }
  }

  @Test
  void it_can_be_served_to_this_machine_alone() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (HttpEndpoints local =
        HttpEndpoints.start(
            Optional.of(loopback), 0, liveness::get, readiness::get, () -> "up 1.0\n")) {
      new Socket(loopback, local.port()).close();
      InetAddress other = InetAddress.getByName("127.0.0.2");

      assertThatThrownBy(() -> new Socket(other, local.port()).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void an_address_of_another_machine_is_refused_with_a_way_out() throws Exception {
    Optional<InetAddress> elsewhere = Optional.of(InetAddress.getByName("203.0.113.1"));

    assertThatThrownBy(
            () -> HttpEndpoints.start(elsewhere, 0, liveness::get, readiness::get, () -> ""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "HTTP_ADDRESS=203.0.113.1 is no address of this machine. Choose one that is, or 0.0.0.0"
                + " for all.");
  }

  @Test
  void aPortThatIsTakenIsRefusedWithAWayOut() {
    int taken = endpoints.port();

    assertThatThrownBy(
            () ->
                HttpEndpoints.start(
                    Optional.empty(), taken, liveness::get, readiness::get, () -> ""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "HTTP_PORT="
                + taken
                + " is taken by another process. Choose another port, or 0 for any free one.");
  }
}
