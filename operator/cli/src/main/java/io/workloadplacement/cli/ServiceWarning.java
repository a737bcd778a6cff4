package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/** Why an annotated Service has no placement: the operator says it in an event on the Service. */
final class ServiceWarning {

  private ServiceWarning() {}

  /**
   * The latest warning.
   *
   * @param key namespace/name of the Service
   */
  static Optional<String> of(KubernetesClient client, String key) {
    String[] parts = key.split("/", 2);
    return client.events().v1().events().inNamespace(parts[0]).list().getItems().stream()
        .filter(event -> "Warning".equals(event.getType()))
        .filter(
            event ->
                event.getRegarding() != null
                    && "Service".equals(event.getRegarding().getKind())
                    && parts[1].equals(event.getRegarding().getName()))
        .max(Comparator.comparing(ServiceWarning::time))
        .map(event -> event.getReason() + ": " + event.getNote());
  }

  private static String time(Event event) {
    if (event.getSeries() != null && event.getSeries().getLastObservedTime() != null) {
      return event.getSeries().getLastObservedTime().getTime();
    }
    return event.getEventTime() == null
        ? Objects.toString(event.getMetadata().getCreationTimestamp(), "")
        : event.getEventTime().getTime();
  }
}
