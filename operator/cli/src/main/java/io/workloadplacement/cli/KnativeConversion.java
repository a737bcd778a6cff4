package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.workloadplacement.decision.KnativeAnnotations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Makes a placement of a Knative Service. */
final class KnativeConversion {

  static final String API_VERSION = "serving.knative.dev/v1";

  private static final String VISIBILITY = "networking.knative.dev/visibility";
  private static final int KNATIVES_TIMEOUT_SECONDS = 300;
  private static final int KNATIVES_PORT = 8080;
  private static final String KNATIVES_CONTAINER = "user-container";
  private static final String KNATIVES_INIT_CONTAINER = "init-container";

  /** What every Knative Service of a placement has anyway. */
  private static final Set<String> RENDERED_ANYWAY =
      Set.of(
          "autoscaling.knative.dev/class=kpa.autoscaling.knative.dev",
          "autoscaling.knative.dev/metric=concurrency",
          "autoscaling.knative.dev/min-scale=0",
          "autoscaling.knative.dev/minScale=0",
          "autoscaling.knative.dev/max-scale=0",
          "autoscaling.knative.dev/maxScale=0");

  private final Conversion conversion;

  private KnativeConversion(ManifestDocument service) {
    this.conversion = new Conversion(service, service.name());
  }

  /** Makes a placement of a Knative Service; its profile is still to be stated. */
  static Conversion of(ManifestDocument service) {
    KnativeConversion made = new KnativeConversion(service);
    made.address(service);
    made.revision();
    made.requests();
    made.autoscaling();
    made.containers();
    return made.conversion;
  }

  private void address(ManifestDocument service) {
    String name = service.name();
    conversion.beforehand(
        "Before it is applied, delete the Knative Service: its name is that of the placement's Service.");
    if (!service.at("/metadata/labels").path(VISIBILITY).asText("").equals("cluster-local")) {
      conversion.notExpressed(
          "metadata.labels[%s]".formatted(VISIBILITY),
          "Knative's domain reached it from outside the cluster, and no placement is reached so: lead an Ingress or an HTTPRoute to Service '%s'"
              .formatted(name));
    }
    for (var annotation : service.at("/metadata/annotations").properties()) {
      boolean ofTheSystem =
          annotation.getKey().matches(".*[.]knative[.]dev/(creator|lastModifier)|client[.].*");
      if (annotation.getKey().contains("knative.dev/") && !ofTheSystem) {
        conversion.notExpressed(
            "metadata.annotations[%s]".formatted(annotation.getKey()),
            "a placement has no say in it");
      }
    }
    JsonNode traffic = service.at("/spec/traffic");
    boolean latestAlone =
        traffic.isEmpty()
            || (traffic.size() == 1
                && traffic.path(0).path("revisionName").asText("").isEmpty()
                && !traffic.path(0).has("tag"));
    if (!latestAlone) {
      conversion.notExpressed(
          "spec.traffic",
          "a placement sends all requests to its newest version, and none by tags or shares");
    }
  }

  private void revision() {
    ObjectNode template = conversion.template();
    if (template.get("metadata") instanceof ObjectNode metadata) {
      for (String field : List.of("name", "generateName", "namespace")) {
        if (metadata.remove(field) != null) {
          conversion.notExpressed(
              "spec.template.metadata." + field,
              "Knative names the versions of a placement itself");
        }
      }
      if (metadata.get("labels") instanceof ObjectNode labels) {
        List<String> knatives = new ArrayList<>();
        labels.fieldNames().forEachRemaining(knatives::add);
        knatives.removeIf(key -> !key.matches("[^/]*knative[.]dev/.*"));
        knatives.forEach(labels::remove);
        knatives.forEach(
            key ->
                conversion.notExpressed(
                    "spec.template.metadata.labels[%s]".formatted(key),
                    "labels of this prefix are Knative's own"));
      }
    }
  }

  private void requests() {
    if (!(conversion.template().get("spec") instanceof ObjectNode pod)) {
      return;
    }
    JsonNode limit = pod.remove("containerConcurrency");
    if (limit != null && limit.asInt() > 0) {
      conversion.state("/spec/traffic/containerConcurrency", limit);
    }
    JsonNode timeout = pod.remove("timeoutSeconds");
    if (timeout != null && timeout.asInt() > 0) {
      conversion.state("/spec/traffic/maxRequestDuration", timeout.asText() + "s");
    } else {
      conversion.state("/spec/traffic/maxRequestDuration", KNATIVES_TIMEOUT_SECONDS + "s");
      conversion.remark(
          "/spec/traffic/maxRequestDuration",
          "How long does the longest request take? Knative's default ends one after 300s.");
    }
    for (String field : List.of("responseStartTimeoutSeconds", "idleTimeoutSeconds")) {
      JsonNode value = pod.remove(field);
      if (value != null && value.asInt() > 0) {
        conversion.notExpressed(
            "spec.template.spec." + field,
            "a placement states one time, spec.traffic.maxRequestDuration");
      }
    }
  }

