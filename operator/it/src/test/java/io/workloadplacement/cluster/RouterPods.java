package io.workloadplacement.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The router's pods, as its administrators treat them. */
final class RouterPods {

  private static final String NAME = "workload-placement-router";
  private static final String DEPLOYMENT = "deployment/" + NAME;

  private final TestClusterCommand lab;
  private final KubernetesClient client;

  RouterPods(TestClusterCommand lab, KubernetesClient client) {
    this.lab = lab;
    this.client = client;
  }

  /** Those that are not to end. */
  List<Pod> pods() {
    return client
        .pods()
        .inNamespace(RealCluster.OPERATOR_NAMESPACE)
        .withLabel("app.kubernetes.io/name", NAME)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** As a drained node does. */
  void deleteOnePod() {
    client.resource(pods().get(0)).delete();
  }

  /** As a failed node does. */
  void killOnePod() {
    client.resource(pods().get(0)).withGracePeriod(0).delete();
  }

  void scale(int replicas) {
    in("scale", DEPLOYMENT, "--replicas=" + replicas);
    isReady();
  }

  void rollOver() {
    in("rollout", "restart", DEPLOYMENT);
    isReady();
  }

  void isReady() {
    in("rollout", "status", DEPLOYMENT, "--timeout=300s");
  }

  /** As draining their nodes does. */
  void evictAll() {
    for (Pod pod : pods()) {
      RealCluster.until(
          Duration.ofMinutes(3),
          () ->
              client
                  .pods()
                  .inNamespace(RealCluster.OPERATOR_NAMESPACE)
                  .withName(pod.getMetadata().getName())
                  .evict());
    }
    isReady();
  }

  /** Waits until so many of them, and none that has gone, serve the address. */
  void serves(String placement, int count) {
    RealCluster.until(
        Duration.ofMinutes(2),
        () -> {
          Set<String> addresses = addresses(placement);
          return addresses.size() == count
              && addresses.equals(
                  pods().stream()
                      .map(pod -> pod.getStatus().getPodIP())
                      .collect(Collectors.toSet()));
        });
  }

  /** Those that the address has as endpoints. */
  Set<String> addresses(String placement) {
    EndpointSlice slice =
        client
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace("shop")
            .withName(placement + "-router")
            .get();
    return slice == null
        ? Set.of()
        : slice.getEndpoints().stream()
            .flatMap(endpoint -> endpoint.getAddresses().stream())
            .collect(Collectors.toSet());
  }

  private void in(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("-n", RealCluster.OPERATOR_NAMESPACE));
    lab.kubectl(line.toArray(String[]::new));
  }
}
