package io.workloadplacement.install;

import static io.workloadplacement.install.ApiWrite.NAMESPACE;
import static io.workloadplacement.install.RestrictedUsers.may;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What ServiceAccounts with few rights try to gain by writing placements or Services, who refuses
 * it, and that whoever could do the same by hand may do each.
 */
@Tag("cluster")
class RightsNotGainedOnClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ALL = "get list watch create update patch delete deletecollection";

  private static RestrictedUsers users;

  @BeforeAll
  static void prepare() {
    users = new RestrictedUsers(NAMESPACE);
    grantRights();
    apply(
        NAMESPACE,
        ApiWrite.placement("card", ApiWrite.template("a"), "Auto"),
        ApiWrite.placement("adopting", "workloadRef: {name: legacy}", "Auto"),
        ApiWrite.placement("pinned", ApiWrite.template("a"), "Pinned, target: Deployment")
            .replace("compliance: pci", "collection: ''"),
        ApiWrite.service("plain", "x: y").replace("workloadplacement.io/x", "x"),
        ApiWrite.service("annotated", "traffic-pattern: Steady"));
    placement(users.admin(), NAMESPACE, "adopting")
        .edit(
            live -> {
              live.getMetadata().setFinalizers(List.of("workloadplacement.io/release-workload"));
              return live;
            });
    users.installPolicy();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(answer(RightsAttempt.RUN_A_TEMPLATE.write(), "placer"))
                    .contains("spec.template"));
  }

  private static void grantRights() {
    var placements =
        may("workloadplacement.io", "workloadplacements workloadplacements/status", ALL);
    var deployments = may("apps", "deployments", ALL);
    var services = may("", "services services/status", ALL);
    var knative = may("serving.knative.dev", "services", ALL);
    var legacy = may("apps", "deployments", "patch");
    legacy.setResourceNames(List.of("legacy"));
    users.grant("placer", placements);
    users.grant("exposer", services);
    users.grant("status-writer", may("", "services", "get"), may("", "services/status", "patch"));
    users.grant("deployer", deployments, services, knative);
    users.grant("without-services", placements, deployments, knative);
    users.grant("without-knative", placements, deployments, services);
    users.grant("legacy-keeper", placements, legacy, services, knative);
    users.grant("creator", placements, may("apps", "deployments", "create"), services, knative);
    users.grant(
        "keeper", placements, may("apps", "deployments", "create patch"), services, knative);
    users.grant("deleter", placements, deployments, knative);
    users.grant("owner", may("", "services/status", "patch"));
    users.grantEdit("owner");
    users.grantOperator("operator");
  }

  @AfterAll
  static void cleanUp() {
    placement(users.admin(), NAMESPACE, "adopting")
        .edit(
            live -> {
              live.getMetadata().setFinalizers(List.of());
              return live;
            });
    users.close();
  }

  @ParameterizedTest
  @EnumSource
  void nobody_gains_by_an_attempt(RightsAttempt attempt) {
    assertThat(answer(attempt.write(), attempt.user()))
        .as("%s tries to gain %s", attempt.user(), attempt.gains())
        .startsWith("403 ")
        .contains(attempt.refusal(users.fullName(attempt.user())));
  }

  @ParameterizedTest
  @EnumSource
  void who_could_do_it_by_hand_may_do_it(RightsAttempt attempt) {
    assertThat(answer(attempt.write(), attempt.allowed())).as(attempt.allowed()).isEqualTo("done");
  }

  @ParameterizedTest
  @EnumSource
  void other_changes_take_no_further_rights(FreeWrite change) {
    assertThat(answer(change.write(), change.user())).as(change.user()).isEqualTo("done");
  }

  @Test
  void the_operator_writes_what_it_has_to() {
    assertThat(
            answer(
                ApiWrite.patch(
                    "workloadplacements", "", "adopting", "{'metadata': {'finalizers': null}}"),
                "operator"))
        .isEqualTo("done");
    assertThat(answer(ApiWrite.delete("workloadplacements", "adopting"), "operator"))
        .isEqualTo("done");
    assertThat(
            answer(
                ApiWrite.patch(
                    "workloadplacements",
                    "",
                    "adopting",
                    "{'spec': {'latency': {'target': '2s'}}, 'metadata': {'labels': {'a': 'b'}}}"),
                "operator"))
        .isEqualTo("done");
  }

  @Test
  void the_garbage_collector_ends_a_placement_in_the_foreground() {
    apply(NAMESPACE, ApiWrite.placement("ending", ApiWrite.template("a"), "Auto"));

    placement(users.as("owner"), NAMESPACE, "ending")
        .withPropagationPolicy(DeletionPropagation.FOREGROUND)
        .delete();

    await()
        .atMost(PATIENCE)
        .until(() -> placement(users.admin(), NAMESPACE, "ending").get() == null);
  }

  @Test
  void the_garbage_collector_leaves_and_takes_placements_with_their_service() {
    for (String name : List.of("left", "taken")) {
      apply(
          NAMESPACE,
          ApiWrite.service(name, "traffic-pattern: Steady"),
          ApiWrite.placement(name, "workloadRef: {name: legacy-" + name + "}", "Auto"));
      String uid = service(name).get().getMetadata().getUid();
      placement(users.as("operator"), NAMESPACE, name)
          .edit(
              live -> {
                live.getMetadata()
                    .setOwnerReferences(
                        List.of(
                            new OwnerReferenceBuilder()
                                .withApiVersion("v1")
                                .withKind("Service")
                                .withName(name)
                                .withUid(uid)
                                .withController(true)
                                .build()));
                return live;
              });
    }

    service("left").withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
    service("taken").delete();

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                placement(users.admin(), NAMESPACE, "taken").get() == null
                    && placement(users.admin(), NAMESPACE, "left")
                        .get()
                        .getMetadata()
                        .getOwnerReferences()
                        .isEmpty()
                    && service("left").get() == null);
  }

  @Test
  void a_namespace_ends_with_all_that_is_in_it() {
    String ending = NAMESPACE + "-ending";
    users.createNamespace(ending);
    apply(
        ending,
        ApiWrite.placement("card", ApiWrite.template("a"), "Auto"),
        ApiWrite.placement("adopting", "workloadRef: {name: legacy}", "Auto"),
        ApiWrite.service("annotated", "traffic-pattern: Steady"));

    users.admin().namespaces().withName(ending).delete();

    await().atMost(PATIENCE).until(() -> users.admin().namespaces().withName(ending).get() == null);
  }

  private static String answer(ApiWrite write, String user) {
    try {
      write.by(users.as(user));
      return "done";
    } catch (KubernetesClientException e) {
      return e.getCode() + " " + e.getMessage();
    }
  }

  private static void apply(String namespace, String... objects) {
    for (String yaml : objects) {
      users.admin().resource(yaml).inNamespace(namespace).create();
    }
  }

  private static Resource<GenericKubernetesResource> placement(
      KubernetesClient user, String namespace, String name) {
    return user.genericKubernetesResources("workloadplacement.io/v1alpha1", "WorkloadPlacement")
        .inNamespace(namespace)
        .withName(name);
  }

  private static Resource<GenericKubernetesResource> service(String name) {
    return users
        .admin()
        .genericKubernetesResources("v1", "Service")
        .inNamespace(NAMESPACE)
        .withName(name);
  }
}
