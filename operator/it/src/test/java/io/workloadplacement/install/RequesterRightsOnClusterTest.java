package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nobody gains rights by writing a placement. The shipped policy runs here under a name of its own
 * and for one namespace, beside whatever is installed.
 */
@Tag("cluster")
class RequesterRightsOnClusterTest {

  private static final String NAMESPACE = "requester-rights-check";
  private static final String URI =
      "/apis/workloadplacement.io/v1alpha1/namespaces/" + NAMESPACE + "/workloadplacements";
  private static final String ADOPTING =
      """
      {"apiVersion": "workloadplacement.io/v1alpha1", "kind": "WorkloadPlacement",
       "metadata": {"name": "adopting"},
       "spec": {"workloadRef": {"name": "legacy"}, "latency": {"target": "1s"},
                "traffic": {"pattern": "Steady", "averageRequestsPerSecond": "1"},
                "placement": {"mode": "Recommend"}}}
      """;
  private static final String TEMPLATE =
      ADOPTING
          .replace("adopting", "own")
          .replace(
              "\"workloadRef\": {\"name\": \"legacy\"}",
              "\"template\": {\"spec\": {\"containers\": [{\"name\": \"a\", \"image\": \"a\"}]}}");

  private static final String SERVICES = "/api/v1/namespaces/" + NAMESPACE + "/services";
  private static final String ANNOTATED =
      """
      {"apiVersion": "v1", "kind": "Service",
       "metadata": {"name": "annotated",
                    "annotations": {"workloadplacement.io/traffic-pattern": "Steady"}},
       "spec": {"selector": {"app": "a"}, "ports": [{"port": 80}]}}
      """;

  private static KubernetesClient admin;

  @BeforeAll
  static void prepare() {
    admin = new KubernetesClientBuilder().build();
    admin
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .serverSideApply();
    grant("writer", placements());
    grant(
        "deployer",
        placements(),
        rule("apps", "deployments", "create").build(),
        rule("apps", "deployments", "patch").withResourceNames("legacy").build(),
        rule("", "services", "create").build());
    grant("exposer", placements(), rule("", "services", "create").build());
    grant(
        "developer",
        placements(),
        rule("", "services", "create", "patch").build(),
        rule("apps", "deployments", "create", "patch").build(),
        rule("serving.knative.dev", "services", "create").build());
    KubernetesObjects.folder("config/admission")
        .objects()
        .forEach(RequesterRightsOnClusterTest::applyHere);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> create("writer", TEMPLATE))
                    .hasMessageContaining("spec.template"));
  }

  @AfterAll
  static void cleanUp() {
    KubernetesObjects.folder("config/admission")
        .objects()
        .forEach(object -> admin.resource(here(object)).delete());
    admin.namespaces().withName(NAMESPACE).delete();
    admin.close();
  }

  @Test
  void whoMayCreatePlacementsAndNoDeploymentsGetsNoTemplateRun() {
    assertRefused(
        "writer",
        TEMPLATE,
        "spec.template: writer may not create Deployments in namespace " + NAMESPACE);
  }

  @Test
  void whoMayNotPatchADeploymentCannotHaveItAdopted() {
    assertRefused(
        "writer",
        ADOPTING,
        "spec.workloadRef: writer may not patch Deployment " + NAMESPACE + "/legacy");
    assertRefused(
        "deployer",
        ADOPTING.replace("legacy", "other"),
        "spec.workloadRef: deployer may not patch Deployment " + NAMESPACE + "/other");
  }

  @Test
  void whoMayDoItByHandMayDeclareIt() {
    assertThatCode(() -> create("deployer", TEMPLATE)).doesNotThrowAnyException();
    assertThatCode(() -> create("deployer", ADOPTING)).doesNotThrowAnyException();
  }

  @Test
  void whoMayNotPatchDeploymentsCannotHaveThemAdoptedByAnAnnotationEither() {
    assertThatThrownBy(() -> createService("exposer", ANNOTATED))
        .hasMessageContaining(
            "metadata.annotations[workloadplacement.io/traffic-pattern]: exposer may not create"
                + " WorkloadPlacements and patch Deployments in namespace "
                + NAMESPACE);
    assertThatCode(() -> createService("developer", ANNOTATED)).doesNotThrowAnyException();
    assertThatCode(
            () ->
                createService(
                    "exposer", ANNOTATED.replace("workloadplacement.io/", "example.com/")))
        .doesNotThrowAnyException();
  }

  @Test
  void labelsAndTheSpecAreChangedWithTheRightAlone() {
    admin.raw(URI, "POST", tree(TEMPLATE.replace("own", "labelled")));

    assertThatThrownBy(() -> change("writer", RequesterRightsOnClusterTest::label))
        .hasMessageContaining("spec.template: writer may not create Deployments");
    assertThatThrownBy(() -> change("writer", RequesterRightsOnClusterTest::replaceImage))
        .hasMessageContaining("spec.template: writer may not create Deployments");
    assertThatThrownBy(() -> change("deployer", RequesterRightsOnClusterTest::label))
        .hasMessageContaining("spec.template: deployer may not patch Deployment");
    assertThat(change("developer", RequesterRightsOnClusterTest::label).getMetadata().getLabels())
        .containsEntry("team", "shop");
  }

  private static GenericKubernetesResource change(
      String user, UnaryOperator<GenericKubernetesResource> change) {
    try (KubernetesClient client = as(user)) {
      return client
          .genericKubernetesResources("workloadplacement.io/v1alpha1", "WorkloadPlacement")
          .inNamespace(NAMESPACE)
          .withName("labelled")
          .edit(change);
    }
  }

  private static GenericKubernetesResource label(GenericKubernetesResource live) {
    live.getMetadata().setLabels(Map.of("team", "shop"));
    return live;
  }

  private static GenericKubernetesResource replaceImage(GenericKubernetesResource live) {
    live.setAdditionalProperty(
        "spec", tree(TEMPLATE.replace("\"image\": \"a\"", "\"image\": \"b\"")).get("spec"));
    return live;
  }

  private static void assertRefused(String user, String placement, String message) {
    assertThatThrownBy(() -> create(user, placement))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal -> {
              assertThat(refusal.getCode()).isEqualTo(403);
              assertThat(refusal.getStatus().getMessage()).contains(message);
            });
  }

  private static void create(String user, String placement) {
    try (KubernetesClient client = as(user)) {
      client.raw(URI + "?dryRun=All", "POST", tree(placement));
    }
  }

  private static void createService(String user, String service) {
    try (KubernetesClient client = as(user)) {
      client.raw(SERVICES + "?dryRun=All", "POST", tree(service));
    }
  }

  private static KubernetesClient as(String user) {
    Config config = Config.autoConfigure(null);
    config.setImpersonateUsername(user);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static void grant(String user, PolicyRule... rules) {
    admin
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(user)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withRules(rules)
                .build())
        .serverSideApply();
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(user)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", user)
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build())
        .serverSideApply();
  }

  private static PolicyRule placements() {
    return rule("workloadplacement.io", "workloadplacements", "get", "create", "update", "patch")
        .build();
  }

  private static PolicyRuleBuilder rule(String group, String resource, String... verbs) {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(resource)
        .withVerbs(List.of(verbs));
  }

  private static void applyHere(ObjectNode object) {
    admin.resource(here(object)).serverSideApply();
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
    return admin
        .getKubernetesSerialization()
        .unmarshal(copy.toString(), GenericKubernetesResource.class);
  }

  private static ObjectNode tree(String json) {
    return KubernetesObjects.parse(json).objects().get(0);
  }
}
