package io.workloadplacement.scenario;

import static io.workloadplacement.scenario.State.READY;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.rendering.ServiceAnnotations;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The samples of {@code config/samples}, as a newcomer applies them. */
@Execution(ExecutionMode.CONCURRENT)
class SamplesScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  @Test
  void everySampleBecomesReadyAsItsCommentSaysAndThenNothingIsEverWritten() {
    ScenarioNamespace shop = cluster.namespace();
    Map<String, Target> samples = applySamples(shop);

    samples.forEach(
        (name, target) -> {
          shop.placement(name).becomes(State.readyOn(target));
          if (shop.placement(name).get().getSpec().workloadRef() == null) {
            assertThat(shop.owned())
                .as(name)
                .containsAll(expected(name, target))
                .doesNotContainAnyElementsOf(expected(name, target.other()).subList(1, 3));
          } else {
            assertThat(shop.owned()).as(name).noneMatch(owned -> owned.contains(name));
          }
        });

    List<ClientTraffic.Write> before = shop.writes();
    samples.keySet().parallelStream().forEach(name -> shop.placement(name).isLookedAtAgain(2));
    cluster.restartOperator();
    samples.keySet().parallelStream().forEach(name -> shop.placement(name).isLookedAtAgain());
    assertThat(shop.writesSince(before)).isEmpty();
    samples.keySet().forEach(name -> shop.placement(name).becomes(READY));
    assertThat(shop.list(io.fabric8.knative.serving.v1.Revision.class))
        .as("one Revision for each Knative sample")
        .hasSize((int) samples.values().stream().filter(Target.KNATIVE::equals).count());
  }

  private static Map<String, Target> applySamples(ScenarioNamespace shop) {
    Map<String, Target> targets = new java.util.TreeMap<>();
    for (var file : ScenarioCluster.files("config/samples")) {
      String text = ScenarioCluster.text(file.toString());
      boolean moves = text.contains("# Decided: Knative") && !text.contains("mode: Recommend");
      Target target = moves ? Target.KNATIVE : Target.DEPLOYMENT;
      for (HasMetadata object : ScenarioCluster.parse(text)) {
        boolean namespaced = !object.getKind().equals("PlacementPolicy");
        cluster.apply(List.of(object), namespaced ? shop.name : "");
        if (object.getKind().equals("WorkloadPlacement") || ServiceAnnotations.optsIn(object)) {
          targets.put(object.getMetadata().getName(), target);
        }
      }
    }
    return targets;
  }

  /** What belongs to a placement on a side; the Service is the same on both. */
  private static List<String> expected(String name, Target target) {
    return target == Target.DEPLOYMENT
        ? List.of(
            "Service " + name,
            "Deployment " + name,
            "HorizontalPodAutoscaler " + name,
            "PodDisruptionBudget " + name)
        : List.of(
            "Service " + name, "Service " + name + "-kn", "EndpointSlice " + name + "-router");
  }
}
