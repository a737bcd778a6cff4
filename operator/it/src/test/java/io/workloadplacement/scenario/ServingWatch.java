package io.workloadplacement.scenario;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Looks, after every write of an operator and before that write is answered, whether callers of a
 * placement's address reach a side that serves.
 */
final class ServingWatch implements AutoCloseable {

  private final ScenarioCluster cluster;
  private final ClientTraffic traffic;
  private final ScenarioNamespace namespace;
  private final String placement;
  private final String deployment;
  private final String slice;
  private final AtomicInteger looks = new AtomicInteger();
  private final List<String> gaps = new CopyOnWriteArrayList<>();
  private final Consumer<ClientTraffic.Write> listener = this::look;

  ServingWatch(ScenarioCluster cluster, ScenarioNamespace namespace, String placement) {
    this(cluster, namespace, placement, placement);
  }

  /** Watches a placement over a Deployment of another name. */
  ServingWatch(
      ScenarioCluster cluster, ScenarioNamespace namespace, String placement, String deployment) {
    this(placement + "-router", cluster, namespace, placement, deployment);
  }

  /** Watches callers of the Service to which a slice adds the router. */
  static ServingWatch by(
      String slice,
      ScenarioCluster cluster,
      ScenarioNamespace namespace,
      String placement,
      String deployment) {
    return new ServingWatch(slice, cluster, namespace, placement, deployment);
  }

  private ServingWatch(
      String slice,
      ScenarioCluster cluster,
      ScenarioNamespace namespace,
      String placement,
      String deployment) {
    this.slice = slice;
    this.deployment = deployment;
    this.cluster = cluster;
    this.traffic = cluster.traffic();
    this.namespace = namespace;
    this.placement = placement;
    traffic.listen(listener);
  }

  /** The writes after which no side served. */
  List<String> gaps() {
    return gaps;
  }

  /** How often it looked: without a single look there is no proof. */
  int looks() {
    return looks.get();
  }

  private void look(ClientTraffic.Write write) {
    if (write.isOfOperator() && write.isIn(namespace.name)) {
      looks.incrementAndGet();
      // A side that began to serve between two looks makes the first look stale, hence the third.
      if (!deploymentServes() && !knativeServes() && !deploymentServes()) {
        gaps.add(slice + ": " + write.method() + " " + write.path());
      }
    }
  }

  private boolean deploymentServes() {
    return namespace
        .get(Deployment.class, deployment)
        .map(Deployment::getStatus)
        .filter(status -> Objects.requireNonNullElse(status.getAvailableReplicas(), 0) > 0)
        .isPresent();
  }

  private boolean knativeServes() {
    return (gatewayServes() || routerServes())
        && namespace
            .get(Service.class, placement + "-kn")
            .map(Service::getStatus)
            .filter(status -> status.getLatestReadyRevisionName() != null)
            .isPresent();
  }

  private boolean gatewayServes() {
    return namespace.slice(placement + "-gateway").isPresent()
        && namespace
            .get(Ingress.class, placement)
            .map(Ingress::getStatus)
            .filter(
                status ->
                    status.getConditions().stream()
                        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus())))
            .isPresent();
  }

  /** Every endpoint of it answers: kube-proxy tries no other. */
  private boolean routerServes() {
    return namespace
        .slice(slice)
        .filter(
            found ->
                found.getEndpoints().stream()
                    .flatMap(endpoint -> endpoint.getAddresses().stream())
                    .noneMatch(
                        pod ->
                            cluster
                                .server()
                                .routed(pod, found.getPorts().get(0).getPort())
                                .isEmpty()))
        .isPresent();
  }

  @Override
  public void close() {
    traffic.forget(listener);
  }
}
