package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadRef;
import java.util.List;

/**
 * The names of everything that is derived from a placement. A placement's name has at most 57
 * characters, so that all of them fit a DNS label.
 */
public final class Names {

  private static final String ROUTER = "-router";
  private static final String ROUTER_IPV6 = "-router-ipv6";

  private Names() {}

  /** The Service with the stable address, for the life of the placement. */
  public static String stableService(WorkloadPlacement placement) {
    return name(placement);
  }

  /** The Service whose endpoints are the Deployment's pods alone. */
  public static String podsService(WorkloadPlacement placement) {
    return name(placement) + "-pods";
  }

  /** The Deployment: the adopted one, or the rendered one. */
  public static String deployment(WorkloadPlacement placement) {
    WorkloadRef adopted = placement.getSpec().workloadRef();
    return adopted == null ? name(placement) : adopted.name();
  }

  /** The HorizontalPodAutoscaler of the Deployment. */
  public static String autoscaler(WorkloadPlacement placement) {
    return name(placement);
  }

  /** The PodDisruptionBudget of the Deployment's pods. */
  public static String disruptionBudget(WorkloadPlacement placement) {
    return name(placement);
  }

  /** The Knative Service, and with it Knative's own Route, Configuration and Ingress. */
  public static String knativeService(WorkloadPlacement placement) {
    return name(placement) + "-kn";
  }

  /** The Knative Ingress that makes the gateway answer for the stable address. */
  public static String route(WorkloadPlacement placement) {
    return name(placement);
  }

  /** The EndpointSlice that adds the Knative gateway to the stable Service over IPv4. */
  public static String gatewaySlice(WorkloadPlacement placement) {
    return name(placement) + "-gateway";
  }

  /** The EndpointSlice that adds the Knative gateway to the stable Service over IPv6. */
  public static String gatewaySliceIpv6(WorkloadPlacement placement) {
    return name(placement) + "-gateway-ipv6";
  }

  /** The EndpointSlice that adds the router to the stable Service over IPv4. */
  public static String routerSlice(WorkloadPlacement placement) {
    return name(placement) + ROUTER;
  }

  /** The EndpointSlice that adds the router to the stable Service over IPv6. */
  public static String routerSliceIpv6(WorkloadPlacement placement) {
    return name(placement) + ROUTER_IPV6;
  }

  /**
   * The EndpointSlice that adds the router to another Service of the same pods over IPv4. Neither a
   * placement nor a Service has a dot in its name, so no two of these names are the same.
   */
  public static String furtherRouterSlice(WorkloadPlacement placement, String service) {
    return routerSlice(placement) + "." + service;
  }

  /** The EndpointSlice that adds the router to another Service of the same pods over IPv6. */
  public static String furtherRouterSliceIpv6(WorkloadPlacement placement, String service) {
    return routerSliceIpv6(placement) + "." + service;
  }

  /** Whether a slice of that name adds the router to another Service of a placement's pods. */
  public static boolean isFurtherRouterSlice(String slice, WorkloadPlacement placement) {
    return slice.startsWith(furtherRouterSlice(placement, ""))
        || slice.startsWith(furtherRouterSliceIpv6(placement, ""));
  }

  /** Whether a slice of the operator's adds the router to a Service. */
  public static boolean isRouterSlice(EndpointSlice slice) {
    String name = slice.getMetadata().getName().replaceFirst("[.].*", "");
    return name.endsWith(ROUTER) || name.endsWith(ROUTER_IPV6);
  }

  /**
   * The host names under which a Service is called from within the cluster, shortest first. The
   * bare name is not among them: a gateway that routes by host cannot tell namespaces apart by it.
   *
   * @param clusterDomain the cluster's DNS domain, usually {@code cluster.local}
   */
  public static List<String> hosts(String service, String namespace, String clusterDomain) {
    String host = service + "." + namespace;
    return List.of(host, host + ".svc", host + ".svc." + clusterDomain);
  }

  private static String name(WorkloadPlacement placement) {
    return placement.getMetadata().getName();
  }
}
