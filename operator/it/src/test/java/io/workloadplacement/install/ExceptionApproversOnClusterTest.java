package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The API server asks who writes an exception. The shipped policy runs here under a name of its own
 * and for one namespace, beside whatever is installed.
 */
@Tag("cluster")
class ExceptionApproversOnClusterTest {

  private static final String NAMESPACE = "exception-approvers-check";
  private static final String URI =
      "/apis/workloadplacement.io/v1alpha1/namespaces/" + NAMESPACE + "/workloadplacements";
  private static final String PLACEMENT =
      """
      {"apiVersion": "workloadplacement.io/v1alpha1", "kind": "WorkloadPlacement",
       "metadata": {"name": "cart"},
       "spec": {"workloadRef": {"name": "legacy"}, "latency": {"target": "1s"},
                "traffic": {"pattern": "Steady", "averageRequestsPerSecond": "1"},
                "placement": {"mode": "Recommend"}}}
      """;
  private static final String EXCEPTION =
      PLACEMENT.replace(
          "\"mode\": \"Recommend\"",
          "\"mode\": \"Recommend\", \"exception\": {\"reason\": \"launch\","
              + " \"approvedBy\": \"lena\", \"expiresAt\": \"2036-12-01T00:00:00Z\"}");
  private static final String POLICY =
      """
      {"apiVersion": "workloadplacement.io/v1alpha1", "kind": "PlacementPolicy",
       "metadata": {"name": "exception-approvers-check"},
       "spec": {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "%s"}},
                "exceptions": {"allowed": true, "approvers": ["leads", "zoe"]}}}
      """
          .formatted(NAMESPACE);

  private static KubernetesClient admin;

  @BeforeAll
  static void prepare() {
    admin = new KubernetesClientBuilder().build();
    admin
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .serverSideApply();
    for (String user : new String[] {"ana", "zoe", "lena"}) {
      admin
          .resource(
              new RoleBindingBuilder()
                  .withNewMetadata()
                  .withName(user)
                  .withNamespace(NAMESPACE)
                  .endMetadata()
                  .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                  .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                  .build())
          .serverSideApply();
    }
    admin.resource(unmarshalled(tree(POLICY))).serverSideApply();
    KubernetesObjects.folder("config/approvers")
        .objects()
        .forEach(object -> admin.resource(here(object)).serverSideApply());
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> create("ana", EXCEPTION))
                    .hasMessageContaining("PlacementPolicy " + NAMESPACE));
  }

  @AfterAll
  static void cleanUp() {
    KubernetesObjects.folder("config/approvers")
        .objects()
        .forEach(object -> admin.resource(here(object)).delete());
    admin.resource(unmarshalled(tree(POLICY))).delete();
    admin.namespaces().withName(NAMESPACE).delete();
    admin.close();
  }

  @Test
  void who_is_no_approver_is_told_whom_to_ask() {
    assertThatThrownBy(() -> create("ana", EXCEPTION))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal -> {
              assertThat(refusal.getCode()).isEqualTo(403);
              assertThat(refusal.getStatus().getMessage())
                  .contains(
                      "spec.placement.exception: ana may not write an exception from PlacementPolicy "
                          + NAMESPACE
                          + ": ask one of its approvers, leads, zoe");
            });
    assertThatCode(() -> create("ana", PLACEMENT)).doesNotThrowAnyException();
  }

  @Test
  void approvers_write_exceptions_by_their_name_or_their_group() {
    assertThatCode(() -> create("zoe", EXCEPTION)).doesNotThrowAnyException();
    assertThatThrownBy(() -> create("lena", EXCEPTION)).hasMessageContaining("ask one of");
    assertThatCode(() -> create("lena", EXCEPTION, "leads")).doesNotThrowAnyException();
  }

  private static void create(String user, String placement, String... groups) {
    Config config = Config.autoConfigure(null);
    config.setImpersonateUsername(user);
    config.setImpersonateGroups(groups);
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      client.raw(URI + "?dryRun=All", "POST", tree(placement));
    }
  }

  private static GenericKubernetesResource here(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.withObject("/metadata").put("name", NAMESPACE);
    if (copy.at("/spec").has("policyName")) {
      copy.withObject("/spec").put("policyName", NAMESPACE);
    } else {
      copy.withObject("/spec/matchConstraints/namespaceSelector/matchLabels")
          .put("kubernetes.io/metadata.name", NAMESPACE);
    }
    return unmarshalled(copy);
  }

  private static GenericKubernetesResource unmarshalled(ObjectNode object) {
    return admin
        .getKubernetesSerialization()
        .unmarshal(object.toString(), GenericKubernetesResource.class);
  }

  private static ObjectNode tree(String json) {
    return KubernetesObjects.parse(json).objects().get(0);
  }
}
