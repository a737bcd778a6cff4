package io.workloadplacement.reconcile;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.PlacementPolicyStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.PolicyCheck;
import io.workloadplacement.reconcile.object.FieldOwners;
import io.workloadplacement.reconcile.status.PolicyStatusComposer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells the platform team what a policy does: whether it can be followed, how many placements it
 * governs, and for how many of them a rule fails.
 */
@ControllerConfiguration(name = "policy", fieldManager = FieldOwners.OPERATOR)
public final class PolicyReconciler implements Reconciler<PlacementPolicy> {

  private final InstantSource clock;
  private final PolicyCheck check = new PolicyCheck();
  private InformerEventSource<WorkloadPlacement, PlacementPolicy> placements;

  public PolicyReconciler(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, PlacementPolicy>> prepareEventSources(
      EventSourceContext<PlacementPolicy> context) {
    placements =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(WorkloadPlacement.class, PlacementPolicy.class)
                .withName("governed-placements")
                .withNamespacesInheritedFromController()
                .withSecondaryToPrimaryMapper(
                    placement ->
                        context
                            .getPrimaryCache()
                            .list(policy -> true)
                            .map(ResourceID::fromResource)
                            .collect(Collectors.toSet()))
                .withOnUpdateFilter((now, before) -> !policyNews(now).equals(policyNews(before)))
                .build(),
            context);
    return List.of(placements);
  }

  @Override
  public UpdateControl<PlacementPolicy> reconcile(
      PlacementPolicy policy, Context<PlacementPolicy> context) {
    List<WorkloadPlacement> governed =
        placements.list(placement -> governs(policy, placement)).toList();
    PlacementPolicyStatus status =
        new PolicyStatusComposer(policy, clock.instant()).judged(check.faults(policy), governed);
    return status.equals(policy.getStatus())
        ? UpdateControl.noUpdate()
        : UpdateControl.patchStatus(withStatusAlone(policy, status));
  }

  /**
   * Says why a reconcile could not be finished.
   *
   * @param failure its message is for people
   */
  @Override
  public ErrorStatusUpdateControl<PlacementPolicy> updateErrorStatus(
      PlacementPolicy policy, Context<PlacementPolicy> context, Exception failure) {
    PlacementPolicyStatus status =
        new PolicyStatusComposer(policy, clock.instant())
            .retrying(String.valueOf(failure.getMessage()));
    return Optional.ofNullable(policy.getStatus()).filter(status::equals).isPresent()
        ? ErrorStatusUpdateControl.defaultErrorProcessing()
        : ErrorStatusUpdateControl.patchStatus(withStatusAlone(policy, status));
  }

  private static PlacementPolicy withStatusAlone(
      PlacementPolicy policy, PlacementPolicyStatus status) {
    PlacementPolicy patch = new PlacementPolicy();
    patch.setMetadata(new ObjectMetaBuilder().withName(policy.getMetadata().getName()).build());
    patch.setStatus(status);
    return patch;
  }

  private static boolean governs(PlacementPolicy policy, WorkloadPlacement placement) {
    return placement.getStatus() != null
        && placement.getStatus().decision() != null
        && policy.getMetadata().getName().equals(placement.getStatus().decision().policy());
  }

  private static List<Object> policyNews(WorkloadPlacement placement) {
    return placement.getStatus() == null || placement.getStatus().decision() == null
        ? List.of()
        : List.of(
            String.valueOf(placement.getStatus().decision().policy()),
            PolicyStatusComposer.violates(placement),
            PolicyStatusComposer.aRuleFails(placement)
                ? placement.getStatus().decision().message()
                : "");
  }
}
