package io.workloadplacement.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** A real Envoy on this machine, started as the router's pods are. */
final class EnvoyProcess implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final Path adminAddress;
  private final HttpClient client = HttpClient.newHttpClient();

  private EnvoyProcess(Process process, Path log, Path adminAddress) {
    this.process = process;
    this.log = log;
    this.adminAddress = adminAddress;
  }

  static EnvoyProcess start(Path binary, Path directory, String podIp, int xdsPort)
      throws IOException {
    Path bootstrap = directory.resolve("bootstrap.yaml");
    try (InputStream in =
        Objects.requireNonNull(EnvoyProcess.class.getResourceAsStream("bootstrap.yaml"))) {
      String text = new String(in.readAllBytes(), UTF_8);
      Files.writeString(bootstrap, text.replace("XDS_PORT", String.valueOf(xdsPort)));
    }
    Path log = directory.resolve("envoy.log");
    Path adminAddress = directory.resolve("admin");
    Process process =
        new ProcessBuilder(
                binary.toString(),
                "-c",
                bootstrap.toString(),
                "--service-node",
                podIp,
                "--service-cluster",
                "router",
                "--admin-address-path",
                adminAddress.toString(),
                "--disable-hot-restart",
                "--drain-strategy",
                "immediate",
                "--drain-time-s",
                "50",
                "--concurrency",
                "2",
                "--log-level",
                "warning")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new EnvoyProcess(process, log, adminAddress);
  }

  /** Waits until it has taken its first snapshot. */
  EnvoyProcess ready() {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> Files.exists(adminAddress) && "LIVE\n".equals(admin("/ready")));
    return this;
  }

  /** The answer of the admin port, whatever its status. */
  String admin(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://" + Files.readString(adminAddress).strip() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
