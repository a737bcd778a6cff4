package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadRef;
import io.workloadplacement.decision.Selectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one Deployment whose pods a Service selects.
 *
 * @param deployment present where there is exactly one, and it can be adopted
 * @param problems why there is none, each with the way out
 */
record ServiceBackend(Optional<Deployment> deployment, List<ServiceProblem> problems) {

  private static final int MOST_NAMES = 3;

  static ServiceBackend of(Service service, AnnotatedService.Surroundings surroundings) {
    Map<String, String> selector = service.getSpec().getSelector();
    if ("ExternalName".equals(service.getSpec().getType())) {
      return none(
          ServiceProblem.inVain(
              "the Service is of type ExternalName and has no pods",
              "annotate the Service of the Deployment instead"));
    }
    if ("None".equals(service.getSpec().getClusterIP())) {
      return none(
          ServiceProblem.inVain(
              "the Service is headless (clusterIP: None), so callers reach pods past it",
              "annotate a Service with a cluster IP, or make one"));
    }
    if (selector == null || selector.isEmpty()) {
      return none(
          ServiceProblem.of(
              "the Service has no spec.selector", "write one that selects the Deployment's pods"));
    }
    List<Deployment> found =
        surroundings.deployments().stream()
            .filter(deployment -> labels(deployment).entrySet().containsAll(selector.entrySet()))
            .toList();
    if (found.isEmpty()) {
      return none(withoutDeployment(selector, surroundings.pods()));
    }
    if (found.size() > 1) {
      return none(
          ServiceProblem.of(
              "spec.selector (%s) selects the pods of several Deployments, %s"
                  .formatted(text(selector), names(found)),
              "add a label that only one of them has"));
    }
    Deployment deployment = found.get(0);
    List<ServiceProblem> problems = new ArrayList<>();
    others(selector, deployment, surroundings.pods()).ifPresent(problems::add);
    taken(service, deployment, surroundings.placements()).ifPresent(problems::add);
    return new ServiceBackend(Optional.of(deployment).filter(one -> problems.isEmpty()), problems);
  }

  private static ServiceBackend none(ServiceProblem problem) {
    return new ServiceBackend(Optional.empty(), List.of(problem));
  }

  private static ServiceProblem withoutDeployment(Map<String, String> selector, List<Pod> pods) {
    List<Pod> selected = selected(selector, pods).toList();
    if (selected.isEmpty()) {
      return ServiceProblem.of(
          "no Deployment has pods with the labels of spec.selector (%s)".formatted(text(selector)),
          "correct the selector, or create the Deployment");
    }
    return selected.stream()
            .flatMap(pod -> owner(pod).stream())
            .anyMatch(ServiceBackend::isDeployment)
        ? ServiceProblem.of(
            "spec.selector (%s) selects %s by labels that the template of the Deployment does not have"
                .formatted(text(selector), describe(selected)),
            "select by those that it has")
        : ServiceProblem.inVain(
            "spec.selector (%s) selects %s, and only a Deployment can be placed"
                .formatted(text(selector), describe(selected)),
            "remove the annotations, or annotate the Service of a Deployment");
  }

  private static Map<String, String> labels(Deployment deployment) {
    var metadata = deployment.getSpec().getTemplate().getMetadata();
    return metadata == null || metadata.getLabels() == null ? Map.of() : metadata.getLabels();
  }

  /** Pods that the Service selects too, although they are not the Deployment's. */
  private static Optional<ServiceProblem> others(
      Map<String, String> selector, Deployment deployment, List<Pod> pods) {
    LabelSelector own = deployment.getSpec().getSelector();
    List<Pod> others =
        selected(selector, pods)
            .filter(pod -> !Selectors.matches(own, podLabels(pod)) || isOfOthers(pod, deployment))
            .toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ServiceProblem.of(
                "spec.selector (%s) selects %s beside the pods of Deployment '%s'"
                    .formatted(
                        text(selector), describe(others), deployment.getMetadata().getName()),
                "add a label that only the Deployment's pods have"));
  }

  /** A controller leaves the pods of another one alone, whatever their labels are. */
  private static boolean isOfOthers(Pod pod, Deployment deployment) {
    return owner(pod)
        .filter(owner -> !owner.getKind().equals("ReplicaSet"))
        .filter(
            owner ->
                !isDeployment(owner) || !owner.getName().equals(deployment.getMetadata().getName()))
        .isPresent();
  }

  private static boolean isDeployment(OwnerReference owner) {
    return owner.getKind().equals("Deployment");
  }

  private static Optional<OwnerReference> owner(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream().findFirst();
  }

  private static Stream<Pod> selected(Map<String, String> selector, List<Pod> pods) {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> podLabels(pod).entrySet().containsAll(selector.entrySet()));
  }

  private static Map<String, String> podLabels(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
  }

  /** Pods by what they belong to, as their own names change from day to day. */
  private static String describe(List<Pod> pods) {
    List<String> owners =
        pods.stream()
            .map(
                pod ->
                    owner(pod)
                        .map(
                            owner ->
                                "the pods of %s '%s'".formatted(owner.getKind(), owner.getName()))
                        .orElse("pod '" + pod.getMetadata().getName() + "'"))
            .distinct()
            .sorted()
            .toList();
    return owners.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
        + (owners.size() > MOST_NAMES ? " and more" : "");
  }

  /** A Deployment can have one placement; the one that is there first keeps it. */
  private static Optional<ServiceProblem> taken(
      Service service, Deployment deployment, List<WorkloadPlacement> placements) {
    String name = deployment.getMetadata().getName();
    Optional<String> renderer =
        deployment.getMetadata().getOwnerReferences().stream()
            .filter(owner -> owner.getApiVersion().startsWith(WorkloadPlacement.GROUP + "/"))
            .map(OwnerReference::getName)
            .findFirst();
    boolean placed =
        placements.stream().anyMatch(p -> p.getMetadata().getName().equals(nameOf(service)));
    Optional<String> adopter =
        placements.stream()
            .filter(placement -> !placed)
            .filter(placement -> placement.getSpec() != null)
            .filter(
                placement -> {
                  WorkloadRef adopted = placement.getSpec().workloadRef();
                  return adopted != null && name.equals(adopted.name());
                })
            .map(ServiceBackend::nameOf)
            .findFirst();
    return renderer
        .or(() -> adopter)
        .map(
            placement ->
                ServiceProblem.inVain(
                    "Deployment '%s' is already managed by WorkloadPlacement '%s'"
                        .formatted(name, placement),
                    "remove the annotations here, or that placement"));
  }

  private static String nameOf(HasMetadata object) {
    return object.getMetadata().getName();
  }

  private static String names(List<Deployment> deployments) {
    return deployments.stream()
            .map(ServiceBackend::nameOf)
            .sorted()
            .limit(MOST_NAMES)
            .collect(Collectors.joining(", "))
        + (deployments.size() > MOST_NAMES ? " and more" : "");
  }

  private static String text(Map<String, String> selector) {
    return selector.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .sorted()
        .collect(Collectors.joining(","));
  }
}
