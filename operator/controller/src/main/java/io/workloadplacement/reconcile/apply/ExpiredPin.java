package io.workloadplacement.reconcile.apply;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Pin;
import io.workloadplacement.observability.EventRecorder;
import io.workloadplacement.observability.EventRecorder.EventType;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;

/**
 * Removes a pin that has expired from its placement; a newer one that somebody has written
 * meanwhile stays.
 *
 * @param value of the annotation, as it was read
 */
public record ExpiredPin(WorkloadPlacement placement, String value) {

  /** The answer to a JSON patch whose test fails. */
  private static final int NOT_AS_READ = 422;

  private static final String PATH = "/metadata/annotations/" + Pin.ANNOTATION.replace("/", "~1");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Removes it and reports that. */
  public void remove(KubernetesClient client, EventRecorder events) {
    try {
      client
          .resources(WorkloadPlacement.class)
          .inNamespace(placement.getMetadata().getNamespace())
          .withName(placement.getMetadata().getName())
          .patch(
              PatchContext.of(PatchType.JSON),
              JSON.valueToTree(
                      List.of(
                          Map.of("op", "test", "path", PATH, "value", value),
                          Map.of("op", "remove", "path", PATH)))
                  .toString());
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_AS_READ || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return;
      }
      throw e;
    }
    events.record(
        placement,
        EventType.NORMAL,
        "PinExpired",
        "The annotation %s: '%s' has ended and is removed.".formatted(Pin.ANNOTATION, value));
  }
}
