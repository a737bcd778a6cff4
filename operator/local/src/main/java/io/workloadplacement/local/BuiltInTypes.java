package io.workloadplacement.local;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.workloadplacement.local.ResourceType.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The resources of Kubernetes itself that the server serves. */
final class BuiltInTypes {

  static final String NAMESPACES = "namespaces";
  static final String NODES = "nodes";
  static final String PODS = "pods";
  static final String SERVICES = "services";
  static final String EVENTS = "events";
  static final String SERVICE_ACCOUNTS = "serviceaccounts";
  static final String DEPLOYMENTS = "deployments.apps";
  static final String REPLICA_SETS = "replicasets.apps";
  static final String AUTOSCALERS = "horizontalpodautoscalers.autoscaling";
  static final String BUDGETS = "poddisruptionbudgets.policy";
  static final String SLICES = "endpointslices.discovery.k8s.io";
  static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

  /** Groups that Kubernetes serves itself: what is not served of them is refused, not missing. */
  static final Set<String> KUBERNETES_GROUPS =
      Set.of(
          "",
          "admissionregistration.k8s.io",
          "apiextensions.k8s.io",
          "apiregistration.k8s.io",
          "apps",
          "authentication.k8s.io",
          "authorization.k8s.io",
          "autoscaling",
          "batch",
          "certificates.k8s.io",
          "coordination.k8s.io",
          "discovery.k8s.io",
          "events.k8s.io",
          "flowcontrol.apiserver.k8s.io",
          "networking.k8s.io",
          "node.k8s.io",
          "policy",
          "rbac.authorization.k8s.io",
          "resource.k8s.io",
          "scheduling.k8s.io",
          "storage.k8s.io");

  /** Fields of built-in types that Go holds as plain structs and lists, present also when empty. */
  static final Set<String> VALUE_STRUCTS =
      Set.of(
          "spec",
          "status",
          "template",
          "metadata",
          "strategy",
          "resources",
          "containers",
          "scaleTargetRef",
          "names");

  private static final Optional<Scale> REPLICAS =
      Optional.of(
          new Scale(
              List.of("spec", "replicas"),
              List.of("status", "replicas"),
              Optional.of(List.of("spec", "selector"))));

  private final ModelSchema models = new ModelSchema();
  private final List<ResourceType> types = new ArrayList<>();

  BuiltInTypes() {
    core("Namespace", NAMESPACES, List.of("ns"), false, true, models.of(Namespace.class));
    core("Node", NODES, List.of("no"), false, true, models.of(Node.class));
    core("Pod", PODS, List.of("po"), true, true, models.of(Pod.class));
    core("Service", SERVICES, List.of("svc"), true, true, models.of(Service.class));
    core("ConfigMap", "configmaps", List.of("cm"), true, false, models.of(ConfigMap.class));
    core("Secret", "secrets", List.of(), true, false, models.of(Secret.class));
    core(
        "ServiceAccount",
        SERVICE_ACCOUNTS,
        List.of("sa"),
        true,
        false,
        models.of(ServiceAccount.class));
    core("Event", EVENTS, List.of("ev"), true, false, models.of(Event.class));
    add(
        "apps",
        "v1",
        "Deployment",
        "deployments",
        List.of("deploy"),
        true,
        true,
        REPLICAS,
        models.of(Deployment.class));
    add(
        "apps",
        "v1",
        "ReplicaSet",
        "replicasets",
        List.of("rs"),
        true,
        true,
        REPLICAS,
        models.of(ReplicaSet.class));
    add(
        "autoscaling",
        "v2",
        "HorizontalPodAutoscaler",
        "horizontalpodautoscalers",
        List.of("hpa"),
        true,
        false,
        Optional.empty(),
        models.of(HorizontalPodAutoscaler.class));
    add(
        "policy",
        "v1",
        "PodDisruptionBudget",
        "poddisruptionbudgets",
        List.of("pdb"),
        true,
        true,
        Optional.empty(),
        models.of(PodDisruptionBudget.class));
    add(
        "discovery.k8s.io",
        "v1",
        "EndpointSlice",
        "endpointslices",
        List.of(),
        false,
        true,
        Optional.empty(),
        models.of(EndpointSlice.class));
    add(
        "networking.k8s.io",
        "v1",
        "Ingress",
        "ingresses",
        List.of("ing"),
        true,
        true,
        Optional.empty(),
        models.of(Ingress.class));
    add(
        "coordination.k8s.io",
        "v1",
        "Lease",
        "leases",
        List.of(),
        false,
        false,
        Optional.empty(),
        models.of(Lease.class));
    add(
        "events.k8s.io",
        "v1",
        "Event",
        "events",
        List.of("ev"),
        false,
        false,
        Optional.empty(),
        models.of(io.fabric8.kubernetes.api.model.events.v1.Event.class));
    definitions();
  }

  List<ResourceType> all() {
    return List.copyOf(types);
  }

  /** The schema of {@code metadata}, which custom resources share. */
  Schema metadata() {
    return models.of(ObjectMeta.class);
  }

  private void core(
      String kind,
      String plural,
      List<String> shortNames,
      boolean namespaced,
      boolean hasStatus,
      Schema schema) {
    types.add(
        new ResourceType(
            "",
            "v1",
            plural,
            kind.toLowerCase(Locale.ROOT),
            kind,
            shortNames,
            categories(kind),
            namespaced,
            false,
            hasStatus,
            kind.equals("Pod"),
            Optional.empty(),
            schema,
            BuiltInColumns.of(kind)));
  }

  private void add(
      String group,
      String version,
      String kind,
      String plural,
      List<String> shortNames,
      boolean hasStatus,
      boolean hasGeneration,
      Optional<Scale> scale,
      Schema schema) {
    types.add(
        new ResourceType(
            group,
            version,
            plural,
            kind.toLowerCase(Locale.ROOT),
            kind,
            shortNames,
            categories(kind),
            true,
            false,
            hasStatus,
            hasGeneration,
            scale,
            schema,
            BuiltInColumns.of(kind)));
  }

  /** Definitions are kept as they are written: their schema describes itself. */
  private void definitions() {
    Schema schema =
        Schema.parse(
            Json.literal(
                "{'type': 'object', 'properties': {'apiVersion': {'type': 'string'},"
                    + " 'kind': {'type': 'string'},"
                    + " 'spec': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': true},"
                    + " 'status': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': true}}}"));
    types.add(
        new ResourceType(
            "apiextensions.k8s.io",
            "v1",
            "customresourcedefinitions",
            "customresourcedefinition",
            "CustomResourceDefinition",
            List.of("crd", "crds"),
            List.of("api-extensions"),
            false,
            false,
            true,
            true,
            Optional.empty(),
            withMetadata(schema, metadata()),
            BuiltInColumns.of("CustomResourceDefinition")));
  }

  /** A schema whose {@code metadata} is that of every object. */
  static Schema withMetadata(Schema schema, Schema metadata) {
    var properties = new LinkedHashMap<>(schema.properties());
    properties.put("apiVersion", Schema.parse(Json.literal("{'type': 'string'}")));
    properties.put("kind", Schema.parse(Json.literal("{'type': 'string'}")));
    properties.put("metadata", metadata);
    return Schema.of(schema.source(), properties, null, null);
  }

  private static List<String> categories(String kind) {
    return switch (kind) {
      case "Pod", "Service", "Deployment", "ReplicaSet", "HorizontalPodAutoscaler" ->
          List.of("all");
      default -> List.of();
    };
  }
}
