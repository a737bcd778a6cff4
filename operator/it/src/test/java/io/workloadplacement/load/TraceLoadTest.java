package io.workloadplacement.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceLoadTest {

  private HttpServer server;

  @BeforeEach
  void answers() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> exchange.sendResponseHeaders(200, -1));
    server.createContext("/wrong", exchange -> exchange.sendResponseHeaders(503, -1));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void requestsAreSentAtTheirMomentsAndToldByTheirNames() throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    long start = System.currentTimeMillis() + 100;
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    TraceLoad.run(
        List.of(
            new TraceLoad.Request(0.3, "late", uri.resolve("/wrong")),
            new TraceLoad.Request(0.1, "early", uri)),
        start,
        new PrintStream(out, true, StandardCharsets.UTF_8));

    // In the order of the answers, which is not always that of the requests.
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().sorted().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("early ");
    assertThat(lines.get(1)).startsWith("late ");
    LoadReport.Sample early = LoadReport.Sample.parse(lines.get(0).substring("early ".length()));
    LoadReport.Sample late = LoadReport.Sample.parse(lines.get(1).substring("late ".length()));
    assertThat(early.at()).isGreaterThanOrEqualTo(start + 95);
    assertThat(early.code()).isEqualTo(200);
    assertThat(late.at()).isGreaterThanOrEqualTo(start + 295);
    assertThat(late.code()).isEqualTo(503);
  }
}
