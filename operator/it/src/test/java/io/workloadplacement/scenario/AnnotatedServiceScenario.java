package io.workloadplacement.scenario;

import static io.workloadplacement.scenario.State.READY;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.rendering.WrongAnnotations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A Service asks for a placement by its annotations. */
@Execution(ExecutionMode.CONCURRENT)
class AnnotatedServiceScenario {

  private static final String PREFIX = "workloadplacement.io/";

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  @Test
  void oneAnnotationMakesAPlacementAndTakingItAwayGivesEverythingBack() {
    ScenarioNamespace shop = cluster.namespace();
    Deployment legacy = running(shop, "checkout");
    var deploymentBefore = shop.asWritten(legacy);
    var service = asking("checkout");
    apply(shop, service);

    WorkloadPlacement placement = shop.placement("checkout").becomes(READY);

    assertThat(placement.getSpec().workloadRef().name()).isEqualTo("checkout");
    assertThat(placement.getSpec().traffic().averageRequestsPerSecond()).isEqualTo("0.01");
    assertThat(placement.getStatus().decision().target()).hasToString("Knative");
    assertThat(placement.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("Service"));
    await()
        .atMost(ScenarioNamespace.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(events(shop, "Service", "checkout"))
                    .containsExactly(
                        "Normal Placed: WorkloadPlacement 'checkout' follows these annotations, over"
                            + " Deployment 'checkout'."));
    List<ClientTraffic.Write> before = shop.writes();
    shop.placement("checkout").isLookedAtAgain(2);
    touch(shop, "checkout");
    shop.placement("checkout").isLookedAtAgain();
    assertThat(shop.writesSince(before)).as("nothing to change, nothing written").isEmpty();

    annotate(shop, "checkout", "traffic-pattern", null);

    shop.untilGone(WorkloadPlacement.class, "checkout");
    assertThat(shop.asWritten(shop.deployment("checkout").orElseThrow()))
        .isEqualTo(deploymentBefore);
    await()
        .atMost(ScenarioNamespace.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(events(shop, "Service", "checkout"))
                    .contains(
                        "Normal Unplaced: WorkloadPlacement 'checkout' goes with the annotation"
                            + " workloadplacement.io/traffic-pattern."));
  }

