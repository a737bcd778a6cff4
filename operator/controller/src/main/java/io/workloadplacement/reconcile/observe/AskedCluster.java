package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nothing is watched, as there are rights in some namespaces only: a Role can grant to get its own
 * namespace, and which kinds are served everybody may ask. What has changed is seen when a
 * placement is looked at.
 */
final class AskedCluster implements ClusterWatches {

  /** How long an answer counts. */
  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(AskedCluster.class);

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Map<String, Answer> namespaces = new ConcurrentHashMap<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  private record Answer(Optional<Namespace> namespace, Instant at) {}

  AskedCluster(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public Optional<Namespace> namespace(String name) {
    Instant now = clock.instant();
    return namespaces.compute(
            name,
            (key, known) ->
                known != null && now.isBefore(known.at.plus(ASK_AGAIN_AFTER))
                    ? known
                    : new Answer(ask(name), now))
        .namespace;
  }

  private Optional<Namespace> ask(String name) {
    try {
      return Optional.ofNullable(client.namespaces().withName(name).get());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      if (refused.add(name)) {
        LOG.warn(
            "May not get namespace {}, which is taken to have no labels: no policy selects it by them."
                + " A Role in it may grant get on namespaces.",
            name);
      }
      return Optional.empty();
    }
  }

  @Override
  public KindPresence kind(
      String name, SecondaryToPrimaryMapper<CustomResourceDefinition> placements) {
    return new DiscoveredKind(name, client, clock);
  }

  @Override
  public boolean reachOtherNamespaces() {
    return false;
  }

  @Override
  public Stream<EventSource<?, WorkloadPlacement>> sources() {
    return Stream.empty();
  }
}
