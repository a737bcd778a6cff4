package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import io.workloadplacement.local.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody asks whose placements do not do what they should. */
class DoctorCommandTest {

  @TempDir Path folder;
  private LocalCluster cluster;
  private KubernetesClient client;
  private Path kubeconfig;

  @BeforeEach
  void start() throws IOException {
    cluster = LocalCluster.start(Options.defaults().withPodStart(Duration.ofMillis(20)));
    kubeconfig = cluster.writeKubeconfig(folder.resolve("kubeconfig"));
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void an_empty_cluster_lacks_the_definitions_and_the_operator_and_is_told_what_to_install() {
    CommandRun run = CommandRun.of("doctor", "--kubeconfig", kubeconfig);

    assertThat(run.status()).as(run::said).isEqualTo(2);
    assertThat(lines(run))
        .contains(
            "FAIL Definitions workloadplacements.workloadplacement.io is not installed: kubectl apply -f crds/",
            "FAIL Operator No Deployment has the label app.kubernetes.io/name=workload-placement-operator: install it (kubectl apply -k config/default).")
        .anyMatch(line -> line.startsWith("OK API server It answers, as Kubernetes v"))
        .anyMatch(line -> line.startsWith("WARN Router There is none: "));
  }

  @Test
  void what_is_well_is_said_and_warnings_count_only_where_they_are_asked_for() throws IOException {
    install();
    operatorLeads(PlanRun.NOW);

    CommandRun run = CommandRun.of("doctor", "--kubeconfig", kubeconfig);

    assertThat(run.status()).as(run::said).isZero();
    assertThat(lines(run))
        .contains(
            "OK Definitions workloadplacements.workloadplacement.io has every field of this program.",
            "OK Operator operators/workload-placement-operator has 1 of 1 pods ready.",
            "OK Leader pod-1 holds the lease operators/workload-placement-operator.",
            "OK Rights system:serviceaccount:operators:wp has the rights that were asked about.",
            "OK Placements 0, and none in trouble.");
    assertThat(CommandRun.of("doctor", "--strict", "--kubeconfig", kubeconfig).status())
        .as("there is no router")
        .isEqualTo(1);
  }

  @Test
  void old_definitions_and_a_leader_that_is_gone_fail() throws IOException {
    install();
    operatorLeads(PlanRun.NOW.minus(Duration.ofHours(1)));
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("workloadplacements.workloadplacement.io")
        .edit(
            definition -> {
              definition
                  .getSpec()
                  .getVersions()
                  .get(0)
                  .getSchema()
                  .getOpenAPIV3Schema()
                  .getProperties()
                  .get("status")
                  .getProperties()
                  .remove("handledRequests");
              return definition;
            });

    CommandRun run = CommandRun.of("doctor", "--kubeconfig", kubeconfig);

    assertThat(run.status()).isEqualTo(2);
    assertThat(lines(run))
        .contains(
            "FAIL Definitions workloadplacements.workloadplacement.io is older than this program, and lacks status.handledRequests: kubectl apply -f crds/")
        .anyMatch(
            line ->
                line.startsWith("FAIL Leader pod-1 held the lease ")
                    && line.endsWith("does not renew it: is the operator running?"));
  }

  @Test
  void placements_in_trouble_and_policies_in_the_way_are_named() throws IOException {
    install();
    operatorLeads(PlanRun.NOW);
    placement("checkout");
    client
        .resource(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: default-deny, namespace: operators}
            spec: {podSelector: {}, policyTypes: [Ingress]}
            """)
        .create();

    CommandRun run = CommandRun.of("doctor", "--kubeconfig", kubeconfig);

    assertThat(run.status()).as(run::said).isZero();
    assertThat(lines(run))
        .contains(
            "WARN Placements operators/checkout: the operator has not looked yet: is it running?")
        .anyMatch(
            line ->
                line.startsWith("WARN NetworkPolicies operators/default-deny denies all that no"));
  }

  @Test
  void a_router_that_the_operator_does_not_know_of_is_named() throws IOException {
    install();
    operatorLeads(PlanRun.NOW);
    client
        .resource(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: workload-placement-router
              namespace: operators
              labels: {app.kubernetes.io/name: workload-placement-router}
            spec:
              selector: {matchLabels: {app: router}}
              template:
                metadata: {labels: {app: router}}
                spec: {containers: [{name: envoy, image: "registry.example/envoy:1"}]}
            """)
        .create();

    assertThat(lines(CommandRun.of("doctor", "--kubeconfig", kubeconfig)))
        .contains(
            "WARN Router operators/workload-placement-operator does not use it: its variable ROUTER_SERVICE is not set.");
  }

