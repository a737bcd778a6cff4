package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The Route of a Knative Service, with its Ingress and its placeholder Service. */
final class KnativeRoutes {

  private final ControllerApi api;

  KnativeRoutes(ControllerApi api) {
    this.api = api;
  }

  /** Brings the Route to what the Service wants, and to the Revision that is Ready. */
  ObjectNode ensure(ObjectNode service, ObjectNode configuration, Optional<ObjectNode> ready) {
    ObjectNode wanted =
        ControllerApi.owned(KnativeTypes.API_VERSION, "Route", Json.name(service), service);
    passOnLabels(service, wanted).put(KnativeTypes.SERVICE, Json.name(service));
    ArrayNode traffic = wanted.putObject("spec").putArray("traffic");
    for (JsonNode target : Json.at(service, "spec", "traffic")) {
      ObjectNode copy = target.deepCopy();
      if (copy.path("latestRevision").asBoolean()) {
        copy.put("configurationName", Json.name(configuration));
      }
      traffic.add(copy);
    }
    api.ensure(KnativeTypes.ROUTES, wanted, List.of("spec"));
    Controller.Key key = new Controller.Key(Json.namespace(service), Json.name(service));
    ObjectNode route = api.find(KnativeTypes.ROUTES, key).orElseThrow();
    Optional<String> taken = takenBy(service, route);
    if (ready.isPresent() && taken.isEmpty()) {
      ObjectNode ingress = ingress(service, route, ready.get());
      api.ensure(KnativeTypes.INGRESSES, ingress, List.of("spec"));
      if (api.find(BuiltInTypes.SERVICES, key).isEmpty()) {
        api.create(BuiltInTypes.SERVICES, placeholder(service, route));
      }
    }
    Optional<ObjectNode> ingress = api.find(KnativeTypes.INGRESSES, key);
    return api.changeStatus(
        KnativeTypes.ROUTES,
        route,
        status -> writeStatus(status, service, route, ready, ingress, taken));
  }

  /** A Kubernetes Service of the name that is not the Route's own. */
  private Optional<String> takenBy(ObjectNode service, ObjectNode route) {
    return api.find(
            BuiltInTypes.SERVICES, new Controller.Key(Json.namespace(service), Json.name(service)))
        .filter(
            present ->
                !Json.text(ControllerApi.controllerOf(present), "uid").equals(Json.uid(route)))
        .map(
            present ->
                "There is an existing placeholder Service \"%s\" that we do not own."
                    .formatted(Json.name(present)));
  }

  private static boolean isLocal(ObjectNode service) {
    return Json.at(service, "metadata", "labels")
        .path(KnativeTypes.VISIBILITY)
        .asText()
        .equals("cluster-local");
  }

  private static String url(ObjectNode service, boolean local) {
    String host = Json.name(service) + "." + Json.namespace(service);
    return "http://" + host + (local ? ".svc.cluster.local" : ".example.com");
  }

  /** As Knative does, from the Service to the Route and on to the Ingress. */
  private static ObjectNode passOnLabels(ObjectNode service, ObjectNode to) {
    ObjectNode labels = Json.within(to, "metadata", "labels");
    Json.at(service, "metadata", "labels")
        .properties()
        .forEach(e -> labels.set(e.getKey(), e.getValue()));
    return labels;
  }

  private static ObjectNode ingress(ObjectNode service, ObjectNode route, ObjectNode ready) {
    String name = Json.name(service);
    String namespace = Json.namespace(service);
    ObjectNode ingress =
        ControllerApi.owned("networking.internal.knative.dev/v1alpha1", "Ingress", name, route);
    passOnLabels(service, ingress)
        .put(KnativeTypes.ROUTE, name)
        .put("serving.knative.dev/routeNamespace", namespace)
        .put(KnativeTypes.SERVICE, name);
    Json.within(ingress, "metadata", "annotations")
        .put(KnativeTypes.INGRESS_CLASS, KnativeTypes.KOURIER)
        .put(KnativeTypes.CREATOR, "local")
        .put(KnativeTypes.LAST_MODIFIER, "local");
    ObjectNode spec = ingress.putObject("spec").put("httpOption", "Enabled");
    ArrayNode rules = spec.putArray("rules");
    String host = name + "." + namespace;
    rule(
        rules,
        "ClusterLocal",
        List.of(host, host + ".svc", host + ".svc.cluster.local"),
        route,
        ready);
    if (!isLocal(service)) {
      rule(rules, "ExternalIP", List.of(host + ".example.com"), route, ready);
    }
    return ingress;
  }

