package io.workloadplacement.cli;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.Ownership;
import io.workloadplacement.rendering.Labels;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.stream.Stream;

/** What the operator made of a placement, found by its controller reference. */
final class RenderedObjects {

  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          Service.class,
          Deployment.class,
          HorizontalPodAutoscaler.class,
          PodDisruptionBudget.class,
          io.fabric8.knative.serving.v1.Service.class,
          Ingress.class,
          EndpointSlice.class);

  private RenderedObjects() {}

  /** The objects, as kind/name. */
  static List<String> of(KubernetesClient client, WorkloadPlacement placement) {
    return KINDS.stream().flatMap(kind -> of(client, placement, kind)).toList();
  }

  private static <T extends HasMetadata> Stream<String> of(
      KubernetesClient client, WorkloadPlacement placement, Class<T> kind) {
    return list(client, placement.getMetadata().getNamespace(), kind)
        .filter(Ownership.of(placement)::covers)
        .map(object -> object.getFullResourceName() + "/" + object.getMetadata().getName());
  }

  /** Knative's kinds may not be there. */
  private static <T extends HasMetadata> Stream<T> list(
      KubernetesClient client, String namespace, Class<T> kind) {
    try {
      return client
          .resources(kind)
          .inNamespace(namespace)
          .withLabel(Labels.MANAGED_BY, Labels.OPERATOR)
          .list()
          .getItems()
          .stream();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Stream.of();
      }
      throw e;
    }
  }
}
