package io.workloadplacement.observability;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.config.InformerStoppedHandler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the operator lives and whether it is ready.
 *
 * <p>Only what a restart would heal fails liveness: an informer that has stopped for good, after
 * which the operator would go on with what it knew then. An API server that cannot be reached is no
 * reason to restart. Ready is an operator whose caches are filled, also while it stands by for
 * another one that leads.
 */
public final class OperatorHealth implements InformerStoppedHandler {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorHealth.class);

  private final AtomicReference<Phase> phase =
      new AtomicReference<>(new Phase.Waiting("the API server has not been asked yet"));
  private final AtomicReference<Role> role = new AtomicReference<>(new Role.Alone());
  private final Map<String, String> deaths = new ConcurrentHashMap<>();

  private sealed interface Phase {
    /** Before the operator starts; {@code obstacle} is what it waits for. */
    record Waiting(String obstacle) implements Phase {}

    /** Caches are being filled. */
    record Starting(Supplier<List<InformerState>> informers) implements Phase {}

    /** At work, or standing by. */
    record Started(Supplier<List<InformerState>> informers) implements Phase {}

    /** On its way out. */
    record Stopping() implements Phase {}
  }

  private sealed interface Role {
    /** Without leader election. */
    record Alone() implements Role {}

    /** Another one leads, or none yet. */
    record StandBy(String leader) implements Role {}

    /** This one leads. */
    record Leader() implements Role {}
  }

  /** The operator waits, before it starts, for something outside of it. */
  public void waitsFor(String obstacle) {
    phase.set(new Phase.Waiting(obstacle));
  }

  /**
   * The operator starts: its caches are being filled.
   *
   * @param informers its informers at the moment of each call
   */
  public void starts(Supplier<List<InformerState>> informers) {
    phase.set(new Phase.Starting(informers));
  }

  /** The operator has started. */
  public void started() {
    phase.updateAndGet(
        now ->
            now instanceof Phase.Starting starting ? new Phase.Started(starting.informers()) : now);
  }

  /** The operator is on its way out. */
  public void stops() {
    phase.set(new Phase.Stopping());
  }

  /** The operator works only while it leads, and does not yet. */
  public void standsByFor(String leader) {
    role.set(new Role.StandBy(leader));
  }

  /** The operator leads. */
  public void leads() {
    role.set(new Role.Leader());
  }

  /** Whether the operator leads, or works alone. */
  public boolean isLeading() {
    return !(role.get() instanceof Role.StandBy);
  }

  /** Whether the operator leads, or works alone, and its caches are filled. */
  public boolean isAtWork() {
    return isLeading() && phase.get() instanceof Phase.Started;
  }

  @Override
  @SuppressWarnings("rawtypes") // as JOSDK declares it
  public void onStop(SharedIndexInformer informer, Throwable cause) {
    if (cause != null && !(phase.get() instanceof Phase.Stopping)) {
      LOG.error("The informer of {} has stopped for good", informer, cause);
      deaths.put(informer.toString(), cause.toString());
    }
  }

  /** Whether a restart would not help. */
  public Health liveness() {
    if (phase.get() instanceof Phase.Stopping) {
      return Health.passing("stopping");
    }
    if (!deaths.isEmpty()) {
      return Health.failing(
          deaths.entrySet().stream()
              .map(death -> "the informer of " + death.getKey() + " died of " + death.getValue())
              .sorted()
              .collect(Collectors.joining("\n")));
    }
    if (phase.get() instanceof Phase.Started started) {
      String stopped = namesOf(started.informers().get(), informer -> !informer.running());
      if (!stopped.isEmpty()) {
        return Health.failing("informers have stopped for good: " + stopped);
      }
    }
    return Health.passing("alive");
  }

  /** Whether the operator does its work, or stands by to do it. */
  public Health readiness() {
    Phase now = Objects.requireNonNull(phase.get(), "there is a phase from the start on");
    if (now instanceof Phase.Waiting waiting) {
      return Health.failing("waiting: " + waiting.obstacle());
    }
    if (now instanceof Phase.Stopping) {
      return Health.failing("stopping");
    }
    if (now instanceof Phase.Starting starting) {
      String empty = namesOf(starting.informers().get(), informer -> !informer.synced());
      return Health.failing(empty.isEmpty() ? "starting" : "caches are being filled: " + empty);
    }
    String empty = namesOf(((Phase.Started) now).informers().get(), informer -> !informer.synced());
    return empty.isEmpty()
        ? Health.passing(describe(role.get()))
        : Health.failing("caches are not filled: " + empty);
  }

  private static String describe(@Nullable Role role) {
    if (role instanceof Role.StandBy standBy) {
      return standBy.leader().isEmpty()
          ? "standing by, no one leads"
          : "standing by, " + standBy.leader() + " leads";
    }
    return role instanceof Role.Leader ? "leading" : "working";
  }

  private static String namesOf(List<InformerState> informers, Predicate<InformerState> which) {
    return informers.stream()
        .filter(which)
        .map(InformerState::name)
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
