package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.workloadplacement.api.v1alpha1.Placement;
import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.observability.ApiFailure;
import io.workloadplacement.rendering.AnnotatedService;
import io.workloadplacement.rendering.ServiceAnnotations;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pins a placement to a side, or takes its pin away. What the operator would not follow is refused
 * before anything is written.
 *
 * @param to the side; empty to leave the choice to the operator
 */
record PinChange(
    KubernetesClient client,
    Resource<WorkloadPlacement> resource,
    Optional<Target> to,
    Instant now) {

  private static final String PATCH = "{\"spec\":{\"placement\":{\"mode\":\"%s\",\"target\":%s}}}";

  /** Why nothing was done. */
  static final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    RejectedException(String message) {
      super(message);
    }
  }

  /**
   * Makes the change.
   *
   * @param placement as it is now
   * @return the placement as it was written
   * @throws RejectedException if the operator would not follow it, or it may not be made
   */
  WorkloadPlacement make(WorkloadPlacement placement) throws RejectedException {
    if (AnnotatedService.isGenerated(placement)) {
      refuseGenerated(placement);
      return placement;
    }
    if (to.isPresent()) {
      new PinForecast(client, now).refuse(pinned(placement, to.get()), to.get());
    }
    return patch(to.isPresent() ? PlacementMode.PINNED : PlacementMode.AUTO, to.orElse(null));
  }

  /** Whether a placement has the pin that was asked for, or none if that was. */
  boolean isIn(WorkloadPlacement placement) {
    Placement now = placement.getSpec().placement();
    boolean pinned = now != null && now.mode() == PlacementMode.PINNED;
    return to.map(side -> pinned && now != null && now.target() == side).orElse(!pinned);
  }

  /**
   * Takes the pin back that was written, if it is there still.
   *
   * @param before the placement as it was before it was pinned
   * @return what became of the pin, in a sentence
   */
  String takeBack(WorkloadPlacement before) {
    try {
      WorkloadPlacement live = resource.get();
      if (live == null || !isIn(live)) {
        return "The pin is gone already.";
      }
      Placement former = before.getSpec().placement();
      patch(before.getSpec().mode(), former == null ? null : former.target());
      return "The pin was taken back.";
    } catch (RejectedException | KubernetesClientException e) {
      return "The pin could not be taken back: --unpin does it.";
    }
  }

  private WorkloadPlacement patch(PlacementMode mode, @Nullable Target target)
      throws RejectedException {
    try {
      return resource.patch(
          PatchContext.of(PatchType.JSON_MERGE),
          PATCH.formatted(mode, target == null ? "null" : '"' + target.toString() + '"'));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        throw new RejectedException(
            "You may not change the placement; the cluster's roles 'edit' and 'admin' may: "
                + ApiFailure.inWords(e));
      }
      throw e;
    }
  }

  /** What is changed by hand in a generated placement is changed back: its Service decides. */
  private void refuseGenerated(WorkloadPlacement placement) throws RejectedException {
    if (isIn(placement)) {
      return;
    }
    String name = placement.getMetadata().getName();
    PlacementMode mode = placement.getSpec().mode();
    throw new RejectedException(
        "%s/%s is generated from the annotations of Service '%s', where %smode is %s; what is changed in it is changed back. Annotate the Service: kubectl annotate service %s -n %s --overwrite %s"
            .formatted(
                placement.getMetadata().getNamespace(),
                name,
                name,
                ServiceAnnotations.PREFIX,
                mode,
                name,
                placement.getMetadata().getNamespace(),
                to.map(
                        side ->
                            "%1$smode=Pinned %1$starget=%2$s"
                                .formatted(ServiceAnnotations.PREFIX, side))
                    .orElse("%1$smode=Auto %1$starget-".formatted(ServiceAnnotations.PREFIX))));
  }

  private WorkloadPlacement pinned(WorkloadPlacement placement, Target side) {
    KubernetesSerialization serialization = client.getKubernetesSerialization();
    ObjectNode pinned = serialization.convertValue(placement, ObjectNode.class);
    pinned
        .withObject("/spec/placement")
        .put("mode", PlacementMode.PINNED.toString())
        .put("target", side.toString());
    return serialization.convertValue(pinned, WorkloadPlacement.class);
  }
}
