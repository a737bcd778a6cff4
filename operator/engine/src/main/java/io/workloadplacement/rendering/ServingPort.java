package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.workloadplacement.api.v1alpha1.StableService;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a pod serves: the only TCP port that its containers declare, else 8080, on the container
 * that declares it or on the first one.
 *
 * @param container index of the serving container in {@code spec.containers}
 * @param number the port, 1..65535
 * @param declared whether the template declares the port itself
 */
public record ServingPort(int container, int number, boolean declared) {

  /** The port of a template that declares none, as on Knative. */
  public static final int DEFAULT = 8080;

  /** Where nobody says it: where Knative takes a template that declares no port. */
  public static final ServingPort ASSUMED = new ServingPort(0, DEFAULT, false);

  /**
   * Finds the serving port of a placement.
   *
   * @param template the placement's own, or that of the Deployment that it adopts
   * @return empty where neither tells it, or no container declares the port that {@code
   *     spec.service.targetPort} names
   */
  public static Optional<ServingPort> of(WorkloadPlacement placement, PodTemplateSpec template) {
    return Optional.ofNullable(placement.getSpec().service())
        .map(StableService::targetPort)
        .map(chosen -> targeted(template, chosen))
        .orElseGet(() -> in(template));
  }

  /**
   * Finds the serving port of a placement that is laid over a Service.
   *
   * @return empty where no container declares the port that the Service targets by name
   */
  public static Optional<ServingPort> of(
      WorkloadPlacement placement, PodTemplateSpec template, Service service) {
    return targeted(template, ServicePorts.target(ServicePorts.counting(placement, service)));
  }

  /**
   * Finds the serving port of a template by itself.
   *
   * @return empty where the template has no container, or declares several ports and none of them
   *     is 8080
   */
  public static Optional<ServingPort> in(PodTemplateSpec template) {
    if (template.getSpec() == null || template.getSpec().getContainers().isEmpty()) {
      return Optional.empty();
    }
    List<ServingPort> declared = declared(template.getSpec().getContainers());
    return switch (declared.size()) {
      case 0 -> Optional.of(ASSUMED);
      case 1 -> Optional.of(declared.get(0));
      default -> declared.stream().filter(port -> port.number == DEFAULT).findFirst();
    };
  }

  /**
   * Finds the port that a Service targets.
   *
   * @param targetPort the Service's target port: a number, or the name of a declared port
   * @return empty where no container declares a port of that name
   */
  public static Optional<ServingPort> targeted(PodTemplateSpec template, IntOrString targetPort) {
    if (template.getSpec() == null || template.getSpec().getContainers().isEmpty()) {
      return Optional.empty();
    }
    List<Container> containers = template.getSpec().getContainers();
    Integer number = targetPort.getIntVal();
    for (int i = 0; i < containers.size(); i++) {
      for (ContainerPort port : containers.get(i).getPorts()) {
        boolean meant =
            number == null
                ? targetPort.getStrVal().equals(port.getName())
                : number.equals(port.getContainerPort());
        if (meant && overTcp(port)) {
          return Optional.of(new ServingPort(i, port.getContainerPort(), true));
        }
      }
    }
    return Optional.ofNullable(number).map(undeclared -> new ServingPort(0, undeclared, false));
  }

  private static List<ServingPort> declared(List<Container> containers) {
    List<ServingPort> found = new ArrayList<>();
    for (int i = 0; i < containers.size(); i++) {
      for (ContainerPort port : containers.get(i).getPorts()) {
        if (port.getContainerPort() != null && overTcp(port)) {
          found.add(new ServingPort(i, port.getContainerPort(), true));
        }
      }
    }
    return found;
  }

  static boolean overTcp(ContainerPort port) {
    return port.getProtocol() == null
        || port.getProtocol().isEmpty()
        || port.getProtocol().equals("TCP");
  }
}
