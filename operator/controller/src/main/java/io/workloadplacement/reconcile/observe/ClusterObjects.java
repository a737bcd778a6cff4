package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The objects of a namespace of a cluster, each kind read once, when it is asked for. */
final class ClusterObjects implements NamespaceObjects {

  private final KubernetesClient client;
  private final String namespace;
  private final ClusterReader reader;
  private final Map<Class<?>, List<? extends HasMetadata>> known = new HashMap<>();

  ClusterObjects(KubernetesClient client, String namespace, ClusterReader reader) {
    this.client = client;
    this.namespace = namespace;
    this.reader = reader;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends HasMetadata> List<T> all(Class<T> kind) {
    return (List<T>) known.computeIfAbsent(kind, any -> list(kind));
  }

  private <T extends HasMetadata> List<T> list(Class<T> kind) {
    return reader.read(
        HasMetadata.getFullResourceName(kind),
        () -> client.resources(kind).inNamespace(namespace).list().getItems(),
        List.of());
  }

  /** A kind that is not there, or that may not be read, bears upon nothing. */
  @Override
  public List<GenericKubernetesResource> all(ResourceDefinitionContext kind) {
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
