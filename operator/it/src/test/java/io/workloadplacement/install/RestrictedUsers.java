package io.workloadplacement.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ServiceAccounts with Roles of their own in one namespace of a real cluster, and the shipped
 * admission policy for the namespaces with the label {@code requester-rights}, under a name of its
 * own, beside whatever is installed.
 */
final class RestrictedUsers implements AutoCloseable {

  private static final String LABEL = "requester-rights";

  private final KubernetesClient admin = new KubernetesClientBuilder().build();
  private final Map<String, KubernetesClient> clients = new LinkedHashMap<>();
  private final String namespace;

  RestrictedUsers(String namespace) {
    this.namespace = namespace;
    createNamespace(namespace);
  }

  KubernetesClient admin() {
    return admin;
  }

  /** A namespace for which the policy holds. */
  void createNamespace(String name) {
    admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(LABEL, namespace)
                .endMetadata()
                .build())
        .serverSideApply();
  }

  void installPolicy() {
    KubernetesObjects.folder("config/admission")
        .objects()
        .forEach(object -> admin.resource(here(object)).serverSideApply());
  }

  /** Makes a ServiceAccount that may do so much in the namespace, and nothing else anywhere. */
  void grant(String name, PolicyRule... rules) {
    serviceAccount(name);
    admin
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withRules(rules)
                .build())
        .serverSideApply();
    bind(name, "Role", name);
  }

  /**
   * Makes a ServiceAccount with the cluster's own role edit, and what the shipped roles add to it.
   */
  void grantEdit(String name) {
    serviceAccount(name);
    bind(name, "ClusterRole", "edit");
    for (String shipped : List.of("workload-placement-view", "workload-placement-edit")) {
      admin
          .resource(
              new RoleBuilder()
                  .withNewMetadata()
                  .withName(shipped)
                  .withNamespace(namespace)
                  .endMetadata()
                  .withRules(
                      rules(KubernetesObjects.folder("config/rbac").named("ClusterRole", shipped)))
                  .build())
          .serverSideApply();
      bind(name, "Role", shipped);
    }
  }

  /** Makes a ServiceAccount with the operator's rights, in the whole cluster as it has them. */
  void grantOperator(String name) {
    serviceAccount(name);
    ObjectNode role =
        KubernetesObjects.folder("config/rbac").named("ClusterRole", "workload-placement-operator");
    role.withObject("/metadata").put("name", namespace);
    admin.resource(unmarshalled(role)).serverSideApply();
    admin.resource(unmarshalled(operatorBinding(name))).serverSideApply();
  }

  private ObjectNode operatorBinding(String name) {
    return KubernetesObjects.parse(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: %1$s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s}
            subjects: [{kind: ServiceAccount, name: %2$s, namespace: %1$s}]
            """
                .formatted(namespace, name))
        .objects()
        .get(0);
  }

  /** Acts as a ServiceAccount, with its real rights. */
  KubernetesClient as(String name) {
    return clients.computeIfAbsent(name, user -> impersonating(fullName(user)));
  }

  /** The name by which the API server knows a ServiceAccount. */
  String fullName(String name) {
    return "system:serviceaccount:" + namespace + ":" + name;
  }

  static PolicyRule may(String group, String resources, String verbs) {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(List.of(resources.split(" ")))
        .withVerbs(List.of(verbs.split(" ")))
        .build();
  }

  private GenericKubernetesResource unmarshalled(JsonNode object) {
    return admin
        .getKubernetesSerialization()
        .unmarshal(object.toString(), GenericKubernetesResource.class);
  }

  @Override
  public void close() {
    KubernetesObjects.folder("config/admission")
        .objects()
        .forEach(object -> admin.resource(here(object)).delete());
    admin.rbac().clusterRoleBindings().withName(namespace).delete();
    admin.rbac().clusterRoles().withName(namespace).delete();
    admin.namespaces().withLabel(LABEL, namespace).delete();
    clients.values().forEach(KubernetesClient::close);
    admin.close();
  }

  private void serviceAccount(String name) {
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .serverSideApply();
  }

  private void bind(String user, String kind, String role) {
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(user + "-" + role)
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", kind, role)
                .addNewSubject("", "ServiceAccount", user, namespace)
                .build())
        .serverSideApply();
  }

  private PolicyRule[] rules(ObjectNode role) {
    return admin
        .getKubernetesSerialization()
        .unmarshal(role.get("rules").toString(), PolicyRule[].class);
  }

  private static KubernetesClient impersonating(String user) {
    Config config = Config.autoConfigure(null);
    config.setImpersonateUsername(user);
    config.setImpersonateGroups("system:serviceaccounts", "system:authenticated");
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private GenericKubernetesResource here(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.withObject("/metadata").put("name", namespace);
    if (copy.at("/spec").has("policyName")) {
      copy.withObject("/spec").put("policyName", namespace);
    } else {
      copy.withObject("/spec/matchConstraints/namespaceSelector/matchLabels").put(LABEL, namespace);
    }
    return unmarshalled(copy);
  }
}
