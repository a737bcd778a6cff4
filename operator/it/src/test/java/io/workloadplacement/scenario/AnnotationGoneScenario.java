package io.workloadplacement.scenario;

import static io.workloadplacement.scenario.State.READY;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.rendering.WrongAnnotations;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a Service stops asking for while nobody looks. */
@Execution(ExecutionMode.CONCURRENT)
class AnnotationGoneScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  @Test
  void annotationsThatGoWhileTheOperatorIsAwayAreNoticedAtItsStart() {
    ScenarioNamespace shop = cluster.namespace();
    Service asking = WrongAnnotations.right("checkout");
    asking.getMetadata().getAnnotations().put("workloadplacement.io/mode", "Recommend");
    cluster.apply(
        List.of(WrongAnnotations.deployment("checkout", "checkout", "web"), asking), shop.name);
    shop.placement("checkout").becomes(READY);

    cluster.operator().close();
    shop.edit(
        Service.class,
        "checkout",
        live -> {
          live.getMetadata().setAnnotations(Map.of());
          return live;
        });
    cluster.restartOperator();

    shop.untilGone(WorkloadPlacement.class, "checkout");
    assertThat(shop.deployment("checkout")).as("it serves on").isPresent();
  }
}
