package io.workloadplacement.simulation;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.decision.UnitPrices;
import io.workloadplacement.rendering.Autoscaler;
import io.workloadplacement.rendering.KnativeSide;
import io.workloadplacement.rendering.RenderInput;
import io.workloadplacement.rendering.ServingPort;
import java.util.Set;

/**
 * Both sides of one placement as they would be rendered, with what a simulation needs of them.
 *
 * @param startReplicas of a new Deployment
 * @param profile what was declared or learned
 * @param prices what replicas and requests cost
 */
public record RenderedSides(
    HpaSettings hpa,
    KpaSettings kpa,
    int startReplicas,
    TrafficProfile profile,
    UnitPrices prices) {

  /**
   * Renders both sides.
   *
   * @param template what runs
   */
  public static RenderedSides of(
      WorkloadPlacement placement, PodTemplateSpec template, Decision decision, UnitPrices prices) {
    RenderInput input =
        new RenderInput(placement, template, decision.profile(), decision.sizing())
            .servedAt(ServingPort.of(placement, template).orElse(ServingPort.ASSUMED));
    return new RenderedSides(
        HpaSettings.of(Autoscaler.horizontal(input)),
        KpaSettings.of(KnativeSide.render(input, Set.of())),
        decision.sizing().startReplicas(),
        decision.profile(),
        prices);
  }
}
