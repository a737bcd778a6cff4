package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.ApiError.Cause;
import java.util.ArrayList;
import java.util.List;

/** Defaults of built-in types that depend on other fields, and the checks that our users meet. */
final class BuiltInRules {

  private BuiltInRules() {}

  static void applyDefaults(ResourceType type, ObjectNode object) {
    switch (type.kind()) {
      case "Pod" -> podDefaults(Json.within(object, "spec"));
      case "Deployment" -> {
        podDefaults(Json.within(object, "spec", "template", "spec"));
        strategyDefaults(Json.within(object, "spec", "strategy"), type.schema());
      }
      case "ReplicaSet" -> podDefaults(Json.within(object, "spec", "template", "spec"));
      case "Service" -> serviceDefaults(Json.within(object, "spec"));
      case "HorizontalPodAutoscaler" -> behaviorDefaults(Json.at(object, "spec", "behavior"));
      case "EndpointSlice" -> sliceDefaults(object.path("ports"));
      case "NetworkPolicy" -> networkPolicyDefaults(Json.within(object, "spec"));
      case "RoleBinding", "ClusterRoleBinding" -> subjectDefaults(object.path("subjects"));
      case "CustomResourceDefinition" -> CustomResources.applyDefaults(object);
      case "Namespace" ->
          Json.within(object, "metadata", "labels")
              .put("kubernetes.io/metadata.name", Json.name(object));
      default -> {}
    }
  }

