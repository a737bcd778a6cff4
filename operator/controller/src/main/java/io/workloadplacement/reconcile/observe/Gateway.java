package io.workloadplacement.reconcile.observe;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The Service of Knative's gateway for cluster-local hosts, as a Knative Ingress names it.
 *
 * @param namespace of the gateway's Service
 * @param name of the gateway's Service
 */
public record Gateway(String namespace, String name) {

  /**
   * Names that the known ingress implementations give to the plain-text port of their cluster-local
   * Service.
   */
  private static final List<String> PORT_NAMES = List.of("http2", "http");

  /**
   * Where the gateway listens.
   *
   * @param addresses of its ready pods, sorted
   * @param port on which those pods accept cluster-local hosts
   */
  public record Endpoints(List<String> addresses, int port) {}

  /** The gateway that serves an Ingress, once its controller has said so. */
  static Optional<Gateway> of(Ingress ingress) {
    return Optional.ofNullable(ingress.getStatus())
        .map(status -> status.getPrivateLoadBalancer())
        .filter(balancer -> !balancer.getIngress().isEmpty())
        .map(balancer -> balancer.getIngress().get(0).getDomainInternal())
        .map(domain -> domain.split("\\."))
        .filter(labels -> labels.length > 2)
        .map(labels -> new Gateway(labels[1], labels[0]));
  }

  /**
   * The ready pods behind the gateway's Service, from that Service's own slices; empty while there
   * is none.
   */
  static Optional<Endpoints> endpoints(Collection<EndpointSlice> slices) {
    TreeSet<String> addresses = new TreeSet<>();
    Integer port = null;
    for (EndpointSlice slice : slices) {
      Optional<Integer> slicePort = plainTextPort(slice);
      if (slicePort.isEmpty()) {
        continue;
      }
      port = slicePort.get();
      slice.getEndpoints().stream()
          .filter(Gateway::serves)
          .forEach(e -> addresses.addAll(e.getAddresses()));
    }
    return addresses.isEmpty() || port == null
        ? Optional.empty()
        : Optional.of(new Endpoints(List.copyOf(addresses), port));
  }

  private static boolean serves(Endpoint endpoint) {
    return endpoint.getConditions() == null
        || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
  }

  private static Optional<Integer> plainTextPort(EndpointSlice slice) {
    for (String name : PORT_NAMES) {
      for (EndpointPort port : slice.getPorts()) {
        if (name.equals(port.getName())) {
          return Optional.ofNullable(port.getPort());
        }
      }
    }
    return slice.getPorts().size() == 1
        ? Optional.ofNullable(slice.getPorts().get(0).getPort())
        : Optional.empty();
  }
}
