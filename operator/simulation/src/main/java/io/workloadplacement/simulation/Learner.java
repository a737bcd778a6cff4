package io.workloadplacement.simulation;

import io.workloadplacement.api.v1alpha1.ActiveWindow;
import io.workloadplacement.api.v1alpha1.Burst;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Traffic;
import io.workloadplacement.api.v1alpha1.TrafficPattern;
import io.workloadplacement.decision.TrafficProfile;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Learns how a workload is called from its trace, and suggests {@code spec.traffic}. Bins are
 * handed in by time; the memory does not depend on how many.
 *
 * <p>The pattern is the simplest whose formula tells what a Knative pod would have done: how long
 * it would have been there, and how often it would have had to start. Steady and Sporadic mean
 * requests by a Poisson process, Diurnal by one within some hours of the day and days of the week;
 * where their times do not fit that, Bursty fits any: its interval is the time from one start of a
 * pod to the next, its duration how long there were requests.
 */
public final class Learner {

  /** Idle windows of the patterns as they are rendered, see {@code decision.Warmth}. */
  private static final double STEADY_IDLE = 90;

  private static final double SPORADIC_IDLE = 60;

  /** Of bursts that a single replica cannot take; of others it is that of Sporadic. */
  private static final double BURSTY_IDLE = 30;

  /** Warm shares may differ by this from a formula that is said to fit. */
  private static final double WARM_FITS = 0.05;

  /** Cold shares may differ by this, and a tenth of them: little where there are few. */
  private static final double COLD_FITS = 0.02;

  private static final double DAY = 86_400;

  /** Seconds from which on a silence may be an end: a pause for lunch is none. */
  private static final double LONG_ENOUGH = 2 * 3600;

  /** Seconds over which the peak of events is counted. */
  private static final double PEAK_WINDOW = 10;

  private static final MathContext DIGITS = new MathContext(4);

  private final double from;
  private final double defaultService;
  private final ArrivalProcess arrivals;
  private final Gaps gaps = new Gaps();
  private final Optional<ActiveHours> activeHours;
  private double requests;
  private double serviceSum;
  private double peak;
  private double windowStart = Double.NEGATIVE_INFINITY;
  private double windowCount;

  /**
   * Nothing learned yet.
   *
   * @param from seconds at which the part begins from which it learns
   * @param begin moment of second 0; empty where the trace has no calendar, and then no windows
   * @param serviceTime of requests where the trace does not say
   * @param seed of the moments at which the requests of a bin are put
   */
  public Learner(double from, Optional<Instant> begin, Duration serviceTime, long seed) {
    this.from = from;
    this.activeHours = begin.map(ActiveHours::new);
    this.defaultService = serviceTime.toNanos() / 1e9;
    this.arrivals = new ArrivalProcess(seed, defaultService);
  }

  /** Takes the next bin. */
  public void accept(TraceBin bin) {
    if (bin.count() == 0) {
      return;
    }
    requests += bin.count();
    serviceSum +=
        bin.count() * (Double.isNaN(bin.serviceSeconds()) ? defaultService : bin.serviceSeconds());
    if (bin.length() >= PEAK_WINDOW) {
      peak = Math.max(peak, bin.rate());
    } else {
      countForPeak(bin);
    }
    activeHours.ifPresent(hours -> hours.accept(bin));
    arrivals.feed(bin, gaps);
  }

  private void countForPeak(TraceBin bin) {
    if (bin.start() >= windowStart + PEAK_WINDOW) {
      windowStart = bin.start();
      windowCount = 0;
    }
    windowCount += bin.count();
    peak = Math.max(peak, windowCount / PEAK_WINDOW);
  }

  /**
   * What was learned up to a time.
   *
   * @param to seconds, after the beginning
   */
  public LearnedProfile learn(double to) {
    double seconds = to - from;
    // Where none came, half a request is the rate that neither claims one nor rules it out.
    double average = Math.max(0.5, requests) / seconds;
    Shape shape = shape(average, to);
    Duration serviceTime = atLeastMillis(service());
    return new LearnedProfile(
        new Traffic(
            shape.pattern(),
            null,
            rate(average),
            rate(Math.max(peak, average / shape.busyShare())),
            DurationText.format(serviceTime),
            longest(serviceTime),
            null,
            shape.burst(),
            shape.windows()),
        (long) requests,
        seconds,
        gaps.bursty.warmShare(from, to),
        requests == 0 ? 1 : Math.min(1, gaps.bursty.starts(from) / requests),
        isUnused(to),
        shape.why());
  }

  /** Half a day without a call is a night; a whole one, or one after a short use, is none. */
  private boolean isUnused(double to) {
    return requests == 0
        ? to - from >= DAY
        : to - from >= LONG_ENOUGH && gaps.sporadic.fellSilent(from, to);
  }

