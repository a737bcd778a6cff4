package io.workloadplacement.app;

import io.workloadplacement.reconcile.observe.RouterConnection;
import io.workloadplacement.reconcile.observe.RouterFacts;
import io.workloadplacement.router.ListenerPorts;
import io.workloadplacement.router.RouterTable;
import io.workloadplacement.router.XdsServer;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The operator's side of the router: what that is to serve, and where it asks for it.
 *
 * @param connection what the reconcilers know of it
 */
record RouterSide(RouterConnection connection, XdsServer server) implements AutoCloseable {

  /**
   * Begins to serve the router; empty where the settings name none.
   *
   * @param works whether this operator leads, and knows the cluster
   * @throws ConfigurationException if it is not known in which namespace the router is, or the port
   *     is taken
   */
  static Optional<RouterSide> of(
      Configuration configuration, Instant startedAt, BooleanSupplier works) {
    return configuration
        .routerService()
        .map(
            service -> {
              RouterTable table = new RouterTable(startedAt);
              RouterConnection connection =
                  new RouterConnection(
                      configuration.podNamespace().orElseThrow(RouterSide::noNamespace),
                      service,
                      table,
                      new ListenerPorts(),
                      RouterFacts.Drain.DEFAULT,
                      works);
              return new RouterSide(connection, serve(configuration, table));
            });
  }

  private static XdsServer serve(Configuration configuration, RouterTable table) {
    try {
      return new XdsServer(configuration.xdsPort(), table);
    } catch (UncheckedIOException e) {
      throw new ConfigurationException(
          "XDS_PORT=%d cannot be served: %s. Take another port."
              .formatted(configuration.xdsPort(), e.getMessage()),
          e);
    }
  }

  private static ConfigurationException noNamespace() {
    return new ConfigurationException(
        "POD_NAMESPACE is not set: the pods behind ROUTER_SERVICE are looked for there. Set POD_NAMESPACE, or leave out ROUTER_SERVICE.",
        null);
  }

  @Override
  public void close() {
    server.close();
  }
}
