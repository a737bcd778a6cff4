package io.workloadplacement.reconcile.status;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.PlacementPolicyStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.PolicyCheck;
import io.workloadplacement.reconcile.Observed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** A policy in every state, each with the status that the operator writes. */
final class PolicyStates {

  private PolicyStates() {}

  static Map<String, PlacementPolicy> all() {
    Map<String, PlacementPolicy> states = new LinkedHashMap<>();
    states.put(
        "Just created",
        policy("true", (policy, composer) -> new PlacementPolicyStatus(-1L, null, null, null)));
    states.put("It is followed", judged("true", List.of(serving())));
    states.put(
        "A rule does not compile", judged("workload.metadata.nmae == 'x'", List.of(serving())));
    states.put("A rule fails for a placement", judged("true", List.of(failing())));
    states.put(
        "The operator cannot finish",
        policy("true", (policy, composer) -> composer.retrying("the API server is away")));
    PlacementPolicy edited = judged("true", List.of(serving()));
    edited.getMetadata().setGeneration(2L);
    states.put("The spec was edited", edited);
    return states;
  }

  private static WorkloadPlacement serving() {
    return PlacementStates.shown().get("A Deployment serves");
  }

  private static WorkloadPlacement failing() {
    WorkloadPlacement placement = serving();
    placement.setStatus(
        placement.getStatus().toBuilder()
            .decision(
                placement
                    .getStatus()
                    .decision()
                    .settledBy(
                        placement.getStatus().target(),
                        "PolicyRuleFailed",
                        "Policy 'platform' cannot be followed here: rule 'r' failed."))
            .build());
    return placement;
  }

  private static PlacementPolicy judged(String when, List<WorkloadPlacement> governed) {
    return policy(
        when, (policy, composer) -> composer.judged(new PolicyCheck().faults(policy), governed));
  }

  private static PlacementPolicy policy(
      String when,
      BiFunction<PlacementPolicy, PolicyStatusComposer, PlacementPolicyStatus> status) {
    PlacementPolicy policy =
        Serialization.unmarshal(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: PlacementPolicy
            metadata: {name: platform, generation: 1}
            spec:
              rules: [{name: r, when: "%s", effect: Require, target: Deployment}]
            """
                .formatted(when),
            PlacementPolicy.class);
    policy.setStatus(status.apply(policy, new PolicyStatusComposer(policy, Observed.NOW)));
    return policy;
  }
}
