package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Runs Knative Services: a Configuration, a Revision for each template, a Route with its Ingress
 * and placeholder Service, and the conditions that follow from them.
 */
final class SimulatedKnative implements Controller {

  private final ControllerApi api;
  private final KnativeRoutes routes;

  SimulatedKnative(ObjectApi objects) {
    this.api = new ControllerApi(objects, "controller");
    this.routes = new KnativeRoutes(api);
  }

  @Override
  public List<Key> concernedBy(Change change) {
    ObjectNode object = change.object();
    return switch (change.resource()) {
      case KnativeTypes.SERVICES -> List.of(new Key(Json.namespace(object), Json.name(object)));
      case KnativeTypes.CONFIGURATIONS,
          KnativeTypes.REVISIONS,
          KnativeTypes.ROUTES,
          KnativeTypes.INGRESSES -> {
        String service = Json.at(object, "metadata", "labels").path(KnativeTypes.SERVICE).asText();
        yield service.isEmpty() ? List.of() : List.of(new Key(Json.namespace(object), service));
      }
      default -> List.of();
    };
  }

  @Override
  public Optional<Duration> reconcile(Key key) {
    Optional<ObjectNode> found =
        api.find(KnativeTypes.SERVICES, key)
            .filter(service -> !service.path("metadata").has("deletionTimestamp"));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode service = found.get();
    ObjectNode configuration = configuration(service);
    ObjectNode latest = revision(service, configuration);
    Optional<ObjectNode> ready = latestReady(service);
    configuration = writeStatus(configuration, latest, ready);
    ObjectNode route = routes.ensure(service, configuration, ready);
    ObjectNode configured = configuration;
    api.changeStatus(
        KnativeTypes.SERVICES, service, status -> writeStatus(status, service, configured, route));
    return Optional.empty();
  }

  private ObjectNode configuration(ObjectNode service) {
    ObjectNode wanted =
        ControllerApi.owned(KnativeTypes.API_VERSION, "Configuration", Json.name(service), service);
    Json.within(wanted, "metadata", "labels")
        .put(KnativeTypes.SERVICE, Json.name(service))
        .put(KnativeTypes.SERVICE_UID, Json.uid(service));
    wanted.putObject("spec").set("template", Json.at(service, "spec", "template").deepCopy());
    api.ensure(KnativeTypes.CONFIGURATIONS, wanted, List.of("spec"));
    return api.find(
            KnativeTypes.CONFIGURATIONS, new Key(Json.namespace(service), Json.name(service)))
        .orElseThrow();
  }

  private ObjectNode revision(ObjectNode service, ObjectNode configuration) {
    long generation = Json.at(configuration, "metadata", "generation").asLong();
    String name = "%s-%05d".formatted(Json.name(service), generation);
    Optional<ObjectNode> present =
        api.find(KnativeTypes.REVISIONS, new Key(Json.namespace(service), name));
    if (present.isPresent()) {
      return present.get();
    }
    JsonNode template = Json.at(configuration, "spec", "template");
    ObjectNode revision =
        ControllerApi.owned(KnativeTypes.API_VERSION, "Revision", name, configuration);
    ObjectNode labels = Json.within(revision, "metadata", "labels");
    Json.at(template, "metadata", "labels")
        .properties()
        .forEach(entry -> labels.set(entry.getKey(), entry.getValue()));
    labels
        .put(KnativeTypes.SERVICE, Json.name(service))
        .put(KnativeTypes.SERVICE_UID, Json.uid(service))
        .put(KnativeTypes.CONFIGURATION, Json.name(configuration))
        .put(KnativeTypes.CONFIGURATION_UID, Json.uid(configuration))
        .put(KnativeTypes.CONFIGURATION_GENERATION, Long.toString(generation))
        .put("serving.knative.dev/routingState", "active");
    JsonNode annotations = Json.at(template, "metadata", "annotations");
    if (annotations.isObject()) {
      Json.metadata(revision).set("annotations", annotations.deepCopy());
    }
    revision.set("spec", template.path("spec").deepCopy());
    return api.create(KnativeTypes.REVISIONS, revision);
  }

  private Optional<ObjectNode> latestReady(ObjectNode service) {
    return api.list(KnativeTypes.REVISIONS, Json.namespace(service)).stream()
        .filter(one -> label(one, KnativeTypes.SERVICE_UID).equals(Json.uid(service)))
        .filter(one -> StatusConditions.isTrue(one, "Ready"))
        .max(Comparator.comparingLong(SimulatedKnative::generation));
  }

  private static long generation(ObjectNode revision) {
    return Long.parseLong(label(revision, KnativeTypes.CONFIGURATION_GENERATION));
  }

  private static String label(ObjectNode object, String name) {
    return Json.at(object, "metadata", "labels").path(name).asText();
  }

  private ObjectNode writeStatus(
      ObjectNode configuration, ObjectNode latest, Optional<ObjectNode> ready) {
    JsonNode condition = StatusConditions.get(latest.path("status"), "Ready");
    String value = condition.isMissingNode() ? "Unknown" : Json.text(condition, "status");
    boolean failed = value.equals("False");
    String message =
        failed
            ? "Revision \"%s\" failed with message: %s."
                .formatted(Json.name(latest), Json.text(condition, "message"))
            : "";
    return api.changeStatus(
        KnativeTypes.CONFIGURATIONS,
        configuration,
        status -> {
          status.set("observedGeneration", Json.at(configuration, "metadata", "generation"));
          status.put("latestCreatedRevisionName", Json.name(latest));
          ready.ifPresent(one -> status.put("latestReadyRevisionName", Json.name(one)));
          StatusConditions.set(
              status, "Ready", value, failed ? "RevisionFailed" : "", message, api.now());
        });
  }

  private void writeStatus(
      ObjectNode status, ObjectNode service, ObjectNode configuration, ObjectNode route) {
    status.set("observedGeneration", Json.at(service, "metadata", "generation"));
    for (String field : List.of("latestCreatedRevisionName", "latestReadyRevisionName")) {
      copy(configuration, status, field);
    }
    for (String field : List.of("url", "address", "traffic")) {
      copy(route, status, field);
    }
    mirror(status, "ConfigurationsReady", configuration);
    mirror(status, "RoutesReady", route);
    JsonNode worst = worst(status);
    StatusConditions.set(
        status,
        "Ready",
        Json.text(worst, "status"),
        Json.text(worst, "reason"),
        Json.text(worst, "message"),
        api.now());
  }

  private static void copy(ObjectNode from, ObjectNode status, String field) {
    JsonNode value = from.path("status").path(field);
    if (!value.isMissingNode()) {
      status.set(field, value.deepCopy());
    }
  }

  private void mirror(ObjectNode status, String type, ObjectNode child) {
    JsonNode ready = StatusConditions.get(child.path("status"), "Ready");
    StatusConditions.set(
        status,
        type,
        ready.isMissingNode() ? "Unknown" : Json.text(ready, "status"),
        Json.text(ready, "reason"),
        Json.text(ready, "message"),
        api.now());
  }

  private static JsonNode worst(ObjectNode status) {
    ArrayNode both = Json.array();
    both.add(StatusConditions.get(status, "ConfigurationsReady"));
    both.add(StatusConditions.get(status, "RoutesReady"));
    for (String value : List.of("False", "Unknown")) {
      for (JsonNode condition : both) {
        if (Json.text(condition, "status").equals(value)) {
          return condition;
        }
      }
    }
    return both.get(0);
  }
}
