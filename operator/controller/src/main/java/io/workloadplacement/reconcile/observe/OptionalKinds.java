package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.workloadplacement.reconcile.workload.AdoptionContext;
import java.net.HttpURLConnection;
import java.util.List;

/** What an adoption touches upon that not every cluster has; it is read, and not watched. */
final class OptionalKinds {

  private static final ResourceDefinitionContext VERTICAL_AUTOSCALER =
      namespaced("autoscaling.k8s.io", "v1", "verticalpodautoscalers", "VerticalPodAutoscaler");
  private static final ResourceDefinitionContext HTTP_ROUTE =
      namespaced("gateway.networking.k8s.io", "v1", "httproutes", "HTTPRoute");

  private OptionalKinds() {}

  /** The same neighbours, with those of the cluster's optional kinds. */
  static AdoptionContext with(AdoptionContext known, String namespace, KubernetesClient client) {
    return new AdoptionContext(
        known.deployment(),
        known.service(),
        known.autoscalers(),
        list(VERTICAL_AUTOSCALER, namespace, client),
        known.ingresses(),
        list(HTTP_ROUTE, namespace, client),
        known.placements());
  }

  private static ResourceDefinitionContext namespaced(
      String group, String version, String plural, String kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withPlural(plural)
        .withKind(kind)
        .withNamespaced(true)
        .build();
  }

  /** A kind that is not there, or that may not be read, bears upon nothing. */
  private static List<GenericKubernetesResource> list(
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