  @Test
  void anotherValueIsFollowedAndIsNoEditByHand() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, "checkout");
    apply(shop, asking("checkout"));
    shop.placement("checkout").becomes(READY);

    annotate(shop, "checkout", "latency-target", "3s");

    shop.until(
        WorkloadPlacement.class,
        "checkout",
        placement -> placement.getSpec().latency().target().equals("3s"));
    assertThat(events(shop, "WorkloadPlacement", "checkout"))
        .noneMatch(e -> e.contains("Reverted"));
  }

  @Test
  void anEditByHandIsChangedBackAndSaysWhereToEditInstead() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, "checkout");
    apply(shop, asking("checkout"));
    shop.placement("checkout").becomes(READY);
    var spec = shop.placement("checkout").get().getSpec();

    shop.apply(
        """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: checkout, annotations: {team: shop}, labels: {compliance: none}}
        spec:
          traffic: {pattern: Steady, averageRequestsPerSecond: "40"}
          latency: {target: 2s}
          scaling: {minReplicas: 3}
        """);

    WorkloadPlacement restored =
        shop.until(
            WorkloadPlacement.class, "checkout", placement -> placement.getSpec().equals(spec));
    assertThat(restored.getMetadata().getLabels()).doesNotContainKey("compliance");
    assertThat(restored.getMetadata().getAnnotations())
        .as("what is nobody's business stays")
        .containsEntry("team", "shop");
    await()
        .atMost(ScenarioNamespace.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(events(shop, "WorkloadPlacement", "checkout"))
                    .contains(
                        "Warning Reverted: Generated from the annotations of Service 'checkout':"
                            + " edit those. Changed back: spec.traffic.pattern,"
                            + " spec.traffic.averageRequestsPerSecond, spec.scaling.minReplicas and"
                            + " more."));
    shop.delete(WorkloadPlacement.class, "checkout");
    String uid = restored.getMetadata().getUid();
    shop.until(
        WorkloadPlacement.class,
        "checkout",
        made -> !made.getMetadata().getUid().equals(uid) && made.getSpec().equals(spec));
  }

  @Test
  void aPlacementThatAPersonWroteWinsOverAnnotations() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, "checkout");
    shop.apply(
        """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: checkout}
        spec:
          workloadRef: {name: checkout}
          traffic: {pattern: Steady, averageRequestsPerSecond: "40"}
          latency: {target: 2s}
        """);
    WorkloadPlacement byHand = shop.placement("checkout").becomes(READY);

    apply(shop, asking("checkout"));

    becomesTold(
        shop,
        "checkout",
        "Warning NotPlaced: WorkloadPlacement 'checkout' was not made from these annotations, and"
            + " wins over them: delete it, or remove the annotations");
    assertThat(shop.placement("checkout").get().getSpec()).isEqualTo(byHand.getSpec());

    shop.delete(WorkloadPlacement.class, "checkout");
    shop.until(
        WorkloadPlacement.class,
        "checkout",
        placement -> !placement.getMetadata().getOwnerReferences().isEmpty());
  }

  @Test
  void aGeneratedPlacementWithoutItsOwnerIsAPersons() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, "checkout");
    apply(shop, asking("checkout"));
    shop.placement("checkout").becomes(READY);

    shop.edit(
        WorkloadPlacement.class,
        "checkout",
        live -> {
          live.getMetadata().setOwnerReferences(List.of());
          return live;
        });

    becomesTold(
        shop,
        "checkout",
        "Warning NotPlaced: WorkloadPlacement 'checkout' was not made from these annotations");
    annotate(shop, "checkout", "traffic-pattern", null);
    shop.placement("checkout").isLookedAtAgain();
    assertThat(shop.placement("checkout").get().getMetadata().getDeletionTimestamp()).isNull();
  }

  @Test
  void everyMistakeIsOneWarningAndNothingIsTouchedUntilItIsMended() {
    ScenarioNamespace shop = cluster.namespace();
    List<HasMetadata> deployments = new ArrayList<>();
    for (WrongAnnotations mistake : WrongAnnotations.values()) {
      String name = name(mistake);
      deployments.addAll(mistake.deployments(name));
      deployments.addAll(mistake.pods(name));
    }
    deployments.forEach(object -> apply(shop, object));
    List<ClientTraffic.Write> before = shop.writes();

    for (WrongAnnotations mistake : WrongAnnotations.values()) {
      apply(shop, mistake.service(name(mistake)));
    }

    for (WrongAnnotations mistake : WrongAnnotations.values()) {
      becomesTold(shop, name(mistake), "Warning NotPlaced: " + mistake.told(name(mistake)));
    }
    for (WrongAnnotations mistake : WrongAnnotations.values()) {
      assertThat(events(shop, "Service", name(mistake))).as("%s", mistake).hasSize(1);
    }
    assertThat(shop.writesSince(before))
        .as("events, and nothing else")
        .isNotEmpty()
        .allMatch(write -> write.path().contains("/events"));
    assertThat(shop.list(WorkloadPlacement.class)).isEmpty();

    List<WrongAnnotations> mended =
        List.of(
            WrongAnnotations.KEY_WITH_A_TYPO,
            WrongAnnotations.NO_OPT_IN,
            WrongAnnotations.PEAK_BELOW_AVERAGE,
            WrongAnnotations.NO_DEPLOYMENT,
            WrongAnnotations.HEADLESS);
    for (WrongAnnotations mistake : mended) {
      shop.delete(Service.class, name(mistake));
      apply(shop, asking(name(mistake)));
    }
    mended.forEach(mistake -> shop.placement(name(mistake)).becomes(READY));
  }

  @Test
  void aServiceThatSelectsAnotherDeploymentGivesTheFormerOneBackFirst() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, "checkout");
    running(shop, "other");
    Service service = WrongAnnotations.right("checkout");
    service
        .getMetadata()
        .getAnnotations()
        .putAll(
            Map.of(
                PREFIX + "mode", "Pinned",
                PREFIX + "target", "Knative",
                PREFIX + "max-request-duration", "1s"));
    apply(shop, service);
    shop.placement("checkout").becomes(readyOn(Target.KNATIVE));
    cluster.simulation().refusePods(shop.name, "exceeded quota: pods=0");

    shop.edit(
        Service.class,
        "checkout",
        live -> {
          live.getSpec().setSelector(Map.of("app", "other"));
          return live;
        });

    becomesTold(
        shop,
        "checkout",
        "Warning NotPlaced: the former WorkloadPlacement is still giving the Deployment back");
    cluster.simulation().admitPods(shop.name);
    shop.until(Deployment.class, "checkout", former -> former.getSpec().getReplicas() == 1);
    shop.until(
        WorkloadPlacement.class,
        "checkout",
        placement -> placement.getSpec().workloadRef().name().equals("other"));
  }

  @Test
  void aDeploymentThatComesLaterIsFound() {
    ScenarioNamespace shop = cluster.namespace();
    apply(shop, asking("checkout"));
    becomesTold(shop, "checkout", "Warning NotPlaced: no Deployment has pods with the labels");

    apply(shop, WrongAnnotations.deployment("checkout", "checkout", "web"));

    shop.placement("checkout").becomes(READY);
  }

  @Test
  void aServiceThatGoesTakesItsPlacementAlongAndLeavesTheDeployment() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, "checkout");
    apply(shop, asking("checkout"));
    shop.placement("checkout").becomes(READY);

    shop.delete(Service.class, "checkout");

    shop.untilGone(WorkloadPlacement.class, "checkout");
    assertThat(shop.deployment("checkout")).as("it serves on").isPresent();
  }

  /** A Service that asks to be told, and for no move. */
  private static Service asking(String name) {
    Service service = WrongAnnotations.right(name);
    service.getMetadata().getAnnotations().put(PREFIX + "mode", "Recommend");
    return service;
  }

  private static String name(WrongAnnotations mistake) {
    return mistake.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Deployment running(ScenarioNamespace shop, String name) {
    apply(shop, WrongAnnotations.deployment(name, name, "web"));
    return shop.until(
        Deployment.class,
        name,
        deployment ->
            deployment.getStatus() != null
                && Integer.valueOf(1).equals(deployment.getStatus().getAvailableReplicas()));
  }

  private static void apply(ScenarioNamespace shop, HasMetadata object) {
    cluster.apply(List.of(object), shop.name);
  }

  private static void annotate(ScenarioNamespace shop, String service, String key, String value) {
    shop.edit(
        Service.class,
        service,
        live -> {
          Map<String, String> annotations = live.getMetadata().getAnnotations();
          if (value == null) {
            annotations.remove(PREFIX + key);
          } else {
            annotations.put(PREFIX + key, value);
          }
          return live;
        });
  }

  /** Lets the operator look at a Service once more. */
  private static void touch(ScenarioNamespace shop, String service) {
    shop.edit(
        Service.class,
        service,
        live -> {
          live.getMetadata().getAnnotations().put("scenario/touched", UUID.randomUUID().toString());
          return live;
        });
  }

  private static void becomesTold(ScenarioNamespace shop, String service, String message) {
    await(service + " is told: " + message)
        .atMost(ScenarioNamespace.PATIENCE)
        .pollInterval(ScenarioNamespace.OFTEN)
        .untilAsserted(
            () ->
                assertThat(events(shop, "Service", service))
                    .anySatisfy(event -> assertThat(event).contains(message)));
  }

  private static List<String> events(ScenarioNamespace shop, String kind, String name) {
    return shop.list(Event.class).stream()
        .filter(event -> event.getInvolvedObject().getKind().equals(kind))
        .filter(event -> Objects.equals(event.getInvolvedObject().getName(), name))
        .map(event -> event.getType() + " " + event.getReason() + ": " + event.getMessage())
        .toList();
  }
}