  /**
   * A pattern with its figures.
   *
   * @param busyShare of the time for which there are requests, above 0 and up to 1
   */
  private record Shape(
      TrafficPattern pattern,
      @Nullable Burst burst,
      List<ActiveWindow> windows,
      double busyShare,
      String why) {

    static Shape always(TrafficPattern pattern, String why) {
      return new Shape(pattern, null, List.of(), 1, why);
    }

    static Shape bursts(double burst, double interval, String why) {
      return new Shape(
          TrafficPattern.BURSTY,
          new Burst(
              DurationText.format(atLeastMillis(burst)),
              DurationText.format(atLeastMillis(interval))),
          List.of(),
          Math.min(1, burst / interval),
          why);
    }
  }

  private Shape shape(double average, double to) {
    if (fits(gaps.steady, average, to) && gaps.steady.warmShare(from, to) > 0.9) {
      return Shape.always(TrafficPattern.STEADY, "requests come all the time");
    }
    if (requests < 1 || fits(gaps.sporadic, average, to)) {
      return Shape.always(TrafficPattern.SPORADIC, "requests come now and then, by chance");
    }
    Optional<ActiveHours.Found> daily =
        activeHours
            .flatMap(hours -> hours.window(to - from))
            .filter(found -> fits(found, average, to));
    if (daily.isPresent()) {
      return new Shape(
          TrafficPattern.DIURNAL,
          null,
          List.of(daily.get().window()),
          daily.get().share(),
          "requests come at these hours (UTC) and hardly at others");
    }
    IdleGaps observed = fitsOneReplica() ? gaps.sporadic : gaps.bursty;
    double seconds = to - from;
    double starts = atMost(Math.max(1, observed.starts(from)));
    double interval = seconds / starts;
    double warm = observed.warmShare(from, to);
    double burst = Math.max(1, warm * interval - observed.idleWindow());
    return Shape.bursts(
        Math.min(burst, interval),
        interval,
        "requests come in bursts or at regular times, which chance does not explain");
  }

  /**
   * Whether Knative's activator leaves the path of bursts, so that the last replica stays longer.
   */
  private boolean fitsOneReplica() {
    return peak * service() <= TrafficProfile.DEFAULT_CONCURRENCY;
  }

  private double service() {
    return requests == 0 ? defaultService : serviceSum / requests;
  }

  /** Whether a Poisson process of this rate explains how a replica would have come and gone. */
  private boolean fits(IdleGaps observed, double average, double to) {
    double cold = Math.exp(-average * observed.idleWindow());
    return fits(observed, cold, 1 - cold, to);
  }

  /** Whether a Poisson process within a window, and nothing outside of it, explains that. */
  private boolean fits(ActiveHours.Found window, double average, double to) {
    IdleGaps observed = gaps.sporadic;
    double inWindow = Math.max(1, average / window.perSecond());
    double coldWithin = Math.exp(-average / window.share() * observed.idleWindow());
    double cold = (1 + (inWindow - 1) * coldWithin) / inWindow;
    return fits(observed, cold, window.share() * (1 - coldWithin), to);
  }

  private boolean fits(IdleGaps observed, double cold, double warm, double to) {
    double seen = requests == 0 ? 1 : Math.min(1, observed.starts(from) / requests);
    return Math.abs(cold - seen) <= COLD_FITS + seen / 10
        && Math.abs(warm - observed.warmShare(from, to)) <= WARM_FITS;
  }

  /**
   * Upper bound of what a number of starts stands for, at 95 %: few starts say little of how many
   * there will be, and a cold start too many costs the latency target.
   */
  private static double atMost(double starts) {
    return starts + 1 + 1.645 * Math.sqrt(starts);
  }

  private static Duration atLeastMillis(double seconds) {
    return Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
  }

  /** The default of a minute, or twice the mean where that is longer, within Knative's limit. */
  private static @Nullable String longest(Duration serviceTime) {
    if (serviceTime.compareTo(Duration.ofSeconds(30)) <= 0) {
      return null;
    }
    Duration twice = serviceTime.multipliedBy(2);
    Duration limit = Duration.ofMinutes(10);
    Duration longest = twice.compareTo(limit) <= 0 ? twice : limit;
    return DurationText.format(longest.compareTo(serviceTime) < 0 ? serviceTime : longest);
  }

  private static String rate(double perSecond) {
    return BigDecimal.valueOf(Math.max(1e-9, perSecond))
        .round(DIGITS)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** Follows what a replica would have done under each pattern. */
  private static final class Gaps implements RequestSink {

    final IdleGaps steady = new IdleGaps(STEADY_IDLE);
    final IdleGaps sporadic = new IdleGaps(SPORADIC_IDLE);
    final IdleGaps bursty = new IdleGaps(BURSTY_IDLE);

    @Override
    public void request(double at, double service) {
      busy(at, at + service);
    }

    @Override
    public void flow(double start, double end, double rate, double service, double iatCv) {
      busy(start, end + service);
    }

    private void busy(double start, double end) {
      steady.busy(start, end);
      sporadic.busy(start, end);
      bursty.busy(start, end);
    }
  }
}
