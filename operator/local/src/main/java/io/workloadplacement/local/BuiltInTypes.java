package io.workloadplacement.local;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
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
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.workloadplacement.local.ResourceType.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The resources of Kubernetes itself that the server serves. */
final class BuiltInTypes {

  static final String NAMESPACES = "namespaces";
  static final String NODES = "nodes";
  static final String PODS = "pods";
  static final String SERVICES = "services";
  static final String ENDPOINTS = "endpoints";
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
          "podSelector",
          "names");

  /** Kinds whose {@code metadata.generation} the server counts. */
  private static final Set<String> COUNTED =
      Set.of(
          "Pod",
          "Deployment",
          "ReplicaSet",
          "PodDisruptionBudget",
          "EndpointSlice",
          "Ingress",
          "NetworkPolicy");

  private static final Optional<Scale> REPLICAS =
      Optional.of(
          new Scale(
              List.of("spec", "replicas"),
              List.of("status", "replicas"),
              Optional.of(List.of("spec", "selector"))));

  private final ModelSchema models = new ModelSchema();
  private final Schema metadata = models.of(ObjectMeta.class);
  private final List<ResourceType> types = new ArrayList<>();

  BuiltInTypes() {
    serve(Namespace.class, "ns");
    serve(Node.class, "no");
    serve(Pod.class, "po");
    serve(Service.class, "svc");
    serve(Endpoints.class, "ep");
    serve(ConfigMap.class, "cm");
    serve(Secret.class);
    serve(ServiceAccount.class, "sa");
    serve(PersistentVolumeClaim.class, "pvc");
    serve(Event.class, "ev");
    serve(Deployment.class, "deploy");
    serve(ReplicaSet.class, "rs");
    serve(HorizontalPodAutoscaler.class, "hpa");
    serve(PodDisruptionBudget.class, "pdb");
    serve(EndpointSlice.class);
    serve(Ingress.class, "ing");
    serve(NetworkPolicy.class, "netpol");
    serve(Role.class);
    serve(RoleBinding.class);
    serve(ClusterRole.class);
    serve(ClusterRoleBinding.class);
    serve(RuntimeClass.class);
    serve(Lease.class);
    serve(io.fabric8.kubernetes.api.model.events.v1.Event.class, "ev");
    definitions();
  }

  private void serve(Class<? extends HasMetadata> model, String... shortNames) {
    String kind = HasMetadata.getKind(model);
    Schema schema = models.of(model);
    types.add(
        new ResourceType(
            HasMetadata.getGroup(model),
            HasMetadata.getVersion(model),
            HasMetadata.getPlural(model),
            HasMetadata.getSingular(model),
            kind,
            List.of(shortNames),
            categories(kind),
            Namespaced.class.isAssignableFrom(model),
            false,
            schema.declares("status"),
            COUNTED.contains(kind),
            List.of("Deployment", "ReplicaSet").contains(kind) ? REPLICAS : Optional.empty(),
            schema,
            BuiltInColumns.of(kind)));
  }

  List<ResourceType> all() {
    return List.copyOf(types);
  }

  /** The schema of {@code metadata}, which custom resources share. */
  Schema metadata() {
    return metadata;
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
