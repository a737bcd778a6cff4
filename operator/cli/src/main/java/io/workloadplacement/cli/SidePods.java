package io.workloadplacement.cli;

import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.rendering.Names;
import java.util.Objects;
import java.util.Optional;

/** The pods of both sides of a placement, as far as one may see them. */
final class SidePods {

  private final KubernetesClient client;
  private final String namespace;
  private final String deployment;
  private final String knativeService;

  SidePods(KubernetesClient client, WorkloadPlacement placement) {
    this.client = client;
    this.namespace = placement.getMetadata().getNamespace();
    this.deployment =
        placement.getSpec().workloadRef() == null
            ? Names.deployment(placement)
            : placement.getSpec().workloadRef().name();
    this.knativeService = Names.knativeService(placement);
  }

  /** Both sides in words, such as {@code Deployment 3/3, Knative 1}. */
  String words() {
    return "Deployment " + ofDeployment() + ", Knative " + ofKnative();
  }

  private String ofDeployment() {
    return get(Deployment.class, deployment).map(SidePods::availableOf).orElse("-");
  }

  private static String availableOf(Deployment deployment) {
    Integer available =
        deployment.getStatus() == null ? null : deployment.getStatus().getAvailableReplicas();
    return Objects.requireNonNullElse(available, 0)
        + "/"
        + Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
  }

  private String ofKnative() {
    return get(Service.class, knativeService)
        .map(
            service ->
                Optional.ofNullable(service.getStatus())
                    .map(status -> status.getLatestReadyRevisionName())
                    .flatMap(revision -> get(Revision.class, revision))
                    .map(Revision::getStatus)
                    .map(status -> Objects.requireNonNullElse(status.getActualReplicas(), 0))
                    .orElse(0)
                    .toString())
        .orElse("-");
  }

  /** Without the right to see it, or without Knative, there is nothing to show. */
  private <T extends HasMetadata> Optional<T> get(Class<T> kind, String name) {
    try {
      return Optional.ofNullable(
          client.resources(kind).inNamespace(namespace).withName(name).get());
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }
}
