package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Target;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the smallest change of one declared quantity that would change the target, by asking the
 * same chain again. Changes are compared as ratios. Each quantity is first tried on a grid of
 * {@value #STEPS_PER_DECADE} steps a decade, then bisected, so that the search is bounded; the
 * policy's rules count as they judged the declared values.
 */
final class FlipPoint {

  private static final int DECADES = 4;
  private static final int STEPS_PER_DECADE = 4;
  private static final int BISECTIONS = 16;

  /**
   * A declared number that may change.
   *
   * @param declared its value
   * @param least smallest value worth trying
   * @param most largest value that may be declared
   * @param digits significant digits with which a sentence names it
   * @param decimals most decimals with which it does
   */
  private record Quantity(
      double declared,
      double least,
      double most,
      int digits,
      int decimals,
      DoubleFunction<Load> changed,
      Wording wording) {}

  /** Writes the sentence: the side, the value, and whether the value lies above the declared. */
  private interface Wording {
    String sentence(Target side, double value, boolean above);
  }

  private record Flip(Quantity quantity, double value) {

    double size() {
      return Math.abs(Math.log(value / quantity.declared()));
    }
  }

  private final Load load;
  private final ChainResult chainResult;
  private final Function<Load, ChainResult> chain;
  private final boolean peakDeclared;

  /**
   * @param chain the chain up to stability
   * @param peakDeclared whether the peak stays when the average changes, or follows as twice that
   */
  FlipPoint(
      Load load, ChainResult chainResult, Function<Load, ChainResult> chain, boolean peakDeclared) {
    this.load = load;
    this.chainResult = chainResult;
    this.chain = chain;
    this.peakDeclared = peakDeclared;
  }

  /** The flip point in a sentence; empty where something else than a quantity settled it. */
  Optional<String> sentence() {
    if (!dependsOnQuantities()) {
      return Optional.empty();
    }
    Target other = chainResult.target().other();
    return Optional.of(
        smallest()
            .map(
                flip ->
                    flip.quantity()
                        .wording()
                        .sentence(other, flip.value(), flip.value() > flip.quantity().declared()))
            .orElse(
                "No average rate, latency target or cold start within a factor of 10000 would"
                    + " change the target."));
  }

  private Optional<Flip> smallest() {
    Optional<Flip> smallest = Optional.empty();
    for (Quantity quantity : List.of(averageRate(), latencyTarget(), coldStart())) {
      for (boolean up : new boolean[] {true, false}) {
        double within = smallest.map(Flip::size).orElse(Double.POSITIVE_INFINITY);
        Optional<Flip> flip = towards(quantity, up, within).filter(f -> f.size() < within);
        if (flip.isPresent()) {
          smallest = flip;
        }
      }
    }
    return smallest;
  }

  private boolean dependsOnQuantities() {
    return !chainResult.reason().migratesAtOnce()
        || chainResult.reason() == Reason.COST_LIMIT
        || chainResult.reason() == Reason.COST_LIMIT_EXCEEDED;
  }

  private Quantity averageRate() {
    TrafficProfile profile = load.profile();
    return new Quantity(
        profile.averageRate(),
        1e-9,
        peakDeclared ? profile.peakRate() : 1e9,
        2,
        12,
        rate ->
            load.with(profile.withAverageRate(rate, peakDeclared ? profile.peakRate() : 2 * rate)),
        (side, rate, above) -> {
          boolean byLatency = chainResult.reason().isOfLatency();
          String verb = byLatency ? "would meet the target" : "would be chosen";
          return "%s %s %s an average of %s."
              .formatted(
                  NumberFormats.sideFirst(side),
                  verb,
                  above ? "from" : "up to",
                  NumberFormats.rate(rate));
        });
  }

  private Quantity latencyTarget() {
    TrafficProfile profile = load.profile();
    return inMilliseconds(
        profile.latencyTarget(),
        target -> load.with(profile.withLatency(target, profile.coldStart())),
        "a latency target");
  }

  private Quantity coldStart() {
    TrafficProfile profile = load.profile();
    return inMilliseconds(
        profile.coldStart(),
        cold -> load.with(profile.withLatency(profile.latencyTarget(), cold)),
        "a cold start");
  }

  private static Quantity inMilliseconds(
      Duration declared, Function<Duration, Load> changed, String name) {
    return new Quantity(
        declared.toNanos() / 1e6,
        1,
        1e9,
        4,
        0,
        millis -> changed.apply(ofMillis(millis)),
        (side, millis, above) ->
            "%s would be chosen with %s of %s or %s."
                .formatted(
                    NumberFormats.sideFirst(side),
                    name,
                    DurationText.format(ofMillis(millis)),
                    above ? "more" : "less"));
  }

  /**
   * The nearest flip of one quantity in one direction.
   *
   * @param within size of change from which none is looked for any more
   */
  private Optional<Flip> towards(Quantity quantity, boolean up, double within) {
    double stays = quantity.declared();
    for (int step = 1; step <= DECADES * STEPS_PER_DECADE && stays > 0; step++) {
      double factor = Math.pow(10, (double) step / STEPS_PER_DECADE);
      double tried =
          up
              ? Math.min(quantity.most(), quantity.declared() * factor)
              : Math.max(quantity.least(), quantity.declared() / factor);
      if (flips(quantity, tried)) {
        return Optional.of(new Flip(quantity, rounded(quantity, bisected(quantity, stays, tried))));
      }
      boolean atEnd = tried == quantity.most() || tried == quantity.least();
      if (atEnd || Math.log(factor) > within) {
        return Optional.empty();
      }
      stays = tried;
    }
    return Optional.empty();
  }

  private double bisected(Quantity quantity, double stays, double flips) {
    double near = stays;
    double far = flips;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = Math.sqrt(near * far);
      if (flips(quantity, middle)) {
        far = middle;
      } else {
        near = middle;
      }
    }
    return far;
  }

  /** The shortest number near the boundary that is true when a sentence names it. */
  private double rounded(Quantity quantity, double boundary) {
    RoundingMode away = boundary > quantity.declared() ? RoundingMode.CEILING : RoundingMode.FLOOR;
    return Stream.of(RoundingMode.HALF_UP, away)
        .map(
            rounding ->
                NumberFormats.rounded(boundary, quantity.digits(), rounding)
                    .setScale(quantity.decimals(), rounding))
        .map(BigDecimal::doubleValue)
        .filter(value -> value >= quantity.least() && value <= quantity.most())
        .filter(value -> flips(quantity, value))
        .findFirst()
        .orElse(boundary);
  }

  private boolean flips(Quantity quantity, double value) {
    return chain.apply(quantity.changed().apply(value)).target() != chainResult.target();
  }

  private static Duration ofMillis(double millis) {
    return Duration.ofNanos(Math.round(millis * 1e6));
  }
}
