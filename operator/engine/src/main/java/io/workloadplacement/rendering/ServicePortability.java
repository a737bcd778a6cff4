package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of an existing Service, and of what leads to it from outside the cluster, keeps its callers
 * off Knative. Through the router they may come as they like, on the ports that lead to where the
 * workload serves; Knative's own gateway has one port and routes by Host.
 */
public final class ServicePortability {

  /** By which ingress-nginx is told to send another Host to the backend. */
  private static final String NGINX_HOST = "nginx.ingress.kubernetes.io/upstream-vhost";

  private final WorkloadPlacement placement;
  private final Service service;
  private final String host;
  private final List<Blocker> found = new ArrayList<>();

  private ServicePortability(WorkloadPlacement placement, Service service) {
    this.placement = placement;
    this.service = service;
    this.host = service.getMetadata().getName() + "." + service.getMetadata().getNamespace();
  }

  /**
   * Everything that keeps the callers of a Service off Knative, each with the object, the rule and
   * the way out.
   *
   * @param placement that is laid over the Service, and may say which of its ports counts
   * @param ingresses of the Service's namespace
   * @param httpRoutes the Gateway API's {@code HTTPRoute}s of that namespace
   * @return empty if nothing does
   */
  public static List<Blocker> throughGateway(
      WorkloadPlacement placement,
      Service service,
      List<Ingress> ingresses,
      List<GenericKubernetesResource> httpRoutes) {
    ServicePortability portability = new ServicePortability(placement, service);
    portability.ports(
        ServicePorts.others(placement, service).map(ServicePorts::target).distinct().count());
    portability.clients("Knative's gateway");
    portability.type();
    ingresses.forEach(portability::ingress);
    httpRoutes.forEach(portability::httpRoute);
    return List.copyOf(portability.found);
  }

  /**
   * What a Service and the Ingresses before it say of its callers or its pods that Knative cannot
   * keep, however they come there.
   *
   * @param ingresses of the Service's namespace
   */
  public static List<Blocker> said(
      WorkloadPlacement placement, Service service, List<Ingress> ingresses) {
    ServicePortability portability = new ServicePortability(placement, service);
    return ServiceEntrance.blockers(service, ingresses.stream().filter(portability::leadsHere));
  }

  /**
   * The same where callers come through the router.
   *
   * @param placement that is laid over the Service, and may say which of its ports counts
   * @param pods of its Deployment
   * @return empty if nothing does
   */
  public static List<Blocker> throughRouter(
      WorkloadPlacement placement, BackingPods pods, Service service) {
    ServicePortability portability = new ServicePortability(placement, service);
    portability.ports(
        ServicePorts.besideTheAddress(placement, pods, service).stream()
            .map(pods::destination)
            .distinct()
            .count());
    portability.clients("the router");
    return List.copyOf(portability.found);
  }

  /**
   * What keeps the callers of other Services that select the same pods off Knative, where they come
   * through the router.
   *
   * @param pods of the workload's Deployment
   * @param address the Service at the address, where it is somebody else's
   * @param services {@linkplain BackingPods#servicesBeside beside} the one at the address
   */
  public static List<Blocker> besidesThroughRouter(
      WorkloadPlacement placement,
      BackingPods pods,
      Optional<Service> address,
      List<Service> services) {
    boolean chosen = ServicePorts.isChosenForAll(placement, address);
    List<Blocker> found = new ArrayList<>();
    for (Service service : services) {
      ServicePortability portability = new ServicePortability(placement, service);
      if (!chosen) {
        portability.portsElsewhere(pods);
      }
      portability.clients("the router");
      found.addAll(portability.found);
    }
    return List.copyOf(found);
  }

  /**
   * Other Services that select the pods of a Deployment, where there is no router: they have no
   * endpoints once those have ended, and only the address is routed to Knative.
   *
   * @param services {@linkplain BackingPods#servicesBeside beside} the one at the address
   */
  public static List<Blocker> besides(WorkloadPlacement placement, List<Service> services) {
    return services.stream()
        .map(
            service ->
                new Blocker(
                    Target.KNATIVE,
                    "Service '%s': spec.selector".formatted(service.getMetadata().getName()),
                    "It selects the same pods, and its callers would find nobody once those have ended: only Service '%s' is routed to Knative. Let its callers use that one and delete it, or let it select other pods."
                        .formatted(Names.stableService(placement))))
        .toList();
  }

  static boolean isHeadless(Service service) {
    return "None".equals(service.getSpec().getClusterIP());
  }

  /**
   * @param elsewhere to how many ports of the pods it leads beside the one that counts
   */
  private void ports(long elsewhere) {
    if (elsewhere > 0 && !ServicePorts.isChosen(placement)) {
      service(
          "ports",
          "Knative serves one port, and the Service leads to %d".formatted(elsewhere + 1),
          "say which one counts, by the annotation %s on the Service or by spec.service.targetPort of a placement"
              .formatted(ServiceAnnotations.PREFIX + ServiceAnnotations.PORT));
    }
    if (!ServicePorts.overTcp(ServicePorts.counting(placement, service))) {
      service("ports", "Knative serves TCP ports only", "leave a TCP port alone");
    }
  }

  private void portsElsewhere(BackingPods pods) {
    List<String> elsewhere =
        pods.others(service).stream().map(pods::destination).distinct().toList();
    if (!elsewhere.isEmpty()) {
      service(
          "ports",
          "it selects the same pods, and Knative serves their port %d alone, not %s"
              .formatted(pods.serving().number(), String.join(", ", elsewhere)),
          "if its callers can do without, say that %d is the one that counts, by spec.service.targetPort of the placement%s"
              .formatted(pods.serving().number(), orByAnnotation()));
    }
  }

