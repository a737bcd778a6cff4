package io.workloadplacement.simulation;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Latency;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.decision.ClusterFacts;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.DecisionInput;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.rendering.KnativeCandidate;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.KnativePortability;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A placement that says what was learned, for a pod of which little is known. */
final class LearnedPlacement {

  private static final String CPU = "100m";
  private static final String MEMORY = "128Mi";
  private static final int PERCENTILE = 95;
  private static final Duration NO_LATENCY_TARGET = Duration.ofMinutes(10);

  private final Decider decider;
  private final PodTemplateSpec template;

  /**
   * Placements of one pod.
   *
   * @param memoryBytes of the pod; NaN assumes {@value #MEMORY}
   */
  LearnedPlacement(Decider decider, double memoryBytes) {
    this.decider = decider;
    this.template = template(memoryBytes);
  }

  static int percentile() {
    return PERCENTILE;
  }

  /**
   * What is to be decided.
   *
   * @param target latency target at the 95th percentile; where nobody calls, cost decides
   * @param status of the last decision; null for a new placement
   */
  DecisionInput input(
      LearnedProfile learned,
      Duration target,
      Duration coldStart,
      @Nullable WorkloadPlacementStatus status,
      List<PlacementPolicy> policies,
      Instant now) {
    Duration declared = learned.isUnused() ? NO_LATENCY_TARGET : target;
    WorkloadPlacement placement = new WorkloadPlacement();
    placement.setMetadata(
        new ObjectMetaBuilder().withName("learned").withNamespace("default").build());
    placement.setSpec(
        new WorkloadPlacementSpec(
            template,
            null,
            learned.traffic(),
            new Latency(DurationText.format(declared), PERCENTILE, DurationText.format(coldStart)),
            null,
            null,
            null,
            null,
            null));
    placement.setStatus(status);
    return new DecisionInput(
        placement,
        template,
        null,
        policies,
        KnativePortability.blockers(
            KnativeCandidate.of(
                placement, template, TrafficProfile.of(placement), KnativeFeatures.defaults())),
        new ClusterFacts(true),
        now);
  }

  RenderedSides sides(DecisionInput input, Decision decision) {
    return RenderedSides.of(input.placement(), template, decision, decider.prices(input));
  }

  private static PodTemplateSpec template(double memoryBytes) {
    Quantity memory =
        memoryBytes > 0
            ? new Quantity(Long.toString(Math.round(memoryBytes)))
            : new Quantity(MEMORY);
    return new PodTemplateSpecBuilder()
        .withNewSpec()
        .withContainers(
            new ContainerBuilder()
                .withName("app")
                .withImage("learned")
                .withResources(
                    new ResourceRequirementsBuilder()
                        .addToRequests("cpu", new Quantity(CPU))
                        .addToRequests("memory", memory)
                        .build())
                .build())
        .endSpec()
        .build();
  }
}
