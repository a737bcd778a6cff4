package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Slices that add a proxy to the endpoints of a Service: one of its IPv4 addresses, one of its IPv6
 * addresses, each only where there are any. Sorted, so that the same addresses always give the same
 * slices.
 */
public final class AddressSlices {

  private AddressSlices() {}

  /** The names of both. */
  record Pair(String ipv4, String ipv6) {}

  /**
   * The slices that add the router to a Service of the workload's pods. Each of its ports that
   * leads to where they serve is added: the router does not ask which one a caller chose.
   *
   * @param pods of the workload's Deployment
   * @param service as it is in the cluster: the one at the address, or one beside it
   * @param addresses of the router's pods that serve the address, never cluster IPs
   * @param port of the router at which it serves this very address
   */
  public static List<EndpointSlice> router(
      WorkloadPlacement placement,
      BackingPods pods,
      Service service,
      Collection<String> addresses,
      int port) {
    String name = service.getMetadata().getName();
    return name.equals(Names.stableService(placement))
        ? of(
            placement,
            service,
            new Pair(Names.routerSlice(placement), Names.routerSliceIpv6(placement)),
            addresses,
            ServicePorts.ofTheAddress(placement, pods, service),
            port)
        : of(
            placement,
            service,
            new Pair(
                Names.furtherRouterSlice(placement, name),
                Names.furtherRouterSliceIpv6(placement, name)),
            addresses,
            pods.served(service),
            port);
  }

  static List<EndpointSlice> of(
      WorkloadPlacement placement,
      Service service,
      Pair names,
      Collection<String> addresses,
      List<ServicePort> ports,
      int proxyPort) {
    List<EndpointPort> served = ports.stream().map(port -> served(port, proxyPort)).toList();
    List<String> ipv4 = addresses.stream().filter(address -> !isIpv6(address)).toList();
    List<String> ipv6 = addresses.stream().filter(AddressSlices::isIpv6).toList();
    return Stream.of(
            slice(placement, service, names.ipv4(), "IPv4", ipv4, served),
            slice(placement, service, names.ipv6(), "IPv6", ipv6, served))
        .filter(slice -> !slice.getEndpoints().isEmpty())
        .toList();
  }

  private static EndpointSlice slice(
      WorkloadPlacement placement,
      Service service,
      String name,
      String addressType,
      List<String> addresses,
      List<EndpointPort> ports) {
    return new EndpointSliceBuilder()
        .withMetadata(
            OwnerReferences.metadata(placement, name)
                .addToLabels(Labels.SLICE_SERVICE, service.getMetadata().getName())
                .addToLabels(Labels.SLICE_MANAGED_BY, Labels.OPERATOR)
                .build())
        .withAddressType(addressType)
        .withEndpoints(addresses.stream().distinct().sorted().map(AddressSlices::ready).toList())
        .withPorts(ports)
        .build();
  }

  private static EndpointPort served(ServicePort port, int proxyPort) {
    return new EndpointPortBuilder()
        .withName(port.getName())
        .withAppProtocol(port.getAppProtocol())
        .withPort(proxyPort)
        .withProtocol("TCP")
        .build();
  }

  private static Endpoint ready(String address) {
    return new EndpointBuilder()
        .withAddresses(address)
        .withNewConditions()
        .withReady(true)
        .endConditions()
        .build();
  }

  private static boolean isIpv6(String address) {
    return address.indexOf(':') >= 0;
  }
}
