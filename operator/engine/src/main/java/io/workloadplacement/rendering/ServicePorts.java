package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.workloadplacement.api.v1alpha1.StableService;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which port of a Service counts, where a placement is laid over it. */
public final class ServicePorts {

  private ServicePorts() {}

  /**
   * The port by which callers reach the workload: the one that leads to what {@code
   * spec.service.targetPort} names, else the one of the number {@code spec.service.port} among
   * several, else the first. Where the owner has not {@linkplain #isChosen said} which, the first
   * TCP port.
   *
   * @param service with at least one port
   */
  public static ServicePort counting(WorkloadPlacement placement, Service service) {
    List<ServicePort> ports = service.getSpec().getPorts();
    Optional<ServicePort> chosen =
        chosen(placement)
            .flatMap(
                target ->
                    first(ports, port -> target(port).equals(target) && isAddress(placement, port))
                        .or(() -> first(ports, port -> target(port).equals(target)))
                        .or(() -> first(ports, port -> isAddress(placement, port))));
    return chosen.or(() -> first(ports, ServicePorts::overTcp)).orElseGet(() -> ports.get(0));
  }

  /** Whether the owner has said which port counts, so that nobody needs to guess. */
  static boolean isChosen(WorkloadPlacement placement) {
    return chosen(placement).isPresent();
  }

  /**
   * Whether the owner has said so for all Services of the pods. Of an annotated Service with one
   * port there is no doubt which one counts, but that gives up no port of another Service.
   *
   * @param address the Service at the address, where it is somebody else's
   */
  static boolean isChosenForAll(WorkloadPlacement placement, Optional<Service> address) {
    return isChosen(placement)
        && address
            .filter(service -> AnnotatedService.isGeneratedFrom(service, placement))
            .filter(
                service -> !ServiceAnnotations.all(service).containsKey(ServiceAnnotations.PORT))
            .isEmpty();
  }

  /** The ports that lead elsewhere than the port that counts. */
  static Stream<ServicePort> others(WorkloadPlacement placement, Service service) {
    ServicePort counting = counting(placement, service);
    List<ServicePort> served = ofTheSameTarget(placement, service);
    return service.getSpec().getPorts().stream()
        .filter(port -> !port.equals(counting) && !served.contains(port));
  }

  /** The TCP ports that lead where the port that counts does, that one included. */
  static List<ServicePort> ofTheSameTarget(WorkloadPlacement placement, Service service) {
    IntOrString target = target(counting(placement, service));
    return service.getSpec().getPorts().stream()
        .filter(ServicePorts::overTcp)
        .filter(port -> target(port).equals(target))
        .toList();
  }

  /** The ports at the address that lead to where the pods serve, the port that counts included. */
  static List<ServicePort> ofTheAddress(
      WorkloadPlacement placement, BackingPods pods, Service service) {
    List<ServicePort> counting = ofTheSameTarget(placement, service);
    List<ServicePort> served = pods.served(service);
    return service.getSpec().getPorts().stream()
        .filter(port -> counting.contains(port) || served.contains(port))
        .toList();
  }

  /** The ports at the address that lead elsewhere than the port that counts. */
  static List<ServicePort> besideTheAddress(
      WorkloadPlacement placement, BackingPods pods, Service service) {
    ServicePort counting = counting(placement, service);
    List<ServicePort> served = ofTheAddress(placement, pods, service);
    return pods.others(service).stream()
        .filter(port -> !port.equals(counting) && !served.contains(port))
        .toList();
  }

  /** What a port of a Service leads to: a container's port by number or by name. */
  public static IntOrString target(ServicePort port) {
    return Optional.ofNullable(port.getTargetPort())
        .orElseGet(() -> new IntOrString(port.getPort()));
  }

  static boolean overTcp(ServicePort port) {
    return port.getProtocol() == null || port.getProtocol().equals("TCP");
  }

  /** A port in words for people: its name, where it has one, and its number. */
  static String called(ServicePort port) {
    return port.getName() == null || port.getName().isEmpty()
        ? Integer.toString(port.getPort())
        : "%d ('%s')".formatted(port.getPort(), port.getName());
  }

  static Optional<IntOrString> chosen(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getSpec().service()).map(StableService::targetPort);
  }

  private static boolean isAddress(WorkloadPlacement placement, ServicePort port) {
    return Optional.ofNullable(placement.getSpec().service())
        .map(StableService::port)
        .filter(address -> address.equals(port.getPort()))
        .isPresent();
  }

  private static Optional<ServicePort> first(
      List<ServicePort> ports, Predicate<ServicePort> condition) {
    return ports.stream().filter(ServicePorts::overTcp).filter(condition).findFirst();
  }
}
