package io.workloadplacement.router;

import java.util.List;
import java.util.Optional;

/**
 * The two kinds of resources of which Envoy makes an address. Each has versions of its own, so that
 * a change of the upstreams leaves listeners, and with them the callers' connections, alone.
 */
enum XdsType {
  LISTENERS("type.googleapis.com/envoy.config.listener.v3.Listener") {
    @Override
    Optional<RouterAddress> partOf(RouterAddress address) {
      return Optional.of(address)
          .filter(RouterAddress::listening)
          .map(a -> new RouterAddress(a.namespace(), a.name(), a.port(), true, List.of()));
    }
  },
  CLUSTERS("type.googleapis.com/envoy.config.cluster.v3.Cluster") {
    @Override
    Optional<RouterAddress> partOf(RouterAddress address) {
      return Optional.of(
          new RouterAddress(
              address.namespace(), address.name(), address.port(), false, address.upstreams()));
    }
  };

  private final String url;

  XdsType(String url) {
    this.url = url;
  }

  /** What xDS calls it. */
  String url() {
    return url;
  }

  /** What of an address a resource of this type holds; empty if there is none. */
  abstract Optional<RouterAddress> partOf(RouterAddress address);
}