  private static void podDefaults(ObjectNode pod) {
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : pod.path(list)) {
        ObjectNode fields = (ObjectNode) container;
        if (!fields.has("imagePullPolicy") && fields.has("image")) {
          fields.put("imagePullPolicy", pullPolicy(Json.text(fields, "image")));
        }
      }
    }
    if (pod.has("serviceAccountName")) {
      pod.set("serviceAccount", pod.get("serviceAccountName"));
    }
  }

  private static String pullPolicy(String image) {
    String name = image.substring(image.lastIndexOf('/') + 1);
    boolean latest = !name.contains("@") && (!name.contains(":") || name.endsWith(":latest"));
    return latest ? "Always" : "IfNotPresent";
  }

  private static void strategyDefaults(ObjectNode strategy, Schema deployment) {
    if (Json.text(strategy, "type").equals("RollingUpdate") && !strategy.has("rollingUpdate")) {
      strategy.putObject("rollingUpdate");
      Defaulting.apply(strategy, deployment.known("spec").known("strategy"));
    }
  }

  private static void serviceDefaults(ObjectNode spec) {
    boolean external = Json.text(spec, "type").equals("ExternalName");
    if (!external && !spec.has("internalTrafficPolicy")) {
      spec.put("internalTrafficPolicy", "Cluster");
    }
    for (JsonNode port : spec.path("ports")) {
      if (!port.has("targetPort")) {
        ((ObjectNode) port).set("targetPort", port.path("port"));
      }
    }
  }

  private static void sliceDefaults(JsonNode ports) {
    for (JsonNode port : ports) {
      if (!port.has("name") && port instanceof ObjectNode fields) {
        fields.put("name", "");
      }
    }
  }

  private static void networkPolicyDefaults(ObjectNode spec) {
    if (!spec.has("policyTypes")) {
      ArrayNode types = spec.putArray("policyTypes").add("Ingress");
      if (spec.has("egress")) {
        types.add("Egress");
      }
    }
  }

  private static void subjectDefaults(JsonNode subjects) {
    for (JsonNode subject : subjects) {
      boolean account = Json.text(subject, "kind").equals("ServiceAccount");
      if (!account && !subject.has("apiGroup") && subject instanceof ObjectNode fields) {
        fields.put("apiGroup", "rbac.authorization.k8s.io");
      }
    }
  }

  private static void behaviorDefaults(JsonNode behavior) {
    if (!(behavior instanceof ObjectNode fields)) {
      return;
    }
    ObjectNode up = Json.within(fields, "scaleUp");
    if (!up.has("stabilizationWindowSeconds")) {
      up.put("stabilizationWindowSeconds", 0);
    }
    policyDefaults(up, "[{'type':'Pods','value':4,'periodSeconds':15},");
    policyDefaults(Json.within(fields, "scaleDown"), "[");
  }

  private static void policyDefaults(ObjectNode rules, String first) {
    if (!rules.has("selectPolicy")) {
      rules.put("selectPolicy", "Max");
    }
    if (!rules.has("policies")) {
      String all = "{'all':" + first + "{'type':'Percent','value':100,'periodSeconds':15}]}";
      rules.set("policies", Json.literal(all).get("all"));
    }
  }

  /** What the server adds when an object is stored, and so is nobody's field. */
  static void allocate(ResourceType type, ObjectNode object, JsonNode live, Addresses addresses) {
    if (type.resource().equals(BuiltInTypes.NAMESPACES)) {
      Json.within(object, "spec").putArray("finalizers").add("kubernetes");
    }
    if (!type.resource().equals(BuiltInTypes.SERVICES)) {
      return;
    }
    ObjectNode spec = Json.within(object, "spec");
    if (Json.text(spec, "type").equals("ExternalName")) {
      return;
    }
    if (!spec.has("clusterIP")) {
      String kept = Json.text(live, "spec", "clusterIP");
      spec.put("clusterIP", kept.isEmpty() ? addresses.nextService() : kept);
    }
    spec.putArray("clusterIPs").add(Json.text(spec, "clusterIP"));
    if (!spec.has("ipFamilies")) {
      spec.putArray("ipFamilies").add("IPv4");
    }
    if (!spec.has("ipFamilyPolicy")) {
      spec.put("ipFamilyPolicy", "SingleStack");
    }
  }

  /** What is wrong with an object. */
  static List<Cause> check(ResourceType type, ObjectNode object, JsonNode live) {
    List<Cause> causes = new ArrayList<>();
    switch (type.kind()) {
      case "Deployment", "ReplicaSet" -> checkWorkload(object, live, causes);
      case "Pod" -> checkPod("spec", Json.at(object, "spec"), causes);
      case "Service" -> checkService(object, live, causes);
      case "HorizontalPodAutoscaler" -> checkAutoscaler(object.path("spec"), causes);
      case "PodDisruptionBudget" -> checkBudget(object.path("spec"), causes);
      default -> {}
    }
    return causes;
  }

  private static void checkWorkload(ObjectNode object, JsonNode live, List<Cause> causes) {
    JsonNode selector = Json.at(object, "spec", "selector");
    JsonNode labels = Json.at(object, "spec", "template", "metadata", "labels");
    if (Json.isEmpty(selector)) {
      causes.add(Cause.required("spec.selector"));
    } else if (!live.isMissingNode() && !Json.at(live, "spec", "selector").equals(selector)) {
      causes.add(Cause.invalid("spec.selector", Json.write(selector), "field is immutable"));
    }
    boolean selects =
        !Json.isEmpty(selector)
            && SelectorMatcher.of(selector).test(labels.isMissingNode() ? Json.object() : labels);
    if (!selects) {
      causes.add(
          Cause.invalid(
              "spec.template.metadata.labels",
              labels.isMissingNode() ? "null" : Json.write(labels),
              "`selector` does not match template `labels`"));
    }
    checkPod("spec.template.spec", Json.at(object, "spec", "template", "spec"), causes);
    int replicas = Json.integer(object, 0, "spec", "replicas");
    if (replicas < 0) {
      causes.add(
          Cause.invalid(
              "spec.replicas", Integer.toString(replicas), "must be greater than or equal to 0"));
    }
  }

  private static void checkPod(String path, JsonNode spec, List<Cause> causes) {
    JsonNode containers = spec.path("containers");
    if (containers.isEmpty()) {
      causes.add(Cause.required(path + ".containers"));
    }
    for (int i = 0; i < containers.size(); i++) {
      String at = path + ".containers[" + i + "]";
      if (Json.text(containers.get(i), "name").isEmpty()) {
        causes.add(Cause.required(at + ".name"));
      }
      if (Json.text(containers.get(i), "image").isEmpty()) {
        causes.add(Cause.required(at + ".image"));
      }
    }
  }

  private static void checkAutoscaler(JsonNode spec, List<Cause> causes) {
    int maximum = Json.integer(spec, 0, "maxReplicas");
    if (maximum < Json.integer(spec, 1, "minReplicas")) {
      causes.add(
          Cause.invalid(
              "spec.maxReplicas",
              Integer.toString(maximum),
              maximum < 1
                  ? "must be greater than 0"
                  : "must be greater than or equal to `minReplicas`"));
    }
  }

  private static void checkBudget(JsonNode spec, List<Cause> causes) {
    if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
      causes.add(
          Cause.invalid(
              "spec", Json.write(spec), "minAvailable and maxUnavailable cannot be both set"));
    }
  }

  private static void checkService(ObjectNode object, JsonNode live, List<Cause> causes) {
    JsonNode spec = object.path("spec");
    boolean needsPorts =
        !Json.text(spec, "type").equals("ExternalName")
            && !Json.text(spec, "clusterIP").equals("None");
    if (needsPorts && spec.path("ports").isEmpty()) {
      causes.add(Cause.required("spec.ports"));
    }
    ArrayNode ports = spec.path("ports") instanceof ArrayNode list ? list : Json.array();
    for (int i = 0; i < ports.size(); i++) {
      int port = Json.integer(ports.get(i), 0, "port");
      if (port < 1 || port > 65535) {
        causes.add(
            Cause.invalid(
                "spec.ports[" + i + "].port",
                Integer.toString(port),
                "must be between 1 and 65535, inclusive"));
      }
      if (ports.size() > 1 && Json.text(ports.get(i), "name").isEmpty()) {
        causes.add(Cause.required("spec.ports[" + i + "].name"));
      }
    }
    String before = Json.text(live, "spec", "clusterIP");
    String now = Json.text(spec, "clusterIP");
    if (!before.isEmpty() && !now.isEmpty() && !before.equals(now)) {
      causes.add(
          Cause.invalid("spec.clusterIPs[0]", "[\"" + now + "\"]", "may not change once set"));
    }
  }
}
