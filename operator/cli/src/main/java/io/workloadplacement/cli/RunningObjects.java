package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import io.workloadplacement.reconcile.preview.ClusterPreview;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What runs in a namespace, as manifests. */
record RunningObjects(KubernetesClient client, String namespace) {

  /** One object; empty where there is none of the name, or the cluster does not know the kind. */
  Optional<ManifestDocument> find(String apiVersion, String kind, String name) {
    try {
      return Optional.ofNullable(
              client
                  .genericKubernetesResources(apiVersion, kind)
                  .inNamespace(namespace)
                  .withName(name)
                  .get())
          .map(found -> document(found, apiVersion, kind));
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
    objects
        .all(HorizontalPodAutoscaler.class)
        .forEach(
            autoscaler ->
                beside.add(document(autoscaler, "autoscaling/v2", "HorizontalPodAutoscaler")));
    return beside;
  }

  private static ManifestDocument document(HasMetadata object, String apiVersion, String kind) {
    ObjectNode content = new KubernetesSerialization().convertValue(object, ObjectNode.class);
    content.put("apiVersion", apiVersion);
    content.put("kind", kind);
    content.remove("status");
    return new ManifestDocument(
        "cluster", 1, content, Map.of("", new ManifestDocument.Position(1, 1)));
  }
}
