package io.workloadplacement.reconcile.observe;

import io.fabric8.knative.internal.networking.v1alpha1.HTTPIngressPath;
import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.knative.internal.networking.v1alpha1.IngressBackendSplit;
import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.rendering.Names;
import io.workloadplacement.router.RouterAddress.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where Knative sends the requests for a Knative Service, as the Ingress says that it made for it:
 * the Services of the Revisions, each with its share and with the headers by which the activator
 * knows which Revision is meant.
 */
final class KnativeUpstreams {

  private static final String CLUSTER_LOCAL = "ClusterLocal";
  private static final String HEADLESS = "None";

  private KnativeUpstreams() {}

  /**
   * The Revisions that serve a placement.
   *
   * @return empty while they are not known
   */
  static List<Upstream> of(WorkloadPlacement placement, KnativeWatches.Caches caches) {
    String namespace = placement.getMetadata().getNamespace();
    return caches
        .of(Ingress.class)
        .get(new ResourceID(Names.knativeService(placement), namespace))
        .map(
            ingress ->
                of(
                    ingress,
                    service ->
                        caches
                            .of(Service.class)
                            .get(new ResourceID(service, namespace))
                            .map(found -> found.getSpec().getClusterIP())))
        .orElse(List.of());
  }

  /**
   * The Revisions of an Ingress.
   *
   * @param clusterIp finds the cluster IP of a Service of the Ingress's namespace
   * @return empty while one of the Services is not known, or has no cluster IP
   */
  static List<Upstream> of(Ingress ingress, Function<String, Optional<String>> clusterIp) {
    List<Upstream> upstreams = new ArrayList<>();
    for (HTTPIngressPath path : path(ingress).stream().toList()) {
      for (IngressBackendSplit split : path.getSplits()) {
        int share = split.getPercent() == null ? 100 : split.getPercent();
        if (share == 0) {
          continue;
        }
        Optional<String> host =
            clusterIp.apply(split.getServiceName()).filter(KnativeUpstreams::isAddress);
        if (host.isEmpty() || split.getServicePort().getIntVal() == null) {
          return List.of();
        }
        upstreams.add(
            new Upstream(
                host.get(), split.getServicePort().getIntVal(), share, headers(path, split)));
      }
    }
    return List.copyOf(upstreams);
  }

  private static boolean isAddress(String clusterIp) {
    return !clusterIp.isEmpty() && !clusterIp.equals(HEADLESS);
  }

  /** For calls from within the cluster that do not ask for a tag. */
  private static Optional<HTTPIngressPath> path(Ingress ingress) {
    return ingress.getSpec().getRules().stream()
        .filter(rule -> CLUSTER_LOCAL.equals(rule.getVisibility()))
        .filter(rule -> rule.getHosts().stream().anyMatch(host -> isOf(ingress, host)))
        .flatMap(rule -> rule.getHttp().getPaths().stream())
        .filter(path -> path.getHeaders() == null || path.getHeaders().isEmpty())
        .findFirst();
  }

  private static boolean isOf(Ingress ingress, String host) {
    return host.equals(
        ingress.getMetadata().getName() + "." + ingress.getMetadata().getNamespace());
  }

  private static Map<String, String> headers(HTTPIngressPath path, IngressBackendSplit split) {
    Map<String, String> headers = new TreeMap<>();
    Optional.ofNullable(path.getAppendHeaders()).ifPresent(headers::putAll);
    Optional.ofNullable(split.getAppendHeaders()).ifPresent(headers::putAll);
    return headers;
  }
}
