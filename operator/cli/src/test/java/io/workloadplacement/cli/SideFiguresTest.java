package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Estimates;
import io.workloadplacement.api.v1alpha1.SideEstimate;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.TrafficProfile;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** The figures of a side, as a status has them. */
class SideFiguresTest {

  private static final TrafficProfile PROFILE = profile();

  @Test
  void aStatusOfAnotherVersionMayLackFigures() {
    SideEstimate known = new SideEstimate("12.50", "150ms", "0", 1, 4);
    SideEstimate older = new SideEstimate("12.50", "150ms", "0", null, null);

    assertThat(SideFigures.of(Target.DEPLOYMENT, new Estimates(known, null), PROFILE, "USD"))
        .hasValueSatisfying(
            figures -> assertThat(figures.monthlyCost()).isEqualTo(new BigDecimal("12.50")));
    assertThat(SideFigures.of(Target.DEPLOYMENT, new Estimates(older, null), PROFILE, "USD"))
        .isEmpty();
    assertThat(SideFigures.of(Target.KNATIVE, new Estimates(known, null), PROFILE, "USD"))
        .isEmpty();
  }

  private static TrafficProfile profile() {
    WorkloadPlacement placement =
        Serialization.unmarshal(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: WorkloadPlacement
            metadata: {name: checkout, namespace: shop}
            spec:
              traffic: {pattern: Steady, averageRequestsPerSecond: "40"}
              latency: {target: 150ms}
            """,
            WorkloadPlacement.class);
    return TrafficProfile.of(placement);
  }
}
