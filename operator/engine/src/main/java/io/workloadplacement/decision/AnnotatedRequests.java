package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.workloadplacement.api.v1alpha1.HandledRequests;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the annotations of a placement ask for beside its spec, so that a tool which keeps the spec
 * as Git has it does not undo it.
 *
 * @param pin the side to which it is pinned now, by an annotation or the spec
 * @param expiredPin value of an annotation that pins no more, and is to be removed
 * @param decidesAgain whether what only time would end does not hold this decision
 * @param retriesMigration whether a migration that failed is tried again now
 * @param handled what is done for once the decision is carried out, to be kept in the status
 * @param note what a reader should know of a pin that does not count; empty where there is none
 * @param changesAt when time alone changes any of this
 */
public record AnnotatedRequests(
    Optional<Pin> pin,
    Optional<String> expiredPin,
    boolean decidesAgain,
    boolean retriesMigration,
    HandledRequests handled,
    Optional<String> note,
    Optional<Instant> changesAt) {

  /** Asks once for a decision that stability does not hold; from the given moment on. */
  public static final String DECIDE_AT = WorkloadPlacement.GROUP + "/decide-at";

  /** Asks once for another try of a migration that failed; from the given moment on. */
  public static final String RETRY_AT = WorkloadPlacement.GROUP + "/retry-at";

  private static final Map<String, String> KEYS =
      Map.of(Pin.ANNOTATION, "", DECIDE_AT, "", RETRY_AT, "");

  /** A request for something that is done once for each value. */
  private record Once(Optional<String> value, Optional<Instant> at, @Nullable String handled) {

    static Once of(WorkloadPlacement placement, String annotation, @Nullable String handled) {
      Optional<String> value = AnnotatedRequests.value(placement, annotation);
      return new Once(value, value.map(v -> Timestamps.parse(field(annotation), v)), handled);
    }

    boolean isDue(Instant now) {
      return isNew() && at.filter(moment -> !now.isBefore(moment)).isPresent();
    }

    Optional<Instant> dueLater(Instant now) {
      return at.filter(moment -> isNew() && now.isBefore(moment));
    }

    private boolean isNew() {
      return value.isPresent() && !value.get().equals(handled);
    }

    @Nullable String handledAt(Instant now) {
      return isDue(now) ? value.orElse(null) : handled;
    }
  }

  /**
   * Reads them.
   *
   * @throws InvalidProfileException if a value cannot be used
   */
  static AnnotatedRequests of(WorkloadPlacement placement, Instant now) {
    HandledRequests before =
        Optional.ofNullable(placement.getStatus())
            .map(WorkloadPlacementStatus::handledRequests)
            .orElse(HandledRequests.NONE);
    Once decide = Once.of(placement, DECIDE_AT, before.decideAt());
    Once retry = Once.of(placement, RETRY_AT, before.retryAt());
    Optional<Pin> annotated = Pin.annotated(placement);
    Optional<Pin> counting = annotated.filter(pin -> !pin.hasExpired(now));
    Optional<Pin> expired = annotated.filter(pin -> pin.hasExpired(now));
    Optional<String> removed =
        expired
            .flatMap(pin -> value(placement, Pin.ANNOTATION))
            .filter(value -> !value.equals(before.expiredPin()));
    return new AnnotatedRequests(
        counting.or(() -> Pin.ofSpec(placement)),
        removed,
        decide.isDue(now),
        retry.isDue(now),
        new HandledRequests(
            decide.handledAt(now), retry.handledAt(now), removed.orElse(before.expiredPin())),
        expired.filter(pin -> removed.isEmpty()).map(AnnotatedRequests::countsNoMore),
        Stream.of(counting.flatMap(Pin::until), decide.dueLater(now), retry.dueLater(now))
            .flatMap(Optional::stream)
            .min(Instant::compareTo));
  }

  private static String countsNoMore(Pin pin) {
    return "%s pins to %s no more: it ended at %s. Remove it, or write a later end."
        .formatted(
            pin.by(),
            NumberFormats.side(pin.target()),
            pin.until().map(Instant::toString).orElse(""));
  }

  /** Whether an annotation asks something of a placement once, and not of a Service. */
  public static boolean isOfPlacementAlone(String annotation) {
    return annotation.equals(DECIDE_AT) || annotation.equals(RETRY_AT);
  }

  /** Whether every value can be used. */
  public static boolean areReadable(WorkloadPlacement placement) {
    try {
      of(placement, Instant.EPOCH);
      return true;
    } catch (InvalidProfileException e) {
      return false;
    }
  }

  /** The same placement, of which nothing is asked by annotation. */
  public static WorkloadPlacement without(WorkloadPlacement placement) {
    WorkloadPlacement plain = new WorkloadPlacement();
    plain.setMetadata(
        new ObjectMetaBuilder(placement.getMetadata()).removeFromAnnotations(KEYS).build());
    plain.setSpec(placement.getSpec());
    plain.setStatus(placement.getStatus());
    return plain;
  }

  /** The path of an annotation. */
  static String field(String annotation) {
    return "metadata.annotations[" + annotation + "]";
  }

  static Optional<String> value(WorkloadPlacement placement, String annotation) {
    return Optional.ofNullable(placement.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(annotation));
  }

  /** As the status keeps it; empty where nothing was ever asked for. */
  public Optional<HandledRequests> remembered() {
    return Optional.of(handled).filter(h -> !Objects.equals(h, HandledRequests.NONE));
  }
}
