package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.workloadplacement.api.v1alpha1.PlacementRecord;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.reconcile.Observed;
import io.workloadplacement.reconcile.observe.RouterFacts.Serving;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a workload leaves a Knative that callers do not reach. */
class FallbackMigrationTest {

  private static final Instant LATER = Observed.NOW.plusSeconds(60);

  private static Observed withoutRouter() {
    Observed observed =
        Observed.pinnedTo(KNATIVE)
            .knativeService("True")
            .router(Map.of("10.0.0.4", Serving.TO_KNATIVE))
            .routerSlice("10.0.0.4");
    observed.status(observed.told());
    observed.router(Map.of());
    return observed.status(observed.told());
  }

  @Test
  void for_want_of_the_router_it_is_not_ready_and_that_is_what_it_says() {
    Observed observed = withoutRouter();

    assertThat(ready(observed.told()))
        .isEqualTo("False RouterUnavailable Waiting for a ready pod of the router.");
    assertThat(observed.told().outage().since()).isEqualTo(Observed.NOW.toString());
    assertThat(observed.plan().apply()).extracting("kind").doesNotContain("Deployment");
  }

  @Test
  void a_deployment_is_started_although_all_places_are_taken_and_nothing_is_removed() {
    Observed observed = withoutRouter().at(LATER).whileAllPlacesAreTaken();

    assertThat(observed.plan().apply()).extracting("kind").contains("Deployment");
    assertThat(observed.plan().remove()).isEmpty();
    assertThat(observed.told().migration().phase()).isEqualTo("Preparing");
    assertThat(ready(observed.told()))
        .isEqualTo(
            "False RouterUnavailable No pod of the router is ready. A Deployment takes over. The"
                + " Deployment is being created.");
  }

  @Test
  void it_is_not_rolled_back_however_long_the_deployment_takes() {
    Observed observed = withoutRouter().at(LATER);
    observed.status(observed.told());

    observed.at(LATER.plusSeconds(3600)).deployment("ReplicaSetUpdated", 0);

    assertThat(observed.told().migration().phase()).isEqualTo("Preparing");
    assertThat(observed.plan().apply()).extracting("kind").contains("Deployment");
  }

  @Test
  void once_the_deployment_serves_the_router_is_taken_from_the_address() {
    Observed observed = withoutRouter().at(LATER);
    observed.status(observed.told());

    observed.availableDeployment();

    assertThat(observed.plan().remove()).extracting("kind").containsExactly("EndpointSlice");
    WorkloadPlacementStatus status = observed.told();
    assertThat(status.target()).isEqualTo(DEPLOYMENT);
    assertThat(status.wanted()).isEqualTo(KNATIVE);
    assertThat(status.history())
        .extracting(PlacementRecord::reason)
        .containsExactly("FellBack", "Pinned");
    assertThat(ready(status)).startsWith("True FellBack ");
  }

  @Test
  void who_comes_by_knatives_own_gateway_needs_no_router() {
    Observed observed = Observed.pinnedTo(KNATIVE).servingKnative();
    observed.status(observed.told());

    observed.status(observed.told()).at(LATER);

    assertThat(observed.told().outage()).isNull();
    assertThat(observed.plan().apply()).extracting("kind").doesNotContain("Deployment");
  }

  @Test
  void a_fallback_is_counted_once_by_its_cause() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    MigrationMetrics metrics = new MigrationMetrics(registry);
    Observed observed = withoutRouter();
    WorkloadPlacementStatus before = observed.told();
    WorkloadPlacementStatus falling = observed.at(LATER).told();

    metrics.record(Optional.of(before), falling, LATER);
    metrics.record(Optional.of(falling), falling, LATER);

    assertThat(
            registry.get("workload.placement.fallbacks").tag("cause", "router").counter().count())
        .isEqualTo(1);
    assertThat(
            registry.get("workload.placement.fallbacks").tag("cause", "knative").counter().count())
        .isZero();
  }

  private static String ready(WorkloadPlacementStatus status) {
    Condition ready =
        status.conditions().stream()
            .filter(c -> c.getType().equals("Ready"))
            .findFirst()
            .orElseThrow();
    return ready.getStatus() + " " + ready.getReason() + " " + ready.getMessage();
  }
}
