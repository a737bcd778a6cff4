package io.workloadplacement.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Prometheus of its own, with the rules that are shipped, where one is installed. */
final class PrometheusServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final int port;

  private PrometheusServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static boolean isInstalled() {
    try {
      return start(List.of("prometheus", "--version"), ProcessBuilder.Redirect.DISCARD).waitFor()
          == 0;
    } catch (UncheckedIOException absent) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Starts one that scrapes an operator every second.
   *
   * @param target host and port
   * @param folder for its data and its log
   */
  static PrometheusServer scraping(String target, Path folder) {
    try {
      for (String file : List.of("alerts.yaml", "recording-rules.yaml")) {
        new YAMLMapper().writeValue(folder.resolve(file).toFile(), MonitoringQuery.rules(file));
      }
      Files.writeString(
          folder.resolve("prometheus.yaml"),
          """
          global: {scrape_interval: 1s, evaluation_interval: 1s}
          rule_files: [alerts.yaml, recording-rules.yaml]
          scrape_configs:
            - {job_name: operator, static_configs: [{targets: ["%s"]}]}
          """
              .formatted(target));
      int port = freePort();
      PrometheusServer server =
          new PrometheusServer(
              start(
                  List.of(
                      "prometheus",
                      "--config.file=" + folder.resolve("prometheus.yaml"),
                      "--storage.tsdb.path=" + folder.resolve("data"),
                      "--web.listen-address=127.0.0.1:" + port),
                  ProcessBuilder.Redirect.to(folder.resolve("log").toFile())),
              port);
      server.scrapes(folder.resolve("log"));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  private static Process start(List<String> command, ProcessBuilder.Redirect output) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void scrapes(Path log) {
    try {
      await("Prometheus scrapes the operator, see " + log)
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(() -> !ask("workload_placement_leader").at("/data/result").isEmpty());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** A query is one. */
  void accepts(MonitoringQuery query) {
    assertThat(ask(query.text()).get("status").asText()).as(query.toString()).isEqualTo("success");
  }

  /** A query has an answer, once there have been scrapes enough. */
  void answers(MonitoringQuery query) {
    await(query.toString())
        .atMost(PATIENCE)
        .until(() -> !ask(query.text()).at("/data/result").isEmpty());
  }

  private JsonNode ask(String query) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/query"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
            .build();
    try {
      return new ObjectMapper()
          .readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