  @Test
  void an_autoscaler_of_a_placement_without_metrics_is_named_and_no_other() throws IOException {
    install();
    operatorLeads(PlanRun.NOW);
    autoscaler("blind", "False", "FailedGetResourceMetric");
    autoscaler("scaling", "True", "ValidMetricFound");

    assertThat(lines(CommandRun.of("doctor", "--kubeconfig", kubeconfig)))
        .filteredOn(line -> line.contains(" Autoscalers "))
        .singleElement()
        .asString()
        .startsWith(
            "WARN Autoscalers operators/blind does not scale (FailedGetResourceMetric): no metrics");
  }

  private void autoscaler(String name, String active, String reason) {
    client
        .resource(
            new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("operators")
                .addNewOwnerReference()
                .withApiVersion("workloadplacement.io/v1alpha1")
                .withKind("WorkloadPlacement")
                .withName(name)
                .withUid(placement(name).getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withMaxReplicas(2)
                .withNewScaleTargetRef("apps/v1", "Deployment", name)
                .endSpec()
                .build())
        .create();
    client
        .autoscaling()
        .v2()
        .horizontalPodAutoscalers()
        .inNamespace("operators")
        .withName(name)
        .editStatus(
            autoscaler ->
                new HorizontalPodAutoscalerBuilder(autoscaler)
                    .withNewStatus()
                    .withDesiredReplicas(1)
                    .addNewCondition()
                    .withType("ScalingActive")
                    .withStatus(active)
                    .withReason(reason)
                    .withMessage("no metrics")
                    .endCondition()
                    .endStatus()
                    .build());
  }

  @Test
  void what_may_not_be_read_is_a_warning_and_the_rest_is_looked_at() throws IOException {
    install();
    operatorLeads(PlanRun.NOW);
    cluster.intercept(new WithoutLeases());

    CommandRun run = CommandRun.of("doctor", "--kubeconfig", kubeconfig);

    assertThat(run.status()).as(run::said).isZero();
    assertThat(lines(run))
        .anyMatch(line -> line.startsWith("WARN Leader You may not look: may not list leases"))
        .anyMatch(line -> line.startsWith("OK Placements"));
  }

  private WorkloadPlacement placement(String name) {
    return client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: workloadplacement.io/v1alpha1
                kind: WorkloadPlacement
                metadata: {name: %s, namespace: operators}
                spec:
                  template: {spec: {containers: [{name: app, image: "registry.example/checkout:1"}]}}
                  traffic: {pattern: Steady, averageRequestsPerSecond: "40"}
                  latency: {target: 5s}
                """
                    .formatted(name),
                WorkloadPlacement.class))
        .create();
  }

  private static List<String> lines(CommandRun run) {
    return run.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
  }

  private void install() throws IOException {
    for (String name : List.of("workloadplacements", "placementpolicies")) {
      Path file = PlanRun.ROOT.resolve("crds/" + name + ".workloadplacement.io.yaml");
      client.resource(Files.readString(file)).serverSideApply();
    }
  }

  private void operatorLeads(Instant renewed) {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName("operators").endMetadata().build())
        .create();
    client
        .resource(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: workload-placement-operator
              namespace: operators
              labels: {app.kubernetes.io/name: workload-placement-operator}
            spec:
              selector: {matchLabels: {app: operator}}
              template:
                metadata: {labels: {app: operator}}
                spec:
                  serviceAccountName: wp
                  containers: [{name: operator, image: "registry.example/operator:1"}]
            """)
        .create();
    client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName("workload-placement-operator")
                .withNamespace("operators")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("pod-1")
                .withLeaseDurationSeconds(15)
                .withRenewTime(renewed.atZone(ZoneOffset.UTC))
                .endSpec()
                .build())
        .create();
    await("the operator's pod is ready")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Integer.valueOf(1)
                    .equals(
                        client
                            .apps()
                            .deployments()
                            .inNamespace("operators")
                            .withName("workload-placement-operator")
                            .get()
                            .getStatus()
                            .getReadyReplicas()));
  }

  /** Somebody who may not see leases. */
  private record WithoutLeases() implements Interceptor {
    @Override
    public Optional<Answer> before(Request request) {
      return request.path().contains("/leases")
          ? Optional.of(Answer.refusal(403, "Forbidden", "may not list leases"))
          : Optional.empty();
    }
  }
}
