package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.migrating;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.workloadplacement.api.v1alpha1.PlacementRecord;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A placement that changes its side while it serves. */
@Execution(ExecutionMode.CONCURRENT)
class MigrationScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  private static final WrittenPlacement CHECKOUT =
      WrittenPlacement.steady("checkout").with("spec: {migration: {drainPeriod: 3s}}");

  @ParameterizedTest
  @EnumSource
  void makesBeforeItBreaks(Target from) {
    ScenarioNamespace shop = cluster.namespace();
    Target to = from.other();
    ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(from));
    checkout.becomes(readyOn(from));
    List<String> address = addressOf(shop);

    Phases phases = new Phases();
    try (ServingWatch serving = new ServingWatch(cluster, shop, "checkout");
        var watch =
            cluster
                .client()
                .resources(WorkloadPlacement.class)
                .inNamespace(shop.name)
                .withName("checkout")
                .watch(phases)) {
      shop.apply(CHECKOUT.pinnedTo(to));
      checkout.becomes(readyOn(to));
      assertThat(serving.looks()).isPositive();
      assertThat(serving.gaps()).isEmpty();
    }

    assertThat(phases.seen).startsWith("Preparing").endsWith("Draining").doesNotHaveDuplicates();
    assertThat(phases.notReady).as("it was Ready all the way").isEmpty();
    assertThat(shop.owned()).isEqualTo(ownedOn(to));
    assertThat(addressOf(shop)).isEqualTo(address);
    assertThat(checkout.get().getStatus().history())
        .extracting(PlacementRecord::target)
        .containsExactly(to, from);
  }

  @Test
  void knativeKeepsServingItsCallersForTheDrainPeriod() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(KNATIVE));
    checkout.becomes(readyOn(KNATIVE));

    shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
    checkout.becomes(readyOn(DEPLOYMENT));

    Instant detached = deletion(shop, "/endpointslices/checkout-router");
    assertThat(Duration.between(detached, deletion(shop, "/services/checkout-kn")))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void knativeTakesOverWithAsManyPodsAsTheDeploymentHas() {
    ScenarioNamespace shop = cluster.namespace();
    WrittenPlacement wide = CHECKOUT.with("spec: {scaling: {maxReplicas: 8}}");
    ScenarioPlacement checkout = shop.apply(wide.pinnedTo(DEPLOYMENT));
    checkout.becomes(readyOn(DEPLOYMENT));
    cluster.simulation().load(shop.name, "checkout", 7);
    shop.until(
        Deployment.class, "checkout", d -> Objects.equals(d.getStatus().getAvailableReplicas(), 7));

    shop.apply(wide.pinnedTo(KNATIVE));
    checkout.becomes(migrating("Draining"));
    assertThat(shop.list(Revision.class))
        .singleElement()
        .satisfies(r -> assertThat(r.getStatus().getActualReplicas()).isEqualTo(7));

    assertThat(checkout.becomes(readyOn(KNATIVE)).getStatus().warmUntil()).isNotNull();
  }

  @Test
  void aDeploymentTakesOverWithAsManyPodsAsKnativeHas() {
    ScenarioNamespace shop = cluster.namespace();
    WrittenPlacement wide =
        CHECKOUT.with("spec: {scaling: {maxReplicas: 8}, migration: {drainPeriod: 30s}}");
    ScenarioPlacement checkout = shop.apply(wide.pinnedTo(DEPLOYMENT));
    checkout.becomes(readyOn(DEPLOYMENT));
    cluster.simulation().load(shop.name, "checkout", 7);
    shop.until(
        Deployment.class, "checkout", d -> Objects.equals(d.getStatus().getAvailableReplicas(), 7));
    shop.apply(wide.pinnedTo(KNATIVE));
    checkout.becomes(migrating("Draining"));

    shop.apply(wide.pinnedTo(DEPLOYMENT));
    checkout.becomes(
        migrating("Draining").and("to the Deployment", p -> p.getStatus().target() == DEPLOYMENT));

    assertThat(shop.get(Deployment.class, "checkout").orElseThrow().getSpec().getReplicas())
        .isEqualTo(7);
  }

  @Test
  void turnedAroundWhileKnativeFailsItEndsOnTheDeploymentWithNothingLeft() {
    ScenarioNamespace shop = cluster.namespace();
    cluster.simulation().failKnativeService(shop.name, "checkout-kn", "no such image");
    ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
    checkout.becomes(readyOn(DEPLOYMENT));

    try (ServingWatch serving = new ServingWatch(cluster, shop, "checkout")) {
      shop.apply(CHECKOUT.pinnedTo(KNATIVE));
      var moving =
          checkout.becomes(migrating("Preparing").and("told why", MigrationScenario::tells));
      assertThat(moving.getStatus().target()).isEqualTo(DEPLOYMENT);
      assertThat(State.condition(moving, "Ready").orElseThrow().getStatus()).isEqualTo("True");

      shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
      checkout.becomes(readyOn(DEPLOYMENT));
      assertThat(serving.gaps()).isEmpty();
    }
    assertThat(shop.owned()).isEqualTo(ownedOn(DEPLOYMENT));
  }

  @Test
  void turnedAroundWhilePodsAreRefusedItEndsOnKnativeWithNothingLeft() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(KNATIVE));
    checkout.becomes(readyOn(KNATIVE));

    cluster.simulation().refusePods(shop.name, "exceeded quota: pods=0");
    try (ServingWatch serving = new ServingWatch(cluster, shop, "checkout")) {
      shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
      var moving =
          checkout.becomes(
              migrating("Preparing")
                  .and(
                      "told why",
                      p -> p.getStatus().migration().message().contains("exceeded quota")));
      assertThat(moving.getStatus().target()).isEqualTo(KNATIVE);

      shop.apply(CHECKOUT.pinnedTo(KNATIVE));
      checkout.becomes(readyOn(KNATIVE));
      assertThat(serving.gaps()).isEmpty();
    }
    assertThat(shop.owned()).isEqualTo(ownedOn(KNATIVE));
  }

  @Test
  void turnedAroundThreeTimesInAHurryItEndsWhereTheLastWordSaysWithNothingLeft() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
    checkout.becomes(readyOn(DEPLOYMENT));

    try (ServingWatch serving = new ServingWatch(cluster, shop, "checkout")) {
      for (Target target : List.of(KNATIVE, DEPLOYMENT, KNATIVE)) {
        int before = serving.looks();
        shop.apply(CHECKOUT.pinnedTo(target));
        org.awaitility.Awaitility.await()
            .atMost(ScenarioNamespace.PATIENCE)
            .until(() -> serving.looks() > before);
      }
      checkout.becomes(readyOn(KNATIVE));
      assertThat(serving.gaps()).isEmpty();
    }
    assertThat(shop.owned()).isEqualTo(ownedOn(KNATIVE));
  }

  @ParameterizedTest
  @EnumSource
  void deletedInTheMiddleItLeavesNothingBehind(Target from) {
    ScenarioNamespace shop = cluster.namespace();
    WrittenPlacement slow = CHECKOUT.with("spec: {migration: {drainPeriod: 1h}}");
    ScenarioPlacement checkout = shop.apply(slow.pinnedTo(from));
    checkout.becomes(readyOn(from));
    shop.apply(slow.pinnedTo(from.other()));
    checkout.becomes(migrating("Draining"));

    shop.delete(WorkloadPlacement.class, "checkout");

    org.awaitility.Awaitility.await()
        .atMost(ScenarioNamespace.PATIENCE)
        .untilAsserted(() -> assertThat(shop.owned()).isEmpty());
  }

  private static boolean tells(WorkloadPlacement placement) {
    return placement.getStatus().migration().message().contains("no such image");
  }

  private static Instant deletion(ScenarioNamespace shop, String path) {
    return shop.writes().stream()
        .filter(write -> write.method().equals("DELETE") && write.path().endsWith(path))
        .map(ClientTraffic.Write::at)
        .findFirst()
        .orElseThrow();
  }

  /** What callers hold on to: the Service, its cluster IP and its selector. */
  private static List<String> addressOf(ScenarioNamespace shop) {
    var service = shop.service("checkout").orElseThrow();
    return List.of(
        service.getMetadata().getUid(),
        service.getSpec().getClusterIP(),
        service.getSpec().getSelector().toString());
  }

  private static List<String> ownedOn(Target target) {
    return target == DEPLOYMENT
        ? List.of(
            "Deployment checkout",
            "HorizontalPodAutoscaler checkout",
            "PodDisruptionBudget checkout",
            "Service checkout")
        : List.of("EndpointSlice checkout-router", "Service checkout", "Service checkout-kn");
  }

  /** The phases that a move goes through, as a watch of the placement sees them. */
  private static final class Phases implements Watcher<WorkloadPlacement> {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<WorkloadPlacement> notReady = new CopyOnWriteArrayList<>();

    @Override
    public void eventReceived(Action action, WorkloadPlacement placement) {
      if (action == Action.BOOKMARK) {
        return;
      }
      var migration = placement.getStatus().migration();
      if (migration != null
          && (seen.isEmpty() || !seen.get(seen.size() - 1).equals(migration.phase()))) {
        seen.add(migration.phase());
      }
      if (State.condition(placement, "Ready").filter(c -> "True".equals(c.getStatus())).isEmpty()) {
        notReady.add(placement);
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      throw new AssertionError("the watch broke", cause);
    }
  }
}
