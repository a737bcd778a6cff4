package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.rendering.Names;
import io.workloadplacement.rendering.ServicePorts;
import io.workloadplacement.rendering.ServingPort;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a placement may adopt a Deployment, and where its pods serve. */
final class AdoptionCheck {

  static final String REFERENCE = "spec.workloadRef.name";

  private AdoptionCheck() {}

  static void refuseTaken(
      WorkloadPlacement placement, Deployment deployment, List<WorkloadPlacement> placements) {
    Stream<String> renderer =
        deployment.getMetadata().getOwnerReferences().stream()
            .filter(owner -> owner.getApiVersion().startsWith(WorkloadPlacement.GROUP + "/"))
            .map(owner -> owner.getName());
    Stream<String> adopter =
        placements.stream()
            .filter(other -> other.getSpec() != null && Workloads.isOfOthers(other))
            .filter(other -> Names.deployment(other).equals(Names.deployment(placement)))
            .min(
                Comparator.comparing(
                        (WorkloadPlacement other) -> other.getMetadata().getCreationTimestamp(),
                        Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparing(other -> other.getMetadata().getName()))
            .map(other -> other.getMetadata().getName())
            .filter(first -> !first.equals(placement.getMetadata().getName()))
            .stream();
    Stream.concat(renderer, adopter)
        .findFirst()
        .ifPresent(
            other -> {
              throw new PlacementProblem(
                  PlacementProblem.Kind.CONFLICT,
                  "Deployment '%s' is already managed by WorkloadPlacement '%s'. It is left as it is: delete one of the two placements."
                      .formatted(deployment.getMetadata().getName(), other));
            });
  }

  /** A Service of the placement's name is its address, and has to lead to the Deployment. */
  static void refuseStranger(Service service, Deployment deployment) {
    boolean hasNoAddress =
        "ExternalName".equals(service.getSpec().getType())
            || "None".equals(service.getSpec().getClusterIP());
    if (!selects(deployment, service) || hasNoAddress) {
      throw new PlacementProblem(
          PlacementProblem.Kind.CONFLICT,
          "Service '%s' has the name of the placement's address and %s. It is left as it is: name the placement after the Service of the Deployment, or after none."
              .formatted(
                  service.getMetadata().getName(),
                  hasNoAddress
                      ? "no cluster IP"
                      : "does not select the pods of Deployment '"
                          + deployment.getMetadata().getName()
                          + "'"));
    }
  }

  static boolean selects(Deployment deployment, Service service) {
    Map<String, String> selector = service.getSpec().getSelector();
    return selector != null
        && !selector.isEmpty()
        && labels(deployment).entrySet().containsAll(selector.entrySet());
  }

  static Map<String, String> labels(Deployment deployment) {
    return Optional.ofNullable(deployment.getSpec().getTemplate().getMetadata())
        .map(metadata -> metadata.getLabels())
        .orElse(Map.of());
  }

  static Optional<ServingPort> servingPort(
      WorkloadPlacement placement, Deployment deployment, Optional<Service> service) {
    PodTemplateSpec template = deployment.getSpec().getTemplate();
    return service
        .map(s -> ServingPort.of(placement, template, s))
        .orElseGet(() -> ServingPort.of(placement, template));
  }

  static PlacementProblem noServingPort(
      WorkloadPlacement placement, Deployment deployment, Optional<Service> service) {
    return PlacementProblem.invalid(
        REFERENCE,
        service
            .map(
                s ->
                    "Service '%s' targets the port '%s', which no container of Deployment '%s' declares: declare it there, or target another"
                        .formatted(
                            name(s),
                            ServicePorts.target(ServicePorts.counting(placement, s)).getStrVal(),
                            name(deployment)))
            .orElseGet(
                () ->
                    "Deployment '%s' declares several ports, or not the one of spec.service.targetPort: name there the one that serves, or create a Service '%s' that targets it"
                        .formatted(name(deployment), Names.stableService(placement))));
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }
}
