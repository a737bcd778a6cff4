package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch whose right the operator may lack: it is then as if nothing were there, and the right is
 * asked for again after a while. An informer of the SDK would instead hold up the reconcile that
 * starts it until the right is given.
 */
final class OptionalInformer<T extends HasMetadata>
    extends AbstractEventSource<T, WorkloadPlacement> {

  /** How long a refusal counts. */
  static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(OptionalInformer.class);
  private static final Duration LONGEST_START = Duration.ofMinutes(1);

  private final Informable<T> watched;
  private final Function<T, Object> relevant;
  private final SecondaryToPrimaryMapper<T> placements;
  private final InstantSource clock;
  private volatile Optional<SharedIndexInformer<T>> informer = Optional.empty();
  private volatile Optional<Instant> refusedAt = Optional.empty();

  /**
   * A watch that has not begun.
   *
   * @param relevant what of an object matters; other changes are no news
   * @param placements whom an object concerns
   */
  OptionalInformer(
      Class<T> kind,
      String name,
      Informable<T> watched,
      Function<T, Object> relevant,
      SecondaryToPrimaryMapper<T> placements,
      InstantSource clock) {
    super(kind, name);
    this.watched = watched;
    this.relevant = relevant;
    this.placements = placements;
    this.clock = clock;
  }

  /** Those of a namespace. */
  List<T> in(String namespace) {
    return cache()
        .map(objects -> objects.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace))
        .orElse(List.of());
  }

  /** The one of a name. */
  Optional<T> named(String namespace, String name) {
    return cache()
        .map(objects -> objects.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name)));
  }

  private Optional<SharedIndexInformer<T>> cache() {
    if (refusalIsOver()) {
      askAgain();
    }
    return informer;
  }

  private boolean refusalIsOver() {
    return refusedAt.filter(at -> !clock.instant().isBefore(at.plus(ASK_AGAIN_AFTER))).isPresent();
  }

  private synchronized void askAgain() {
    if (isRunning() && refusalIsOver()) {
      open();
    }
  }

  @Override
  public synchronized void start() {
    if (!isRunning()) {
      open();
      super.start();
    }
  }

  @Override
  public synchronized void stop() {
    super.stop();
    informer.ifPresent(SharedIndexInformer::stop);
    informer = Optional.empty();
    refusedAt = Optional.empty();
  }

  private void open() {
    SharedIndexInformer<T> opening = watched.runnableInformer(0);
    CompletableFuture<Void> failed = new CompletableFuture<>();
    opening.exceptionHandler(
        (started, failure) -> {
          failed.completeExceptionally(failure);
          return true;
        });
    opening.addEventHandler(new Changes());
    try {
      CompletableFuture.anyOf(opening.start().toCompletableFuture(), failed)
          .get(LONGEST_START.toMillis(), TimeUnit.MILLISECONDS);
      informer = Optional.of(opening);
      refusedAt = Optional.empty();
    } catch (ExecutionException e) {
      opening.stop();
      refused(Objects.requireNonNullElse(e.getCause(), e));
    } catch (TimeoutException e) {
      opening.stop();
      throw new KubernetesClientException("%s could not be listed in time".formatted(name()), e);
    } catch (InterruptedException e) {
      opening.stop();
      Thread.currentThread().interrupt();
      throw KubernetesClientException.launderThrowable(e);
    }
  }

  private void refused(Throwable failure) {
    if (!isForbidden(failure)) {
      throw KubernetesClientException.launderThrowable(failure);
    }
    refusedAt = Optional.of(clock.instant());
    LOG.warn(
        "May not list and watch {}, which are taken to be absent for {} minutes: {}",
        name(),
        ASK_AGAIN_AFTER.toMinutes(),
        failure.getMessage());
  }

  private static boolean isForbidden(Throwable failure) {
    return failure instanceof KubernetesClientException refused
        && refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
  }

  @Override
  public Set<T> getSecondaryResources(WorkloadPlacement placement) {
    return Set.of();
  }

  private final class Changes implements ResourceEventHandler<T> {

    /** Nobody has looked before the first list was complete, unless that was refused once. */
    @Override
    public void onAdd(T added) {
      if (isRunning()) {
        propagate(added);
      }
    }

    @Override
    public void onUpdate(T before, T now) {
      if (!Objects.equals(relevant.apply(before), relevant.apply(now))) {
        propagate(now);
      }
    }

    @Override
    public void onDelete(T deleted, boolean finalStateUnknown) {
      propagate(deleted);
    }

    private void propagate(T object) {
      placements
          .toPrimaryResourceIDs(object)
          .forEach(placement -> getEventHandler().handleEvent(new Event(placement)));
    }
  }
}
