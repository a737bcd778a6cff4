package io.workloadplacement.rendering;

import io.fabric8.knative.internal.networking.v1alpha1.HTTPIngressRuleValue;
import io.fabric8.knative.internal.networking.v1alpha1.HTTPIngressRuleValueBuilder;
import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.knative.internal.networking.v1alpha1.IngressBuilder;
import io.fabric8.knative.internal.networking.v1alpha1.IngressRule;
import io.fabric8.knative.internal.networking.v1alpha1.IngressRuleBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.workloadplacement.api.v1alpha1.StableService;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The one address of a placement, on whichever side it runs: a Service that stays, the Knative
 * gateway as an additional backend of it, and the Ingress by which the gateway knows the address.
 */
public final class StableAddress {

  private static final int DEFAULT_PORT = 80;
  private static final String CLUSTER_LOCAL = "ClusterLocal";
  private static final String GATEWAY = "workloadplacement.io/gateway-addresses";
  private static final List<String> INGRESS_CLASS =
      List.of("networking.knative.dev/ingress.class", "networking.knative.dev/ingress-class");

  private StableAddress() {}

  /** The stable Service of a placement with a template. */
  public static Service service(RenderInput input) {
    return service(input, Labels.podSelector(input.placement()));
  }

  /**
   * The stable Service.
   *
   * @param selector labels of the Deployment's pods: {@link Labels#podSelector}, or those by which
   *     an adopted Deployment selects
   */
  public static Service service(RenderInput input, Map<String, String> selector) {
    return service(input, Names.stableService(input.placement()), selector);
  }

  /** The Service of the Deployment's pods alone, for a placement with a template. */
  public static Service podsService(RenderInput input) {
    return podsService(input, Labels.podSelector(input.placement()));
  }

  /**
   * The Service of the Deployment's pods alone, to which the route can send while the gateway is
   * still among the endpoints of the stable one.
   *
   * @param selector as in {@link #service(RenderInput, Map)}
   */
  public static Service podsService(RenderInput input, Map<String, String> selector) {
    return service(input, Names.podsService(input.placement()), selector);
  }

  private static Service service(RenderInput input, String name, Map<String, String> selector) {
    return new ServiceBuilder()
        .withMetadata(OwnerReferences.metadata(input.placement(), name).build())
        .withNewSpec()
        .withType("ClusterIP")
        .withSelector(selector)
        .withPorts(port(input))
        .endSpec()
        .build();
  }

  private static ServicePort port(RenderInput input) {
    StableService stable = input.placement().getSpec().service();
    return new ServicePortBuilder()
        .withName(PortNames.of(input.profile().protocol()))
        .withAppProtocol(PortNames.appProtocol(input.profile().protocol()))
        .withPort(stable == null || stable.port() == null ? DEFAULT_PORT : stable.port())
        .withProtocol("TCP")
        // By number: a name would be looked up in each pod, and the pods of two versions may
        // differ.
        .withTargetPort(new IntOrString(input.servingPort().number()))
        .build();
  }

