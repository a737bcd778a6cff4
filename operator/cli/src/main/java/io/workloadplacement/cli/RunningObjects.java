package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import io.workloadplacement.reconcile.preview.ClusterPreview;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What runs in a namespace, as manifests. */
record RunningObjects(KubernetesClient client, String namespace) {

  private static final String SOURCE = "cluster";

  /** One object; empty where there is none of the name, or the cluster does not know the kind. */
  Optional<ManifestDocument> find(String apiVersion, String kind, String name) {
    try {
      return Optional.ofNullable(
              client
                  .genericKubernetesResources(apiVersion, kind)
                  .inNamespace(namespace)
                  .withName(name)
                  .get())
          .map(found -> ManifestDocument.of(found, SOURCE, 1));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The Services and HorizontalPodAutoscalers. */
  List<ManifestDocument> beside() {
    NamespaceObjects objects = new ClusterPreview(client).objects(namespace);
    List<ManifestDocument> beside = new ArrayList<>(AdoptionSurvey.services(objects, namespace));
    objects.all(HorizontalPodAutoscaler.class).stream()
        .map(autoscaler -> ManifestDocument.of(autoscaler, SOURCE, 1))
        .forEach(beside::add);
    return beside;
  }
}
