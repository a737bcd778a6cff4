package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.readyOn;
import static io.workloadplacement.scenario.State.stalled;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Pin;
import io.workloadplacement.rendering.WrongAnnotations;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An annotation pins a workload, for as long as it says, and nobody edits the spec. */
@Execution(ExecutionMode.CONCURRENT)
class PinByAnnotationScenario {

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofSeconds(4);

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  @Test
  void it_migrates_the_workload_ends_by_itself_and_is_removed() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement webhook = shop.apply(WrittenPlacement.sporadic("webhook"));
    webhook.becomes(readyOn(KNATIVE));
    annotate(shop, "webhook", deploymentUntil(LONG));

    WorkloadPlacement pinned =
        webhook.becomes(readyOn(DEPLOYMENT).and("pinned", p -> isReason(p, "Pinned")));
    assertThat(pinned.getStatus().decision().message())
        .startsWith("The annotation workloadplacement.io/pin pins it to a Deployment until ");
    String pin = deploymentUntil(SHORT);
    annotate(shop, "webhook", pin);
    WorkloadPlacement back = webhook.becomes(readyOn(KNATIVE));
    assertThat(pin(back)).as("removed").isEmpty();
    assertThat(back.getMetadata().getGeneration()).as("of an untouched spec").isEqualTo(1);
    assertThat(shop.events("webhook")).contains("Normal PinExpired");

    annotate(shop, "webhook", pin);
    webhook.isLookedAtAgain(2);
    List<ClientTraffic.Write> before = shop.writes();
    webhook.isLookedAtAgain(2);
    assertThat(pin(webhook.get())).as("Git brings it back: it stays").contains(pin);
    assertThat(shop.writesSince(before)).as("and nothing is written").isEmpty();
    assertThat(webhook.becomes(readyOn(KNATIVE)).getStatus().decision().notes())
        .anyMatch(note -> note.contains("pins to a Deployment no more"));
  }

  @Test
  void a_wrong_one_says_what_to_write_and_the_workload_stays_where_it_is() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement webhook = shop.apply(WrittenPlacement.sporadic("webhook"));
    webhook.becomes(readyOn(KNATIVE));
    List<String> owned = shop.owned();

    annotate(shop, "webhook", "Deployment untill tomorrow");

    WorkloadPlacement wrong = webhook.becomes(stalled("Invalid"));
    assertThat(State.message(wrong))
        .startsWith(
            "metadata.annotations[workloadplacement.io/pin]: 'Deployment untill tomorrow' is no"
                + " pin: write Deployment or Knative");
    assertThat(wrong.getStatus().target()).isEqualTo(KNATIVE);
    assertThat(shop.owned()).isEqualTo(owned);
    annotate(shop, "webhook", null);
    webhook.becomes(readyOn(KNATIVE));
  }

  @Test
  void a_deployment_is_released_although_the_pin_is_wrong() {
    ScenarioNamespace shop = cluster.namespace();
    cluster.apply(List.of(WrongAnnotations.deployment("checkout", "checkout", "web")), shop.name);
    ScenarioPlacement checkout =
        shop.apply(
            WrittenPlacement.steady("checkout")
                .with("spec: {template: null, workloadRef: {name: checkout}}"));
    checkout.becomes(readyOn(DEPLOYMENT));
    annotate(shop, "checkout", "nowhere");
    checkout.becomes(stalled("Invalid"));

    shop.delete(WorkloadPlacement.class, "checkout");

    shop.untilGone(WorkloadPlacement.class, "checkout");
    assertThat(shop.deployment("checkout")).isPresent();
  }

  @Test
  void an_annotated_service_pins_until_its_end_and_is_not_touched() {
    ScenarioNamespace shop = cluster.namespace();
    cluster.apply(List.of(WrongAnnotations.deployment("checkout", "checkout", "web")), shop.name);
    shop.until(
        Deployment.class,
        "checkout",
        deployment ->
            deployment.getStatus() != null
                && Integer.valueOf(1).equals(deployment.getStatus().getAvailableReplicas()));
    Service service = WrongAnnotations.right("checkout");
    service.getMetadata().getAnnotations().put(Pin.ANNOTATION, deploymentUntil(LONG));
    service.getMetadata().getAnnotations().put("workloadplacement.io/max-request-duration", "1s");

    cluster.apply(List.of(service), shop.name);

    ScenarioPlacement checkout = shop.placement("checkout");
    checkout.becomes(readyOn(DEPLOYMENT).and("pinned", p -> isReason(p, "Pinned")));
    String pin = deploymentUntil(SHORT);
    shop.edit(
        Service.class,
        "checkout",
        live -> {
          live.getMetadata().getAnnotations().put(Pin.ANNOTATION, pin);
          return live;
        });
    checkout.becomes(readyOn(KNATIVE));
    assertThat(pin(checkout.get())).as("of the placement, which is ours").isEmpty();
    assertThat(shop.get(Service.class, "checkout").orElseThrow().getMetadata().getAnnotations())
        .containsEntry(Pin.ANNOTATION, pin);
  }

  private static String deploymentUntil(Duration fromNow) {
    return "Deployment until " + Instant.now().plus(fromNow).truncatedTo(ChronoUnit.SECONDS);
  }

  private static boolean isReason(WorkloadPlacement placement, String reason) {
    return reason.equals(placement.getStatus().decision().reason());
  }

  private static Optional<String> pin(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Pin.ANNOTATION));
  }

  /** As {@code kubectl annotate} does; null takes it away. */
  private static void annotate(ScenarioNamespace shop, String placement, String pin) {
    shop.edit(
        WorkloadPlacement.class,
        placement,
        live -> {
          Map<String, String> annotations =
              new HashMap<>(
                  Optional.ofNullable(live.getMetadata().getAnnotations()).orElse(Map.of()));
          if (pin == null) {
            annotations.remove(Pin.ANNOTATION);
          } else {
            annotations.put(Pin.ANNOTATION, pin);
          }
          live.getMetadata().setAnnotations(annotations);
          return live;
        });
  }
}