  /**
   * The Ingress by which the Knative gateway answers for the stable address as it does for {@code
   * NAME-kn}. Copied is the source's rule for calls from within the cluster, with all its paths:
   * their headers tell the activator which Revision is meant. Not copied are rules for other hosts
   * (the public ones, those of tags), certificates (they are for other hosts) and with them any
   * redirect to TLS.
   *
   * @param source the Ingress that Knative keeps for {@code NAME-kn}
   * @param clusterDomain the cluster's DNS domain, usually {@code cluster.local}
   * @throws IllegalArgumentException if the source has no such rule
   */
  public static Ingress route(WorkloadPlacement placement, Ingress source, String clusterDomain) {
    String namespace = placement.getMetadata().getNamespace();
    List<String> knativeHosts =
        Names.hosts(Names.knativeService(placement), namespace, clusterDomain);
    IngressRule copied =
        source.getSpec().getRules().stream()
            .filter(rule -> CLUSTER_LOCAL.equals(rule.getVisibility()))
            .filter(rule -> rule.getHosts().stream().anyMatch(knativeHosts::contains))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Knative Ingress %s/%s has no ClusterLocal rule for %s"
                            .formatted(
                                namespace,
                                source.getMetadata().getName(),
                                String.join(", ", knativeHosts))));
    return route(placement, ingressClass(source), copied.getHttp(), clusterDomain);
  }

  /**
   * The same Ingress while the workload runs on its Deployment: connections to the gateway that
   * callers keep alive are routed to the Deployment's pods, past Knative. It stays until the
   * gateway's pods of that time are gone, as nothing else shows that no such connection is left.
   *
   * @param known an Ingress of the same class: the route as it stands, or Knative's own
   * @param gateway addresses of the gateway's pods to which callers may hold connections, to be
   *     read again by {@link #gatewayHeldBy}
   */
  public static Ingress routeToPods(
      RenderInput input, Ingress known, Collection<String> gateway, String clusterDomain) {
    WorkloadPlacement placement = input.placement();
    Map<String, String> annotations = ingressClass(known);
    annotations.put(GATEWAY, String.join(",", new TreeSet<>(gateway)));
    HTTPIngressRuleValue toPods =
        new HTTPIngressRuleValueBuilder()
            .addNewPath()
            .addNewSplit()
            .withServiceName(Names.podsService(placement))
            .withServiceNamespace(placement.getMetadata().getNamespace())
            .withServicePort(new IntOrString(port(input).getPort()))
            .withPercent(100)
            .endSplit()
            .endPath()
            .build();
    return route(placement, annotations, toPods, clusterDomain);
  }

  /** Whether a route sends to the Deployment's pods, and not to Knative. */
  public static boolean routesToPods(WorkloadPlacement placement, Ingress route) {
    return route.getSpec().getRules().stream()
        .flatMap(rule -> rule.getHttp().getPaths().stream())
        .flatMap(path -> path.getSplits().stream())
        .anyMatch(split -> Names.podsService(placement).equals(split.getServiceName()));
  }

  /** The gateway's addresses to which callers may hold connections, as a route remembers them. */
  public static Set<String> gatewayHeldBy(Ingress route) {
    Map<String, String> annotations = route.getMetadata().getAnnotations();
    String held = annotations == null ? null : annotations.get(GATEWAY);
    return held == null || held.isEmpty() ? Set.of() : Set.of(held.split(","));
  }

  private static Ingress route(
      WorkloadPlacement placement,
      Map<String, String> annotations,
      HTTPIngressRuleValue http,
      String clusterDomain) {
    return new IngressBuilder()
        .withMetadata(
            OwnerReferences.metadata(placement, Names.route(placement))
                .addToAnnotations(annotations)
                .build())
        .withNewSpec()
        .withHttpOption("Enabled")
        .withRules(
            new IngressRuleBuilder()
                .withHosts(
                    Names.hosts(
                        Names.stableService(placement),
                        placement.getMetadata().getNamespace(),
                        clusterDomain))
                .withVisibility(CLUSTER_LOCAL)
                .withHttp(http)
                .build())
        .endSpec()
        .build();
  }

  private static Map<String, String> ingressClass(Ingress source) {
    Map<String, String> kept = new TreeMap<>();
    Map<String, String> annotations = source.getMetadata().getAnnotations();
    INGRESS_CLASS.stream()
        .filter(key -> annotations != null && annotations.containsKey(key))
        .forEach(key -> kept.put(key, annotations.get(key)));
    return kept;
  }

  /**
   * The slices that add the Knative gateway to the stable Service: one of its IPv4 addresses, one
   * of its IPv6 addresses, each only where there are any. Sorted, so that the same addresses always
   * give the same slices.
   *
   * @param stable the stable Service as it is in the cluster; its port that counts gives name and
   *     protocol
   * @param addresses addresses of the gateway's ready pods, never cluster IPs
   * @param gatewayPort the pods' port for calls from within the cluster (Kourier: 8081)
   */
  public static List<EndpointSlice> gatewaySlices(
      WorkloadPlacement placement, Service stable, Collection<String> addresses, int gatewayPort) {
    return AddressSlices.of(
        placement,
        stable,
        new AddressSlices.Pair(Names.gatewaySlice(placement), Names.gatewaySliceIpv6(placement)),
        addresses,
        ServicePorts.ofTheSameTarget(placement, stable),
        gatewayPort);
  }
}
