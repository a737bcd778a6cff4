package io.workloadplacement.scenario;

import static io.workloadplacement.scenario.State.stalled;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.Target;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A name that the placement needs belongs to somebody else. */
@Execution(ExecutionMode.CONCURRENT)
class TakenNamesScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  /** Objects of other people, with names that are derived from the placement {@code checkout}. */
  enum Foreign {
    SERVICE(
        Target.DEPLOYMENT,
        """
        apiVersion: v1
        kind: Service
        metadata: {name: checkout}
        spec: {selector: {app: theirs}, ports: [{port: 1234}]}
        """),
    DEPLOYMENT(
        Target.DEPLOYMENT,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: checkout}
        spec:
          replicas: 0
          selector: {matchLabels: {app: theirs}}
          template:
            metadata: {labels: {app: theirs}}
            spec: {containers: [{name: theirs, image: "registry.example/theirs:1"}]}
        """),
    AUTOSCALER(
        Target.DEPLOYMENT,
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: checkout}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: theirs}
          maxReplicas: 3
        """),
    DISRUPTION_BUDGET(
        Target.DEPLOYMENT,
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: checkout}
        spec: {maxUnavailable: 1, selector: {matchLabels: {app: theirs}}}
        """),
    KNATIVE_SERVICE(
        Target.KNATIVE,
        """
        apiVersion: serving.knative.dev/v1
        kind: Service
        metadata: {name: checkout-kn}
        spec: {template: {spec: {containers: [{image: "registry.example/theirs:1"}]}}}
        """);

    private final Target target;
    private final String manifest;

    Foreign(Target target, String manifest) {
      this.target = target;
      this.manifest = manifest;
    }
  }

  @ParameterizedTest
  @EnumSource
  void isAConflictThatLeavesEverythingAsItWasAndHealsWhenTheNameIsFree(Foreign foreign) {
    ScenarioNamespace shop = cluster.namespace();
    var theirs = ScenarioCluster.parse(foreign.manifest).iterator().next();
    shop.apply(foreign.manifest);
    GenericKubernetesResource before = shop.asWritten(theirs);
    WrittenPlacement workload =
        foreign.target == Target.DEPLOYMENT
            ? WrittenPlacement.steady("checkout")
            : WrittenPlacement.sporadic("checkout");

    ScenarioPlacement checkout = shop.apply(workload);
    var status = checkout.becomes(stalled("Conflict"));
    assertThat(State.condition(status, Conditions.READY).orElseThrow().getMessage())
        .startsWith(theirs.getKind() + " '" + theirs.getMetadata().getName() + "' already exists");
    checkout.isLookedAtAgain();
    assertThat(shop.asWritten(theirs)).isEqualTo(before);
    assertThat(shop.owned()).as("nothing else is written either").isEmpty();
    assertThat(shop.events("checkout")).containsOnlyOnce("Warning Conflict");

    shop.delete(theirs);
    checkout.becomes(State.readyOn(foreign.target));
  }
}
