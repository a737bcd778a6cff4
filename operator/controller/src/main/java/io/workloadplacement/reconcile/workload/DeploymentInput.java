package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.reconcile.object.LastStatus;
import io.workloadplacement.reconcile.object.RolloutState;
import io.workloadplacement.rendering.RenderInput;
import java.util.Optional;

/**
 * Everything that the writes to a Deployment depend on.
 *
 * @param render what its manifests depend on
 * @param live the Deployment as it is
 * @param rollout how far it is
 * @param facts what is around it
 * @param last what the placement's status said
 */
public record DeploymentInput(
    RenderInput render,
    Optional<Deployment> live,
    Optional<RolloutState> rollout,
    DeploymentFacts facts,
    LastStatus last) {}
