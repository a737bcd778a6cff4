package io.workloadplacement.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches the Deployments and pods of a namespace and remembers when what happened. */
final class ReplicaRecorder implements AutoCloseable {

  /** Replicas from a moment on, in milliseconds since 1970. */
  record Change(long at, String deployment, int wanted, int ready) {

    boolean sameReplicas(Change other) {
      return wanted == other.wanted && ready == other.ready;
    }
  }

  /** What becomes of a pod, in milliseconds since 1970; 0 for what has not happened. */
  record PodLife(String name, long created, long ready, long leaves, long gone) {}

  private final List<Change> changes = new CopyOnWriteArrayList<>();
  private final Map<String, PodLife> pods = new ConcurrentHashMap<>();
  private final List<AutoCloseable> informers = new ArrayList<>();

  ReplicaRecorder(KubernetesClient client, String namespace) {
    informers.add(
        client
            .apps()
            .deployments()
            .inNamespace(namespace)
            .inform(
                new ResourceEventHandler<Deployment>() {
                  @Override
                  public void onAdd(Deployment deployment) {
                    replicas(deployment);
                  }

                  @Override
                  public void onUpdate(Deployment before, Deployment deployment) {
                    replicas(deployment);
                  }

                  @Override
                  public void onDelete(Deployment deployment, boolean unknown) {
                    changes.add(new Change(now(), deployment.getMetadata().getName(), 0, 0));
                  }
                }));
    informers.add(
        client
            .pods()
            .inNamespace(namespace)
            .inform(
                new ResourceEventHandler<Pod>() {
                  @Override
                  public void onAdd(Pod pod) {
                    lives(pod, 0);
                  }

                  @Override
                  public void onUpdate(Pod before, Pod pod) {
                    lives(pod, 0);
                  }

                  @Override
                  public void onDelete(Pod pod, boolean unknown) {
                    lives(pod, now());
                  }
                }));
  }

  private void replicas(Deployment deployment) {
    Integer ready =
        deployment.getStatus() == null ? null : deployment.getStatus().getReadyReplicas();
    changes.add(
        new Change(
            now(),
            deployment.getMetadata().getName(),
            Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1),
            Objects.requireNonNullElse(ready, 0)));
  }

  private void lives(Pod pod, long gone) {
    boolean ready =
        pod.getStatus().getConditions().stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    boolean leaves = pod.getMetadata().getDeletionTimestamp() != null;
    long now = now();
    pods.merge(
        pod.getMetadata().getUid(),
        new PodLife(pod.getMetadata().getName(), now, ready ? now : 0, leaves ? now : 0, gone),
        (first, later) ->
            new PodLife(
                first.name(),
                first.created(),
                first.ready() == 0 ? later.ready() : first.ready(),
                first.leaves() == 0 ? later.leaves() : first.leaves(),
                later.gone()));
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  /** What is wanted of each Deployment now. */
  Map<String, Change> latest() {
    Map<String, Change> latest = new TreeMap<>();
    changes.forEach(change -> latest.put(change.deployment(), change));
    return latest;
  }

  /** Changes of the Deployment whose name begins so: what was there at the start, and all later. */
  List<Change> changes(String prefix, long start) {
    List<Change> kept = new ArrayList<>();
    for (Change change : changes) {
      if (!change.deployment().startsWith(prefix)) {
        continue;
      }
      if (!kept.isEmpty() && kept.get(kept.size() - 1).sameReplicas(change)) {
        continue;
      }
      if (change.at() < start) {
        kept.clear();
      }
      kept.add(change);
    }
    return kept;
  }

  List<PodLife> pods() {
    return List.copyOf(pods.values());
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable informer : informers) {
      informer.close();
    }
  }
}
