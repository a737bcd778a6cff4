package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose pods are: a ReplicaSet has a name that changes from day to day, and belongs to a Deployment
 * or to a Rollout that people know.
 */
public final class PodOwners {

  private static final String REPLICA_SET = "ReplicaSet";

  private final KubernetesClient client;
  private final Map<String, Optional<OwnerReference>> ofReplicaSets = new HashMap<>();

  private PodOwners(KubernetesClient client) {
    this.client = client;
  }

  /** Pods of a namespace, each with the owner of its ReplicaSet, where that has one. */
  public static List<Pod> resolved(List<Pod> pods, KubernetesClient client) {
    PodOwners owners = new PodOwners(client);
    return pods.stream().map(owners::resolved).toList();
  }

  private Pod resolved(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(owner -> owner.getKind().equals(REPLICA_SET))
        .findFirst()
        .flatMap(
            owner ->
                ofReplicaSets.computeIfAbsent(
                    owner.getName(), name -> owner(pod.getMetadata().getNamespace(), name)))
        .map(
            owner ->
                new PodBuilder(pod).editMetadata().withOwnerReferences(owner).endMetadata().build())
        .orElse(pod);
  }

  private Optional<OwnerReference> owner(String namespace, String replicaSet) {
    try {
      return Optional.ofNullable(
              client.apps().replicaSets().inNamespace(namespace).withName(replicaSet).get())
          .flatMap(set -> set.getMetadata().getOwnerReferences().stream().findFirst());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
