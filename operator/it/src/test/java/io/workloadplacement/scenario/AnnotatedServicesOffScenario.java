package io.workloadplacement.scenario;

import static io.workloadplacement.scenario.State.READY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Service;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Configuration;
import io.workloadplacement.app.OperatorContext;
import io.workloadplacement.app.Setting;
import io.workloadplacement.rendering.WrongAnnotations;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An operator that follows no annotations of Services. */
@Execution(ExecutionMode.CONCURRENT)
class AnnotatedServicesOffScenario {

  private static final String LATENCY = "workloadplacement.io/latency-target";
  private static final String OPTS_IN = "workloadplacement.io/traffic-pattern";

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withoutOperator();

  @Test
  void makes_no_placement_and_says_so_on_the_service() {
    ScenarioNamespace shop = cluster.namespace();
    try (RunningOperator operator =
        cluster.startOperator(shop.name, AnnotatedServicesOffScenario::turnedOff)) {
      operator.ready();

      annotatedWorkload(shop, "checkout");

      becomesKnown(
          shop,
          "annotated Services are turned off (ANNOTATED_SERVICES is false): write a"
              + " WorkloadPlacement, or ask whoever runs the operator");
      assertThat(shop.list(WorkloadPlacement.class)).isEmpty();
    }
  }

  @Test
  void keeps_a_placement_made_before_as_it_is_until_the_service_opts_out() {
    ScenarioNamespace shop = cluster.namespace();
    try (RunningOperator operator = cluster.startOperator(shop.name)) {
      operator.ready();
      annotatedWorkload(shop, "checkout");
      shop.placement("checkout").becomes(READY);
    }
    try (RunningOperator operator =
        cluster.startOperator(shop.name, AnnotatedServicesOffScenario::turnedOff)) {
      operator.ready();
      String asked = shop.placement("checkout").get().getSpec().latency().target();
      annotate(shop, LATENCY, "3s");

      becomesKnown(
          shop,
          "annotated Services are turned off (ANNOTATED_SERVICES is false): the WorkloadPlacement"
              + " stays as it is until the annotation workloadplacement.io/traffic-pattern or the"
              + " Service goes");
      assertThat(shop.placement("checkout").get().getSpec().latency().target()).isEqualTo(asked);

      annotate(shop, OPTS_IN, null);

      shop.untilGone(WorkloadPlacement.class, "checkout");
      assertThat(shop.deployment("checkout")).as("it serves on").isPresent();
    }
  }

  private static void annotatedWorkload(ScenarioNamespace shop, String name) {
    Service asking = WrongAnnotations.right(name);
    asking.getMetadata().getAnnotations().put("workloadplacement.io/mode", "Recommend");
    cluster.apply(List.of(WrongAnnotations.deployment(name, name, "web"), asking), shop.name);
  }

  private static void annotate(ScenarioNamespace shop, String key, String value) {
    shop.edit(
        Service.class,
        "checkout",
        live -> {
          if (value == null) {
            live.getMetadata().getAnnotations().remove(key);
          } else {
            live.getMetadata().getAnnotations().put(key, value);
          }
          return live;
        });
  }

  private static void becomesKnown(ScenarioNamespace shop, String message) {
    await()
        .atMost(ScenarioNamespace.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(shop.list(Event.class))
                    .filteredOn(event -> event.getInvolvedObject().getKind().equals("Service"))
                    .extracting(Event::getReason, Event::getMessage)
                    .contains(tuple("NotPlaced", message)));
  }

  private static OperatorContext turnedOff(OperatorContext context) {
    Configuration shipped = context.configuration();
    return new OperatorContext(
        Configuration.read(
            Map.of(
                Setting.ANNOTATED_SERVICES,
                "false",
                Setting.WATCH_NAMESPACES,
                String.join(",", shipped.watchNamespaces())),
            Map.of()),
        context.client(),
        context.clock(),
        context.events(),
        context.metrics(),
        context.settings(),
        context.router());
  }
}
