package io.workloadplacement.reconcile.migration;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.reconcile.object.Readiness;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.observe.RouterFacts;
import io.workloadplacement.reconcile.observe.RouterFacts.Serving;
import io.workloadplacement.rendering.Labels;
import io.workloadplacement.rendering.Names;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Through the router, which serves the address at a port of its own, whatever Host a caller says.
 */
public record ThroughRouter(Observation observed) implements Route {

  @Override
  public boolean attached() {
    return !observed.inventory().routerSlices().isEmpty();
  }

  @Override
  public boolean keepsCallers() {
    return !attached() && !router().pods().isEmpty() && !router().all(Serving.NOTHING);
  }

  @Override
  public boolean answers() {
    return !router().pods().isEmpty();
  }

  @Override
  public boolean sendsToPods() {
    return router().any(Serving.TO_PODS);
  }

  @Override
  public Readiness toKnative() {
    if (!router().installed()) {
      return unavailable(
          "The operator has no router any more: set ROUTER_SERVICE, or pin the workload to Deployment.");
    }
    if (router().port().isEmpty()) {
      return observed.inventory().knativeService().isEmpty()
          ? BEING_ROUTED
          : Readiness.progressing(
              "All ports of the router are taken: let fewer workloads run on Knative.");
    }
    if (router().pods().isEmpty()) {
      return unavailable("Waiting for a ready pod of the router.");
    }
    List<Serving> servers = servers();
    // Pods that serve are not ended on what is merely supposed of the router.
    List<Serving> enough =
        observed.podsServe()
            ? List.of(Serving.TO_KNATIVE)
            : List.of(Serving.TO_KNATIVE, Serving.UNKNOWN);
    return !servers.isEmpty() && enough.containsAll(servers) && leadsFromEverywhere()
        ? SERVES
        : waiting(BEING_ROUTED);
  }

  /** Whether callers of every Service of the pods are sent to all of these addresses. */
  private boolean leadsFromEverywhere() {
    Set<String> addresses = Set.copyOf(addresses());
    return Stream.concat(
            Stream.of(Names.stableService(observed.placement())),
            observed.workload().followers().stream().map(s -> s.getMetadata().getName()))
        .allMatch(service -> addressesOf(service).equals(addresses));
  }

  private Set<String> addressesOf(String service) {
    return observed.inventory().routerSlices().stream()
        .filter(slice -> service.equals(service(slice)))
        .flatMap(ThroughRouter::addresses)
        .collect(Collectors.toSet());
  }

  private static Readiness unavailable(String message) {
    return new Readiness(Readiness.State.PROGRESSING, Outage.ROUTER_UNAVAILABLE, message);
  }

  /** What is waited for, and why in vain, as far as the router says it. */
  private Readiness waiting(Readiness until) {
    return router().rejected()
        ? until.with(
            "A pod of the router does not accept what it is to serve; the log of that pod says why.")
        : until;
  }

  /** Once it is no endpoint any more it serves whom it has, and asks them to go. */
  @Override
  public Readiness toPods() {
    return servers().stream().allMatch(Serving.TO_PODS::equals)
        ? SERVES
        : waiting(Readiness.progressing("The router is being routed to the Deployment's pods."));
  }

  /** What those of its ready pods do that are endpoints of the address. */
  private List<Serving> servers() {
    return addresses().stream().map(router().pods()::get).filter(Objects::nonNull).toList();
  }

  /** The addresses to which callers are sent. */
  public List<String> addresses() {
    return observed.inventory().routerSlices().stream()
        .flatMap(ThroughRouter::addresses)
        .distinct()
        .toList();
  }

  private static Stream<String> addresses(EndpointSlice slice) {
    return slice.getEndpoints().stream().flatMap(endpoint -> endpoint.getAddresses().stream());
  }

  /** The Service whose callers are sent to the endpoints of a slice; empty where none is named. */
  public static String service(EndpointSlice slice) {
    return Optional.ofNullable(slice.getMetadata().getLabels())
        .map(labels -> labels.get(Labels.SLICE_SERVICE))
        .orElse("");
  }

  private RouterFacts router() {
    return observed.router();
  }
}
