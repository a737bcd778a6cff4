package io.workloadplacement.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.workloadplacement.router.RouterAddress.Upstream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The real Envoy, whose path {@code ENVOY} names, on this machine, which follows a table. */
@Tag("cluster")
@TestInstance(Lifecycle.PER_CLASS)
abstract class OnEnvoy {

  static final String POD = "127.0.0.1";
  final RouterTable table = new RouterTable(Instant.now());

  XdsServer xds;
  EnvoyProcess envoy;

  private final List<AutoCloseable> resources = new ArrayList<>();

  @BeforeAll
  void startEnvoy(@TempDir Path directory) throws Exception {
    String binary = System.getenv("ENVOY");
    assumeTrue(binary != null, "ENVOY is not set");
    xds = new XdsServer(0, table);
    table.open();
    envoy = EnvoyProcess.start(Path.of(binary), directory, POD, xds.port()).ready();
  }

  @AfterAll
  void stopEnvoy() {
    if (envoy != null) {
      envoy.close();
      xds.close();
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
  }

  <T extends AutoCloseable> T closed(T resource) {
    resources.add(resource);
    return resource;
  }

  RawUpstream saying(String text) throws IOException {
    return closed(RawUpstream.saying(text));
  }

  RawClient connect(RouterAddress address) throws IOException {
    return closed(new RawClient(address.port()));
  }

  static Upstream to(int port, int weight, Map<String, String> headers) {
    return new Upstream(POD, port, weight, headers);
  }

  static RouterAddress address(String name, int port, Upstream... upstreams) {
    return new RouterAddress("shop", name, port, true, List.of(upstreams));
  }

  RouterAddress address(String name, RawUpstream upstream) throws IOException {
    return serving(address(name, freePort(), to(upstream.port(), 1, Map.of())));
  }

  static RouterAddress drained(RouterAddress address) {
    return new RouterAddress(
        address.namespace(), address.name(), address.port(), false, address.upstreams());
  }

  /** Sets an address and waits until Envoy has accepted it. */
  RouterAddress serving(RouterAddress address) {
    table.set(address);
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(
            () ->
                assertThat(table.acceptedBy(POD, address.namespace(), address.name()))
                    .contains(address));
    return address;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