  private void autoscaling() {
    if (!(conversion.template().at("/metadata/annotations") instanceof ObjectNode annotations)) {
      return;
    }
    Map<String, String> stated = new HashMap<>();
    annotations
        .properties()
        .forEach(annotation -> stated.put(annotation.getKey(), annotation.getValue().asText()));
    KnativeAnnotations read =
        KnativeAnnotations.of(
            new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withAnnotations(stated)
                .endMetadata()
                .build());
    number(read.minScale(), "/spec/scaling/minReplicas");
    number(read.maxScale(), "/spec/scaling/maxReplicas");
    number(read.utilization(), "/spec/scaling/targetUtilizationPercentage");
    number(read.target(), "/spec/traffic/concurrencyPerReplica");
    for (String key : stated.keySet()) {
      String name = key.substring(key.indexOf('/') + 1).replaceAll("([A-Z])", "-$1");
      boolean elsewhere =
          name.toLowerCase(Locale.ROOT)
              .matches("(min|max)-scale|target-utilization-percentage|target");
      if (key.startsWith(KnativeAnnotations.PREFIX)) {
        boolean taken = !read.notTaken().contains(key);
        if (!taken && !RENDERED_ANYWAY.contains(key + "=" + stated.get(key))) {
          conversion.notExpressed(
              "spec.template.metadata.annotations[%s]".formatted(key),
              "'%s' is not taken: the operator states it itself".formatted(stated.get(key)));
        }
        if (!taken || elsewhere) {
          annotations.remove(key);
        }
      }
    }
    if (annotations.isEmpty()) {
      ((ObjectNode) conversion.template().get("metadata")).remove("annotations");
    }
  }

  private void number(OptionalInt value, String path) {
    if (value.isPresent() && !(path.endsWith("minReplicas") && value.getAsInt() == 0)) {
      conversion.state(path, value.getAsInt());
    }
  }

  private void containers() {
    Set<String> names = new HashSet<>();
    for (String list : List.of("containers", "initContainers")) {
      conversion
          .containers(list)
          .forEach(container -> names.add(container.path("name").asText("")));
    }
    name(conversion.containers("containers"), KNATIVES_CONTAINER, names);
    name(conversion.containers("initContainers"), KNATIVES_INIT_CONTAINER, names);
    for (ObjectNode container : conversion.containers("containers")) {
      int port = port(container);
      for (String kind : List.of("readinessProbe", "livenessProbe", "startupProbe")) {
        if (container.get(kind) instanceof ObjectNode probe) {
          probe(probe, port);
        }
      }
    }
  }

  /** Knative lets names be absent; of several containers each then has a number. */
  private static void name(List<ObjectNode> containers, String byDefault, Set<String> taken) {
    for (ObjectNode container : containers) {
      if (container.path("name").asText("").isEmpty()) {
        String name = byDefault;
        for (int i = 0;
            taken.contains(name) || (containers.size() > 1 && name.equals(byDefault));
            i++) {
          name = byDefault + "-" + i;
        }
        taken.add(name);
        ObjectNode named = JsonNodeFactory.instance.objectNode().put("name", name);
        container.remove("name");
        named.setAll(container.deepCopy());
        container.removeAll();
        container.setAll(named);
      }
    }
  }

  /** The port that a container serves; Knative lets its number be absent. */
  private int port(ObjectNode container) {
    for (JsonNode node : Conversion.list(container, "ports")) {
      if (node instanceof ObjectNode port) {
        if (port.path("name").asText("").equals("h2c")) {
          conversion.state("/spec/traffic/protocol", "H2C");
        }
        if (port.path("containerPort").asInt() == 0) {
          port.put("containerPort", KNATIVES_PORT);
        }
        return port.path("containerPort").asInt();
      }
    }
    return KNATIVES_PORT;
  }

  /** Knative lets a probe's port be absent, and its action too. */
  private static void probe(ObjectNode probe, int port) {
    for (String action : List.of("httpGet", "tcpSocket", "grpc")) {
      if (probe.get(action) instanceof ObjectNode checked
          && (!checked.has("port") || checked.path("port").asText().equals("0"))) {
        checked.put("port", port);
      }
    }
    if (List.of("httpGet", "tcpSocket", "grpc", "exec").stream().noneMatch(probe::has)) {
      probe.putObject("tcpSocket").put("port", port);
    }
    List<String> fields = new ArrayList<>();
    probe.fieldNames().forEachRemaining(fields::add);
    fields.stream()
        .filter(field -> probe.get(field).isNumber() && probe.get(field).asInt() == 0)
        .forEach(probe::remove);
  }
}
