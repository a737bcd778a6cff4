package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.workloadplacement.reconcile.object.OptionalKinds;
import io.workloadplacement.reconcile.workload.AdoptionContext;
import java.net.HttpURLConnection;
import java.util.List;

/** Objects of the {@linkplain OptionalKinds optional kinds}; they are read, and not watched. */
final class OptionalObjects {

  private OptionalObjects() {}

  /** The same neighbours, with those of the cluster's optional kinds. */
  static AdoptionContext with(AdoptionContext known, String namespace, KubernetesClient client) {
    return new AdoptionContext(
        known.deployment(),
        known.service(),
        known.autoscalers(),
        list(OptionalKinds.VERTICAL_AUTOSCALER, namespace, client),
        known.ingresses(),
        list(OptionalKinds.HTTP_ROUTE, namespace, client),
        known.placements());
  }

  /** A kind that is not there, or that may not be read, bears upon nothing. */
  static List<GenericKubernetesResource> list(
      ResourceDefinitionContext kind, String namespace, KubernetesClient client) {
    try {
      return client.genericKubernetesResources(kind).inNamespace(namespace).list().getItems();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
          && e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      return List.of();
    }
  }
}
