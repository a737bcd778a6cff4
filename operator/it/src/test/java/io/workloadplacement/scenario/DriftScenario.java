package io.workloadplacement.scenario;

import static io.workloadplacement.scenario.State.READY;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.workloadplacement.api.v1alpha1.Target;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others change, and what the API server writes in its own way. */
@Execution(ExecutionMode.CONCURRENT)
class DriftScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  private static final WrittenPlacement CHECKOUT = WrittenPlacement.steady("checkout");

  @Test
  void whatTheOperatorOwnsIsRevertedAndWhatOthersAddStays() {
    ScenarioNamespace shop = cluster.namespace();
    shop.apply(CHECKOUT).becomes(READY);
    int maximum = shop.autoscaler("checkout").orElseThrow().getSpec().getMaxReplicas();

    shop.edit(
        Deployment.class,
        "checkout",
        deployment -> {
          deployment.getMetadata().getAnnotations().put("team", "payments");
          deployment.getMetadata().getLabels().put("cost-centre", "4711");
          container(deployment).setImage("registry.example/somebody-elses:1");
          return deployment;
        });
    shop.edit(
        HorizontalPodAutoscaler.class,
        "checkout",
        autoscaler -> {
          autoscaler.getSpec().setMaxReplicas(99);
          return autoscaler;
        });
    shop.edit(
        Service.class,
        "checkout",
        service -> {
          service.getSpec().setSelector(Map.of("app", "somebody-elses"));
          return service;
        });

    Deployment reverted =
        shop.until(
            Deployment.class,
            "checkout",
            d -> container(d).getImage().equals("registry.example/checkout:1"));
    assertThat(reverted.getMetadata().getAnnotations()).containsEntry("team", "payments");
    assertThat(reverted.getMetadata().getLabels()).containsEntry("cost-centre", "4711");
    shop.until(
        HorizontalPodAutoscaler.class,
        "checkout",
        autoscaler -> autoscaler.getSpec().getMaxReplicas() == maximum);
    shop.until(
        Service.class,
        "checkout",
        service ->
            service
                .getSpec()
                .getSelector()
                .equals(Map.of("workloadplacement.io/placement", "checkout")));
  }

  @Test
  void whatSomebodyDeletesComesBack() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT);
    var owned = checkout.becomes(READY);
    String before = shop.deployment("checkout").orElseThrow().getMetadata().getUid();

    shop.delete(Deployment.class, "checkout");

    Deployment again =
        shop.until(Deployment.class, "checkout", d -> !d.getMetadata().getUid().equals(before));
    assertThat(again.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(owned.getMetadata().getUid()));
    checkout.becomes(READY);
  }

  @ParameterizedTest
  @EnumSource
  void aFieldThatGoesFromTheTemplateGoesFromTheWorkload(Target target) {
    ScenarioNamespace shop = cluster.namespace();
    WrittenPlacement checkout = CHECKOUT.pinnedTo(target);
    WrittenPlacement extended =
        checkout.container(
            """
            env: [{name: MODE, value: fast}, {name: LEVEL, value: high}]
            args: [--verbose]
            """);
    shop.apply(extended).becomes(State.readyOn(target));
    assertThat(container(shop, target).getEnv()).extracting("name").contains("MODE", "LEVEL");

    shop.apply(checkout.container("env: [{name: LEVEL, value: high}]"));
    shop.placement("checkout").becomes(State.readyOn(target));

    assertThat(container(shop, target).getEnv())
        .extracting("name")
        .contains("LEVEL")
        .doesNotContain("MODE");
    assertThat(container(shop, target).getArgs()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatTheApiServerWritesInItsOwnWayIsNotAppliedForEver(Target target) {
    ScenarioNamespace shop = cluster.namespace();
    WrittenPlacement awkward =
        CHECKOUT
            .pinnedTo(target)
            .container(
                """
                env: []
                resources: {requests: {cpu: 1000m, memory: 1024Mi}, limits: {cpu: "2.0"}}
                readinessProbe:
                  httpGet: {path: /, port: 8080}
                  initialDelaySeconds: 0
                  periodSeconds: 5
                """);
    WrittenPlacement workload =
        target == Target.KNATIVE
            ? awkward
            : awkward.container(
                "env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]");
    ScenarioPlacement checkout = shop.apply(workload);
    checkout.becomes(State.readyOn(target));

    var writes = shop.writes();
    checkout.isLookedAtAgain(3);

    assertThat(shop.writesSince(writes)).isEmpty();
  }

  @Test
  void aTemplateThatTheRenderingHasANoteOnIsNotToldForEver() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT.container("resources: null"));
    assertThat(checkout.becomes(READY).getStatus().decision().notes())
        .anyMatch(note -> note.contains("CPU request"));

    var writes = shop.writes();
    checkout.isLookedAtAgain(3);

    assertThat(shop.writesSince(writes)).isEmpty();
  }

  private static Container container(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  private static Container container(ScenarioNamespace shop, Target target) {
    return target == Target.DEPLOYMENT
        ? container(shop.deployment("checkout").orElseThrow())
        : shop.knativeService("checkout-kn")
            .orElseThrow()
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .get(0);
  }
}
