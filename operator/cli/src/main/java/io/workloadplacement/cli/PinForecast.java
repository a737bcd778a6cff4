package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import io.workloadplacement.reconcile.preview.ClusterPreview;
import io.workloadplacement.reconcile.preview.ManifestChange;
import io.workloadplacement.reconcile.preview.Preview;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the operator would follow a pin. */
record PinForecast(KubernetesClient client, Instant now) {

  /**
   * Refuses a pin that would not be followed; what cannot be foreseen is let through.
   *
   * @param pinned the placement as it would be with the pin
   * @throws PinChange.RejectedException with what keeps it off the side
   */
  void refuse(WorkloadPlacement pinned, Target side) throws PinChange.RejectedException {
    try {
      ClusterPreview.Result result =
          new ClusterPreview(client)
              .of(pinned, Optional.empty(), List.of(), NamespaceObjects.NONE, new Decider(), now);
      Decision decision = result.preview().decision();
      if (decision.nextAction().on() != side) {
        throw rejection(pinned, decision.status().reason(), decision.status().message());
      }
      Optional<ManifestChange> taken =
          result.changes().stream()
              .filter(change -> change.action() == ManifestChange.Action.REFUSED)
              .findFirst();
      if (taken.isPresent()) {
        throw rejection(pinned, "Conflict", taken.get().note());
      }
    } catch (Preview.Refused e) {
      throw rejection(pinned, "Invalid", e.getMessage());
    } catch (KubernetesClientException e) {
      // What cannot be foreseen from here, the operator says once the pin is there.
    }
  }

  private static PinChange.RejectedException rejection(
      WorkloadPlacement placement, @Nullable String reason, @Nullable String message) {
    return new PinChange.RejectedException(
        "%s, and does not migrate (%s): %s Nothing was changed."
            .formatted(MigrationView.running(placement), reason, message));
  }
}