  private static void rule(
      ArrayNode rules, String visibility, List<String> hosts, ObjectNode route, ObjectNode ready) {
    ObjectNode rule = rules.addObject().put("visibility", visibility);
    hosts.forEach(rule.putArray("hosts")::add);
    ArrayNode splits = rule.putObject("http").putArray("paths").addObject().putArray("splits");
    for (JsonNode target : Json.at(route, "spec", "traffic")) {
      String revision = revision(target, ready);
      ObjectNode split = splits.addObject();
      split
          .putObject("appendHeaders")
          .put("Knative-Serving-Namespace", Json.namespace(route))
          .put("Knative-Serving-Revision", revision);
      split.set("percent", target.path("percent"));
      split
          .put("serviceName", revision)
          .put("serviceNamespace", Json.namespace(route))
          .put("servicePort", 80);
    }
  }

  private static String revision(JsonNode target, ObjectNode ready) {
    String pinned = Json.text(target, "revisionName");
    return pinned.isEmpty() ? Json.name(ready) : pinned;
  }

  private static ObjectNode placeholder(ObjectNode service, ObjectNode route) {
    ObjectNode placeholder = ControllerApi.owned("v1", "Service", Json.name(service), route);
    Json.within(placeholder, "metadata", "labels")
        .put(KnativeTypes.ROUTE, Json.name(service))
        .put(KnativeTypes.SERVICE, Json.name(service));
    ObjectNode spec = placeholder.putObject("spec").put("type", "ExternalName");
    spec.put("externalName", KnativeTypes.INTERNAL_GATEWAY).put("sessionAffinity", "None");
    spec.putArray("ports").addObject().put("name", "http2").put("port", 80).put("targetPort", 80);
    return placeholder;
  }

  private void writeStatus(
      ObjectNode status,
      ObjectNode service,
      ObjectNode route,
      Optional<ObjectNode> ready,
      Optional<ObjectNode> ingress,
      Optional<String> taken) {
    boolean local = isLocal(service);
    status.set("observedGeneration", Json.at(route, "metadata", "generation"));
    status.put("url", url(service, local));
    status.putObject("address").put("url", url(service, true));
    ready.ifPresent(
        revision -> {
          ArrayNode traffic = status.putArray("traffic");
          for (JsonNode target : Json.at(route, "spec", "traffic")) {
            ObjectNode copy = target.deepCopy();
            copy.remove("configurationName");
            traffic.add(copy.put("revisionName", revision(target, revision)));
          }
        });
    boolean reachable =
        ingress
            .filter(one -> StatusConditions.isTrue(one, "Ready"))
            .filter(
                one ->
                    Json.at(one, "status", "observedGeneration")
                        .equals(Json.at(one, "metadata", "generation")))
            .isPresent();
    String value = taken.isPresent() ? "False" : reachable ? "True" : "Unknown";
    String reason = taken.isPresent() ? "NotOwned" : reachable ? "" : "Uninitialized";
    String message = taken.orElse(reachable ? "" : "Waiting for the Ingress to be programmed");
    StatusConditions.set(
        status,
        "AllTrafficAssigned",
        ready.isPresent() ? "True" : "Unknown",
        ready.isPresent() ? "" : "RevisionMissing",
        "",
        api.now());
    StatusConditions.set(status, "IngressReady", value, reason, message, api.now());
    StatusConditions.set(status, "Ready", value, reason, message, api.now());
  }
}
