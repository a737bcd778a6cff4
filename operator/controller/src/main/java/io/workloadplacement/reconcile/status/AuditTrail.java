package io.workloadplacement.reconcile.status;

import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.observability.EventRecorder;
import io.workloadplacement.observability.EventRecorder.EventType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every decision, with its policy, its outcome and a hash of what it was made from, as one
 * line of the log and one event; the first that tells of a missed latency target is a warning. A
 * reconcile that decides as before is no decision.
 *
 * <p>The status is what remembers; a cache may not have it yet, so this process remembers too.
 * After a restart, a decision whose status was never written is recorded once more.
 */
public final class AuditTrail {

  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
  private static final int LONGEST_MESSAGE = 800;
  private static final String BUILT_IN = "built-in defaults";

  private static final int REMEMBERED = 10_000;

  private final EventRecorder events;
  private final Map<String, String> recorded =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  public AuditTrail(EventRecorder events) {
    this.events = events;
  }

  /**
   * Records the decision of a status that is to be written, if it is news.
   *
   * @param inputs the hash of the decision's input, asked for only where it is needed
   */
  public void record(
      WorkloadPlacement placement, WorkloadPlacementStatus after, Supplier<String> inputs) {
    DecisionStatus now =
        Objects.requireNonNull(after.decision(), "a decision was made before it is recorded");
    Optional<DecisionStatus> before =
        Optional.ofNullable(placement.getStatus()).map(WorkloadPlacementStatus::decision);
    if (before.filter(now::equals).isPresent()) {
      return;
    }
    String hash = inputs.get();
    String policy = Objects.requireNonNullElse(now.policy(), BUILT_IN);
    String trail = " (policy: " + policy + "; inputs: " + hash + ")";
    if (!isNews(placement, now.target() + now.reason() + now.message() + trail)) {
      return;
    }
    LOG.atInfo()
        .addKeyValue("target", now.target())
        .addKeyValue("reason", now.reason())
        .addKeyValue("policy", policy)
        .addKeyValue("inputs", hash)
        .addKeyValue("generation", placement.getMetadata().getGeneration())
        .log("Decided {}, {}: {}{}", now.target(), now.reason(), now.message(), trail);
    events.record(
        placement,
        missesLatencyTarget(now) && before.filter(AuditTrail::missesLatencyTarget).isEmpty()
            ? EventType.WARNING
            : EventType.NORMAL,
        String.valueOf(now.reason()),
        now.target() + ": " + bounded(String.valueOf(now.message())) + trail);
  }

  private static boolean missesLatencyTarget(DecisionStatus decision) {
    return Boolean.TRUE.equals(decision.latencyTargetMissed());
  }

  private boolean isNews(WorkloadPlacement placement, String decision) {
    synchronized (recorded) {
      return !decision.equals(recorded.put(placement.getMetadata().getUid(), decision));
    }
  }

  /** A policy's own words may be long, and an event is cut at its end, where the trail stands. */
  private static String bounded(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }
}
