package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The pods of a workload's Deployment, as Services see them.
 *
 * @param labels by which they are selected
 * @param template with the ports that they declare
 * @param serving where they serve
 */
public record BackingPods(
    Map<String, String> labels, PodTemplateSpec template, ServingPort serving) {

  /** Those of a Deployment of others. */
  public static BackingPods adopted(PodTemplateSpec template, ServingPort serving) {
    Map<String, String> labels =
        template.getMetadata() == null || template.getMetadata().getLabels() == null
            ? Map.of()
            : template.getMetadata().getLabels();
    return new BackingPods(labels, template, serving);
  }

  /** Those of the Deployment that is rendered for a placement with a template. */
  public static BackingPods rendered(WorkloadPlacement placement, ServingPort serving) {
    return new BackingPods(
        renderedLabels(placement), declaring(placement, template(placement), serving), serving);
  }

  /** Whether a Service selects the pods that are rendered for a placement with a template. */
  public static boolean areRenderedFor(WorkloadPlacement placement, Service service) {
    return selects(service, renderedLabels(placement));
  }

  /** The template of a placement that has one. */
  public static PodTemplateSpec template(WorkloadPlacement placement) {
    return Objects.requireNonNull(placement.getSpec().template(), "the schema asks for one of two");
  }

  private static Map<String, String> renderedLabels(WorkloadPlacement placement) {
    Map<String, String> labels =
        new TreeMap<>(PodMetadata.labels(placement, template(placement).getMetadata()));
    labels.putAll(Labels.podSelector(placement));
    return labels;
  }

  /** A port that a template leaves out is declared by the Deployment, by this name. */
  private static PodTemplateSpec declaring(
      WorkloadPlacement placement, PodTemplateSpec template, ServingPort serving) {
    if (serving.declared()
        || template.getSpec() == null
        || template.getSpec().getContainers().isEmpty()) {
      return template;
    }
    Protocol protocol =
        Optional.ofNullable(placement.getSpec().traffic().protocol()).orElse(Protocol.HTTP1);
    return new PodTemplateSpecBuilder(template)
        .editSpec()
        .editContainer(serving.container())
        .addToPorts(
            new ContainerPortBuilder()
                .withName(PortNames.of(protocol))
                .withContainerPort(serving.number())
                .build())
        .endContainer()
        .endSpec()
        .build();
  }

  /**
   * The Services that select them beside the placement's own, by name.
   *
   * @param services of the namespace
   */
  public List<Service> servicesBeside(WorkloadPlacement placement, List<Service> services) {
    Set<String> own = Set.of(Names.stableService(placement), Names.podsService(placement));
    return services.stream()
        .filter(service -> !own.contains(service.getMetadata().getName()))
        .filter(this::areSelectedBy)
        .sorted(Comparator.comparing(service -> service.getMetadata().getName()))
        .toList();
  }

  private boolean areSelectedBy(Service service) {
    return selects(service, labels);
  }

  /** The selector of an ExternalName means nothing. */
  private static boolean selects(Service service, Map<String, String> labels) {
    Map<String, String> selector =
        service.getSpec() == null ? null : service.getSpec().getSelector();
    return selector != null
        && !selector.isEmpty()
        && !"ExternalName".equals(service.getSpec().getType())
        && labels.entrySet().containsAll(selector.entrySet());
  }

  /** Whether a Service that selects them can lead to where they serve by way of a proxy. */
  public boolean canFollow(Service service) {
    return !ServicePortability.isHeadless(service) && !served(service).isEmpty();
  }

  /** The ports of a Service that lead to where they serve. */
  List<ServicePort> served(Service service) {
    return service.getSpec().getPorts().stream()
        .filter(ServicePorts::overTcp)
        .filter(port -> number(port).filter(target -> target == serving.number()).isPresent())
        .toList();
  }

  /** The ports of a Service that lead elsewhere; not those that lead nowhere. */
  List<ServicePort> others(Service service) {
    List<ServicePort> served = served(service);
    return service.getSpec().getPorts().stream()
        .filter(port -> !served.contains(port))
        .filter(port -> !ServicePorts.overTcp(port) || number(port).isPresent())
        .toList();
  }

  /** Where a port of a Service leads, in words for people. */
  String destination(ServicePort port) {
    return ServicePorts.overTcp(port)
        ? number(port).map(String::valueOf).orElseGet(() -> text(port))
        : text(port) + "/" + port.getProtocol();
  }

  private static String text(ServicePort port) {
    IntOrString target = ServicePorts.target(port);
    return target.getIntVal() == null ? target.getStrVal() : target.getIntVal().toString();
  }

  private Optional<Integer> number(ServicePort port) {
    return ServingPort.targeted(template, ServicePorts.target(port)).map(ServingPort::number);
  }
}
