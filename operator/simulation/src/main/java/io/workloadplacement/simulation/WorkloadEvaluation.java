package io.workloadplacement.simulation;

import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.DecisionInput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges the decision for one workload of a trace: learns from its first part, decides for every
 * cold start and latency target, replays the rest against both sides and compares.
 */
public final class WorkloadEvaluation {

  /** Cold starts for which it is judged; traces tell none. */
  public static final List<Duration> COLD_STARTS =
      List.of(Duration.ofMillis(800), Duration.ofSeconds(5));

  /** Latency targets for which it is judged, at the 95th percentile. */
  public static final List<Duration> TARGETS =
      List.of(Duration.ofMillis(200), Duration.ofSeconds(2));

  /** Both sides run for so long before it counts, so that their start does not. */
  private static final double WARM_UP = 600;

  private static final int MOST_WARM_UP_BINS = 10_000;
  private static final double HOUR = 3600;

  private final String workload;
  private final double weight;
  private final LearnedPlacement placement;
  private final Decider decider;
  private final double learnUntil;
  private final double end;
  private final long seed;
  private final Learner learner;
  private final Deque<TraceBin> recent = new ArrayDeque<>();
  private final List<Redecision> stable = new ArrayList<>();
  private final List<Redecision> unstable = new ArrayList<>();
  private final Declaration declaration = new Declaration();
  private double nextDecision;
  private List<Replay> replays = List.of();
  private @Nullable LearnedProfile learned;

  /**
   * An evaluation.
   *
   * @param seconds that the trace covers
   * @param serviceTime of a request where the trace does not say
   * @param memoryBytes of a pod; NaN where the trace does not say
   */
  public WorkloadEvaluation(
      String workload,
      double weight,
      Duration serviceTime,
      double memoryBytes,
      double seconds,
      Decider decider,
      long seed) {
    this.workload = workload;
    this.weight = weight;
    this.decider = decider;
    this.placement = new LearnedPlacement(decider, memoryBytes);
    this.learnUntil = learnUntil(seconds);
    this.nextDecision = learnUntil;
    this.end = seconds;
    this.seed = seed * 31 + workload.hashCode();
    this.learner = new Learner(0, Optional.empty(), serviceTime, this.seed);
    for (Duration coldStart : COLD_STARTS) {
      for (Duration target : TARGETS) {
        stable.add(new Redecision(decider, placement, coldStart, target, List.of()));
        unstable.add(
            new Redecision(
                decider, placement, coldStart, target, List.of(Redecision.WITHOUT_STABILITY)));
      }
    }
  }

  /** Half of a trace, or its first day. */
  static double learnUntil(double seconds) {
    return Math.min(seconds / 2, 86_400);
  }

  /** Takes the next bin. */
  public void accept(TraceBin bin) {
    decideUntil(bin.start());
    if (bin.start() >= learnUntil) {
      begin();
    }
    learner.accept(bin);
    if (bin.start() < learnUntil) {
      recent.addLast(bin);
      while (recent.size() > MOST_WARM_UP_BINS
          || (!recent.isEmpty() && recent.peekFirst().end() < learnUntil - WARM_UP)) {
        recent.removeFirst();
      }
      return;
    }
    replays.forEach(replay -> replay.accept(bin));
  }

  /**
   * What came of one workload.
   *
   * @param judged one judgement for every cold start and latency target
   * @param stable moves with the default stability, for each of them
   * @param unstable moves with none
   */
  public record Outcome(List<Judged> judged, List<Flapping> stable, List<Flapping> unstable) {}

  /** Ends the trace. */
  public Outcome finish() {
    begin();
    decideUntil(end);
    List<Judged> judged = new ArrayList<>();
    List<Flapping> moves = new ArrayList<>();
    List<Flapping> freeMoves = new ArrayList<>();
    for (int i = 0; i < COLD_STARTS.size(); i++) {
      Replay.Result result = replays.get(i).finish();
      HourlyCosts costs =
          new HourlyCosts(result, decider.prices(input(COLD_STARTS.get(i), TARGETS.get(0))));
      for (int k = 0; k < TARGETS.size(); k++) {
        judged.add(judged(COLD_STARTS.get(i), TARGETS.get(k), result));
        int setting = i * TARGETS.size() + k;
        moves.add(Flapping.of(weight, end, stable.get(setting).migrations(), costs));
        freeMoves.add(Flapping.of(weight, end, unstable.get(setting).migrations(), costs));
      }
    }
    return new Outcome(judged, moves, freeMoves);
  }

  private Judged judged(Duration coldStart, Duration target, Replay.Result result) {
    Decision decision = decide(coldStart, target);
    LearnedProfile learned = learned();
    return new Judged(
        workload,
        weight,
        coldStart,
        target,
        60.0 * learned.requests() / learned.seconds(),
        Objects.requireNonNull(decision.status().target(), "a decision has a target"),
        Objects.requireNonNull(decision.status().reason(), "a decision has a reason"),
        learned,
        Hindsight.of(result, target, LearnedPlacement.percentile()));
  }

  /**
   * Decides anew every hour, by what is declared then. Nothing is declared before the first part
   * has ended.
   */
  private void decideUntil(double seconds) {
    for (; nextDecision <= seconds; nextDecision += HOUR) {
      LearnedProfile declared = declaration.after(nextDecision, learner.learn(nextDecision));
      for (int i = 0; i < stable.size(); i++) {
        stable.get(i).decide(nextDecision, declared);
        unstable.get(i).decide(nextDecision, declared);
      }
    }
  }

  private void begin() {
    if (learned != null) {
      return;
    }
    learned = learner.learn(learnUntil);
    replays = COLD_STARTS.stream().map(this::replay).toList();
    for (TraceBin bin : recent) {
      replays.forEach(replay -> replay.accept(bin));
    }
    recent.clear();
  }

  private LearnedProfile learned() {
    return Objects.requireNonNull(learned, "nothing is judged before it has begun");
  }

  private Replay replay(Duration coldStart) {
    DecisionInput input = input(coldStart, TARGETS.get(0));
    RenderedSides sides = placement.sides(input, decider.decide(input));
    double start = Math.max(0, learnUntil - WARM_UP);
    return new Replay(
        sides,
        new Replay.Span(start, learnUntil, end),
        coldStart,
        TARGETS,
        (int) Math.ceil((end - learnUntil) / HOUR),
        seed);
  }

  private Decision decide(Duration coldStart, Duration target) {
    return decider.decide(input(coldStart, target));
  }

  private DecisionInput input(Duration coldStart, Duration target) {
    return placement.input(learned(), target, coldStart, null, List.of(), Instant.EPOCH);
  }
}