  /** A Service of others at the address may ask for the placement. */
  private String orByAnnotation() {
    return placement.getSpec().workloadRef() == null
        ? ""
        : ", or by the annotation %s on Service '%s' where that asks for the placement"
            .formatted(
                ServiceAnnotations.PREFIX + ServiceAnnotations.PORT,
                Names.stableService(placement));
  }

  private void clients(String proxy) {
    ServiceSpec spec = service.getSpec();
    if (isHeadless(service)) {
      service(
          "clusterIP",
          "callers of a headless Service reach pods by their own addresses, and there are none on Knative",
          "give those who call it over HTTP a Service with a cluster IP");
    }
    if ("ClientIP".equals(spec.getSessionAffinity())) {
      service(
          "sessionAffinity",
          "Knative does not keep a client on one pod",
          "set it to None if callers can do without");
    }
    if ("Local".equals(spec.getInternalTrafficPolicy())) {
      service("internalTrafficPolicy", proxy + " does not run on every node", "set it to Cluster");
    }
    if ("Local".equals(spec.getExternalTrafficPolicy())) {
      service(
          "externalTrafficPolicy",
          proxy + " does not run on every node",
          "set it to Cluster if the addresses of clients may be those of nodes");
    }
  }

  private void type() {
    String type = service.getSpec().getType();
    if ("LoadBalancer".equals(type) || "NodePort".equals(type)) {
      service(
          "type",
          "callers from outside the cluster come with a Host that Knative's gateway does not know",
          "use ClusterIP, with an Ingress that sends the Host " + host + ".svc");
    }
  }

  private void service(String field, String rule, String wayOut) {
    add("Service '%s': spec.%s".formatted(service.getMetadata().getName(), field), rule, wayOut);
  }

  private void ingress(Ingress ingress) {
    boolean routesHere = leadsHere(ingress);
    Map<String, String> annotations = ingress.getMetadata().getAnnotations();
    String sent = annotations == null ? null : annotations.get(NGINX_HOST);
    if (routesHere && !isHost(sent)) {
      add(
          "Ingress '%s': spec.rules".formatted(ingress.getMetadata().getName()),
          "it sends requests to the Service with the Host of its callers, which Knative's gateway"
              + " does not know",
          "let it send the Host %s.svc (ingress-nginx: the annotation %s)"
              .formatted(host, NGINX_HOST));
    }
  }

  private boolean leadsHere(Ingress ingress) {
    return ingress.getSpec() != null && backends(ingress).anyMatch(this::isThisService);
  }

  private static Stream<IngressBackend> backends(Ingress ingress) {
    Stream<IngressBackend> ofPaths =
        ingress.getSpec().getRules().stream()
            .filter(rule -> rule.getHttp() != null)
            .flatMap(rule -> rule.getHttp().getPaths().stream())
            .map(path -> path.getBackend());
    return Stream.concat(Stream.ofNullable(ingress.getSpec().getDefaultBackend()), ofPaths)
        .filter(Objects::nonNull);
  }

  private boolean isThisService(IngressBackend backend) {
    return backend.getService() != null
        && service.getMetadata().getName().equals(backend.getService().getName());
  }

  private void httpRoute(GenericKubernetesResource route) {
    List<Map<?, ?>> rules = maps(route.get("spec", "rules"));
    boolean routesHere =
        rules.stream()
            .filter(rule -> !rewritesHost(rule))
            .flatMap(rule -> maps(rule.get("backendRefs")).stream())
            .anyMatch(reference -> isThisService(reference) && !rewritesHost(reference));
    if (routesHere) {
      add(
          "HTTPRoute '%s': spec.rules".formatted(route.getMetadata().getName()),
          "it sends requests to the Service with the Host of its callers, which Knative's gateway"
              + " does not know",
          "add a filter URLRewrite with the hostname %s.svc to the rule".formatted(host));
    }
  }

  private boolean isThisService(Map<?, ?> reference) {
    Object kind = reference.get("kind");
    Object namespace = reference.get("namespace");
    return (kind == null || kind.equals("Service"))
        && (namespace == null || namespace.equals(service.getMetadata().getNamespace()))
        && service.getMetadata().getName().equals(reference.get("name"));
  }

  private boolean rewritesHost(Map<?, ?> holder) {
    return maps(holder.get("filters")).stream()
        .map(filter -> filter.get("urlRewrite"))
        .filter(Map.class::isInstance)
        .map(rewrite -> ((Map<?, ?>) rewrite).get("hostname"))
        .anyMatch(hostname -> hostname instanceof String text && isHost(text));
  }

  private boolean isHost(@Nullable String sent) {
    return sent != null && (sent.equals(host) || sent.startsWith(host + ".svc"));
  }

  private static List<Map<?, ?>> maps(@Nullable Object list) {
    return Optional.ofNullable(list)
        .filter(List.class::isInstance)
        .map(elements -> (List<?>) elements)
        .orElse(List.of())
        .stream()
        .filter(Map.class::isInstance)
        .<Map<?, ?>>map(element -> (Map<?, ?>) element)
        .toList();
  }

  private void add(String field, String rule, String wayOut) {
    found.add(new Blocker(Target.KNATIVE, field, rule + ": " + wayOut + "."));
  }
}
