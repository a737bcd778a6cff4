package io.workloadplacement.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.reconcile.observe.ClusterScope;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacementReconcilerTest {

  private final PlacementReconciler reconciler =
      new PlacementReconciler(
          new Decider(),
          null,
          InstantSource.system(),
          "cluster.local",
          5,
          Duration.ofSeconds(1),
          null,
          Optional.empty(),
          ClusterScope.WHOLE);

  /** Whoever still worked for it would make its objects anew while they are being collected. */
  @Test
  void aPlacementThatIsGoneIsNotEvenLookedAt() {
    WorkloadPlacement gone = Observed.pinnedTo(Target.DEPLOYMENT).observation().placement();

    assertThat(reconciler.reconcile(gone, contextOf("isPrimaryResourceDeleted")).isNoUpdate())
        .isTrue();
  }

  /** A placement with a template has nothing to give back. */
  @Test
  void aPlacementThatGoesWithoutAnAdoptionIsLeftToTheGarbageCollector() {
    WorkloadPlacement going = Observed.pinnedTo(Target.DEPLOYMENT).observation().placement();
    going.getMetadata().setDeletionTimestamp("2026-11-21T12:00:00Z");

    assertThat(reconciler.reconcile(going, contextOf("")).isNoUpdate()).isTrue();
  }

  /** A context of which one question is answered with yes, and nothing else may be asked. */
  @SuppressWarnings("unchecked")
  private static Context<WorkloadPlacement> contextOf(String yes) {
    return (Context<WorkloadPlacement>)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> {
              if (method.getReturnType() == boolean.class) {
                return method.getName().equals(yes);
              }
              throw new AssertionError(method + " is asked for");
            });
  }
}
