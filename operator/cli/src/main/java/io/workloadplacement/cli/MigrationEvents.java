package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.reconcile.migration.MigrationPhase;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the cluster still knows of a placement's migrations.
 *
 * @param events the oldest first; empty where they cannot be read
 */
record MigrationEvents(Optional<List<Event>> events) {

  private static final Set<String> REASONS =
      Stream.concat(
              Arrays.stream(MigrationPhase.values()).map(MigrationPhase::toString),
              Stream.of("Moved", "MigrationCancelled", "FallingBack"))
          .collect(Collectors.toUnmodifiableSet());

  static MigrationEvents of(KubernetesClient client, PlacementState state) {
    try {
      return new MigrationEvents(
          Optional.of(
              client.v1().events().inNamespace(state.namespace()).list().getItems().stream()
                  .filter(event -> REASONS.contains(event.getReason()))
                  .filter(
                      event ->
                          Objects.equals(
                              event.getInvolvedObject().getUid(),
                              state.placement().getMetadata().getUid()))
                  .sorted(Comparator.comparing(MigrationEvents::at))
                  .toList()));
    } catch (KubernetesClientException e) {
      // The placements of the status are shown without them.
      return new MigrationEvents(Optional.empty());
    }
  }

  /** When the event last happened. */
  static String at(Event event) {
    return Stream.of(event.getLastTimestamp(), event.getMetadata().getCreationTimestamp())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }
}
