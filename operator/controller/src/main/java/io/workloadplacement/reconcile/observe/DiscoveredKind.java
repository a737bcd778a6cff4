package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks the API server now and then which kinds it serves, which everybody may, where definitions
 * may not be watched.
 */
final class DiscoveredKind implements KindPresence {

  /** How long an answer counts. */
  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(30);

  private final String plural;
  private final String group;
  private final KubernetesClient client;
  private final InstantSource clock;
  private volatile Optional<Answer> last = Optional.empty();

  private record Answer(Set<String> versions, Instant at) {}

  /**
   * A kind that has not been asked for.
   *
   * @param name such as {@code services.serving.knative.dev}
   */
  DiscoveredKind(String name, KubernetesClient client, InstantSource clock) {
    int dot = name.indexOf('.');
    this.plural = name.substring(0, dot);
    this.group = name.substring(dot + 1);
    this.client = client;
    this.clock = clock;
  }

  @Override
  public boolean established() {
    return !versions().isEmpty();
  }

  @Override
  public boolean serves(String version) {
    return versions().contains(version);
  }

  @Override
  public Stream<EventSource<?, WorkloadPlacement>> sources() {
    return Stream.empty();
  }

  private Set<String> versions() {
    Instant now = clock.instant();
    Optional<Answer> known = last.filter(answer -> now.isBefore(answer.at.plus(ASK_AGAIN_AFTER)));
    if (known.isPresent()) {
      return known.get().versions;
    }
    Set<String> served = ask();
    last = Optional.of(new Answer(served, now));
    return served;
  }

  private Set<String> ask() {
    return Optional.ofNullable(client.getApiGroup(group)).stream()
        .map(APIGroup::getVersions)
        .flatMap(versions -> versions.stream())
        .map(GroupVersionForDiscovery::getVersion)
        .filter(version -> isIn(client.getApiResources(group + "/" + version)))
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean isIn(APIResourceList resources) {
    return resources != null
        && resources.getResources().stream().anyMatch(kind -> plural.equals(kind.getName()));
  }
}
