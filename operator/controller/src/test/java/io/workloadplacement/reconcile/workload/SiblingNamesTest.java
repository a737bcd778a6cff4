package io.workloadplacement.reconcile.workload;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiblingNamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"cart-pods", "cart-kn"})
  void a_service_of_another_placement_that_takes_a_needed_name_is_known_before_the_migration(
      String sibling) {
    assertThat(SiblingNames.blockers(on(DEPLOYMENT, "cart"), List.of(on(DEPLOYMENT, sibling))))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.target()).isEqualTo(KNATIVE);
              assertThat(blocker.field())
                  .isEqualTo("WorkloadPlacement '" + sibling + "': metadata.name");
            });
  }

  @Test
  void who_has_its_names_already_keeps_them() {
    assertThat(SiblingNames.blockers(on(KNATIVE, "cart"), List.of(on(DEPLOYMENT, "cart-pods"))))
        .isEmpty();
  }

  @Test
  void other_names_do_no_harm() {
    WorkloadPlacement cart = on(DEPLOYMENT, "cart");

    assertThat(SiblingNames.blockers(cart, List.of(cart, on(DEPLOYMENT, "cart-podsy")))).isEmpty();
  }

  private static WorkloadPlacement on(Target target, String name) {
    WorkloadPlacement placement = new WorkloadPlacement();
    placement.setMetadata(new ObjectMetaBuilder().withName(name).build());
    placement.setStatus(WorkloadPlacementStatus.of(1L).target(target).build());
    return placement;
  }
}
