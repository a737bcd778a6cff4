package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The ingress controller of Knative: makes Ingresses Ready once every split has somewhere to go,
 * and tells which gateway serves them. As Kourier does, it leaves an Ingress alone while a split
 * has no endpoints.
 */
final class SimulatedIngresses implements Controller {

  private static final String SERVICE = "kubernetes.io/service-name";

  private final ControllerApi api;
  private final Simulation simulation;

  SimulatedIngresses(ObjectApi objects, Simulation simulation) {
    this.api = new ControllerApi(objects, "net-kourier");
    this.simulation = simulation;
  }

  @Override
  public List<Key> concernedBy(Change change) {
    ObjectNode object = change.object();
    return switch (change.resource()) {
      case KnativeTypes.INGRESSES -> List.of(new Key(Json.namespace(object), Json.name(object)));
      case BuiltInTypes.SERVICES, BuiltInTypes.SLICES ->
          api.list(KnativeTypes.INGRESSES, Json.namespace(object)).stream()
              .map(ingress -> new Key(Json.namespace(ingress), Json.name(ingress)))
              .toList();
      default -> List.of();
    };
  }

  @Override
  public Optional<Duration> reconcile(Key key) {
    Optional<ObjectNode> found =
        api.find(KnativeTypes.INGRESSES, key).filter(this::isKouriers).filter(this::canProgram);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode ingress = found.get();
    api.changeStatus(
        KnativeTypes.INGRESSES,
        ingress,
        status -> {
          status.set("observedGeneration", Json.at(ingress, "metadata", "generation"));
          for (String type : List.of("LoadBalancerReady", "NetworkConfigured", "Ready")) {
            StatusConditions.set(status, type, "True", "", "", api.now());
          }
          gateway(status, "privateLoadBalancer", KnativeTypes.INTERNAL_GATEWAY);
          gateway(status, "publicLoadBalancer", KnativeTypes.PUBLIC_GATEWAY);
        });
    return Optional.empty();
  }

  private static void gateway(ObjectNode status, String field, String domain) {
    Json.within(status, field).putArray("ingress").addObject().put("domainInternal", domain);
  }

  private boolean isKouriers(ObjectNode ingress) {
    return Json.at(ingress, "metadata", "annotations")
        .path(KnativeTypes.INGRESS_CLASS)
        .asText()
        .equals(KnativeTypes.KOURIER);
  }

  private boolean canProgram(ObjectNode ingress) {
    for (JsonNode rule : Json.at(ingress, "spec", "rules")) {
      for (JsonNode path : Json.at(rule, "http", "paths")) {
        for (JsonNode split : path.path("splits")) {
          if (!hasEndpoints(split)) {
            return false;
          }
        }
      }
    }
    return simulation.gatewayWorks();
  }

  /** A Revision's Service always answers: with no pods, the activator does. */
  private boolean hasEndpoints(JsonNode split) {
    Key key = new Key(Json.text(split, "serviceNamespace"), Json.text(split, "serviceName"));
    Optional<ObjectNode> service = api.find(BuiltInTypes.SERVICES, key);
    if (service.isEmpty()) {
      return false;
    }
    boolean ofRevision =
        Json.text(ControllerApi.controllerOf(service.get()), "kind").equals("Revision");
    return ofRevision
        || api.list(BuiltInTypes.SLICES, key.namespace()).stream()
            .filter(
                slice ->
                    Json.at(slice, "metadata", "labels").path(SERVICE).asText().equals(key.name()))
            .anyMatch(SimulatedIngresses::hasReady);
  }

  private static boolean hasReady(ObjectNode slice) {
    for (JsonNode endpoint : slice.path("endpoints")) {
      if (endpoint.path("conditions").path("ready").asBoolean(true)) {
        return true;
      }
    }
    return false;
  }
}
