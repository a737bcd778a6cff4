package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.migrating;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A Deployment of others serves on, and nothing is left over, however and whenever its placement is
 * deleted.
 */
@Execution(ExecutionMode.CONCURRENT)
class DeletionScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  /** Where the workload is when the placement is deleted. */
  enum Moment {
    ON_THE_DEPLOYMENT(shop -> on(shop, "Deployment")),
    ON_THE_WAY_TO_KNATIVE(
        shop -> {
          on(shop, "Deployment");
          shop.apply(drainingForAWhile("mode: Pinned, target: Knative"));
          shop.placement("checkout").becomes(migrating("Draining"));
        }),
    ON_KNATIVE(shop -> on(shop, "Knative")),
    ON_THE_WAY_BACK(
        shop -> {
          on(shop, "Knative");
          cluster.simulation().refusePods(shop.name, "exceeded quota: pods=0");
          AdoptedCheckout.adopt(shop, "mode: Pinned, target: Deployment");
          shop.placement("checkout").becomes(migrating("Preparing"));
          cluster.simulation().admitPods(shop.name);
        });

    private final Consumer<ScenarioNamespace> reach;

    Moment(Consumer<ScenarioNamespace> reach) {
      this.reach = reach;
    }

    /** The phase lasts longer than any pause between two looks at it. */
    private static String drainingForAWhile(String placement) {
      return AdoptedCheckout.placement(placement, "{}")
          .replace("drainPeriod: 1s", "drainPeriod: 5s");
    }

    private static void on(ScenarioNamespace shop, String side) {
      AdoptedCheckout.adopt(shop, "mode: Pinned, target: " + side);
      shop.placement("checkout").becomes(readyOn("Knative".equals(side) ? KNATIVE : DEPLOYMENT));
    }
  }

  static Stream<Arguments> deletions() {
    return Stream.of(Moment.values())
        .flatMap(
            moment ->
                Stream.of(DeletionPropagation.values())
                    .map(cascade -> Arguments.of(moment, cascade)));
  }

  @ParameterizedTest
  @MethodSource("deletions")
  void theDeploymentServesOnAfterItsPlacement(Moment moment, DeletionPropagation cascade) {
    ScenarioNamespace shop = cluster.namespace();
    AdoptedCheckout.running(shop, 2);
    moment.reach.accept(shop);

    try (ServingWatch watch = new ServingWatch(cluster, shop, "checkout", "legacy")) {
      shop.delete(WorkloadPlacement.class, "checkout", cascade);
      untilThePlacementIsGone(shop);

      assertThat(watch.gaps()).isEmpty();
    }
    assertIsGivenBack(shop);
    assertThat(shop.service("checkout")).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void aServiceThatMadeThePlacementTakesItAlong(Moment moment) {
    ScenarioNamespace shop = cluster.namespace();
    AdoptedCheckout.running(shop, 2);
    moment.reach.accept(shop);
    ownedBy(shop, shop.service("checkout").orElseThrow());
    List<ClientTraffic.Write> before = shop.writes();

    shop.delete(Service.class, "checkout", DeletionPropagation.FOREGROUND);
    untilThePlacementIsGone(shop);

    assertIsGivenBack(shop);
    assertThat(shop.writesSince(before))
        .as("who deleted the Service meant it")
        .noneMatch(write -> write.path().contains("/services/checkout?"));
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void itsNamespaceGoes(Moment moment) {
    ScenarioNamespace shop = cluster.namespace();
    AdoptedCheckout.running(shop, 2);
    moment.reach.accept(shop);

    cluster.client().namespaces().withName(shop.name).delete();

    await("the namespace is gone")
        .atMost(ScenarioNamespace.PATIENCE)
        .until(() -> cluster.client().resources(Namespace.class).withName(shop.name).get() == null);
  }

  /** As if it had been made of the annotations of a Service, whose dependents go with it. */
  private static void ownedBy(ScenarioNamespace shop, Service service) {
    shop.edit(
        WorkloadPlacement.class,
        "checkout",
        placement -> {
          placement.addOwnerReference(service).setController(true);
          return placement;
        });
  }

  private static void untilThePlacementIsGone(ScenarioNamespace shop) {
    await("the placement of " + shop.name + " is gone")
        .atMost(ScenarioNamespace.PATIENCE)
        .pollInterval(ScenarioNamespace.OFTEN)
        .ignoreExceptionsMatching(
            e ->
                e instanceof KubernetesClientException gone
                    && gone.getCode() == HttpURLConnection.HTTP_NOT_FOUND)
        .until(() -> shop.get(WorkloadPlacement.class, "checkout").isEmpty());
  }

  private static void assertIsGivenBack(ScenarioNamespace shop) {
    assertThat(AdoptedCheckout.replicas(shop)).isEqualTo(2);
    await()
        .atMost(ScenarioNamespace.PATIENCE)
        .untilAsserted(() -> assertThat(shop.owned()).isEmpty());
  }
}
