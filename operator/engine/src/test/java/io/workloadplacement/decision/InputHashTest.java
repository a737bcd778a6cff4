package io.workloadplacement.decision;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InputHashTest {

  private static final String POLICY = "{priority: 1, workloadSelector: {}}";

  @Test
  void equalInputsHaveEqualHashesAtAnyTimeAndAfterAnyWrite() {
    DecisionInput input = Scenario.checkout().policy("default", POLICY).input();
    DecisionInput later =
        Scenario.checkout().policy("default", POLICY).at("2027-01-01T00:00:00Z").input();
    WorkloadPlacement written = later.placement();
    written.getMetadata().setResourceVersion("77");
    written.getMetadata().setGeneration(9L);

    assertThat(input.hash()).matches("[0-9a-f]{16}").isEqualTo(later.hash());
  }

  @Test
  void aPolicyThatDoesNotApplyIsNoInput() {
    Scenario governed = Scenario.checkout().policy("default", POLICY);
    String hash = governed.input().hash();

    assertThat(governed.policy("lower", "{priority: 0}").input().hash()).isEqualTo(hash);
  }

  @ParameterizedTest
  @MethodSource("others")
  void everyOtherInputHasAnotherHash(Scenario other) {
    assertThat(other.input().hash())
        .isNotEqualTo(Scenario.checkout().policy("default", POLICY).input().hash());
  }

  static Stream<Scenario> others() {
    return Stream.of(
        Scenario.checkout(),
        governed().latency("{target: 151ms, percentile: 95, coldStart: 800ms}"),
        governed().placement("{mode: Recommend}"),
        governed().blocked(KNATIVE),
        governed().withoutKnative(),
        governed().queueProxy(new QueueProxy(Map.of("cpu", 0.1))),
        governed().running(DEPLOYMENT),
        governed().running(KNATIVE),
        governed().running(DEPLOYMENT).migratingTo(KNATIVE),
        governed().running(DEPLOYMENT).placed(DEPLOYMENT, "Pinned", "2026-11-01T00:00:00Z"),
        Scenario.checkout().policy("default", "{priority: 2}"),
        Scenario.checkout().policy("renamed", POLICY));
  }

  private static Scenario governed() {
    return Scenario.checkout().policy("default", POLICY);
  }
}
