package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Target;
import java.time.Duration;

/**
 * The latency at the declared percentile. The service time is taken as constant, for its spread is
 * not declared; to it comes the waiting time of an M/M/N queue (Erlang C) at the peak, with as many
 * servers as the replicas for the peak serve requests at once.
 */
public final class LatencyModel {

  /** What Knative's gateway and queue-proxy add to every request. */
  public static final Duration PROXIES = Duration.ofMillis(5);

  /** Inverse of a chance that is too small for any percentile. */
  private static final double NEVER_BLOCKS = 1e9;

  private LatencyModel() {}

  /**
   * How much longer than their median cold starts take at the 95th percentile. What is declared is
   * the median; of a log-normal distribution of this width, the percentile that counts may lie well
   * above it where most requests meet a cold start.
   */
  public static final double COLD_START_SPREAD = 1.6;

  private static final double SIGMA = Math.log(COLD_START_SPREAD) / 1.6448536269514722;

  /**
   * The latency on one side with cold starts at their median, at most the longest request that is
   * served: a queue that grows without bound is cut off there.
   */
  static Duration latency(Target target, Load load, Replicas replicas, WarmShare warmth) {
    return latency(target, load, replicas, warmth, 1);
  }

  /**
   * The latency with cold starts that spread: of the share s that are cold, the percentile q of all
   * requests is the percentile {@code 1 - (1 - q) / s}. At least that with cold starts at their
   * median.
   */
  static Duration spreadLatency(Target target, Load load, Replicas replicas, WarmShare warmth) {
    double slowest = 1 - load.profile().percentile() / 100.0;
    double slower = Math.max(1, Math.exp(SIGMA * normalQuantile(1 - slowest / warmth.coldShare())));
    return latency(target, load, replicas, warmth, slower);
  }

  private static Duration latency(
      Target target, Load load, Replicas replicas, WarmShare warmth, double slower) {
    TrafficProfile profile = load.profile();
    double service = WarmShare.seconds(profile.serviceTime());
    int atPeak = Math.min(load.replicasFor(load.peakRate()), replicas.max());
    double wait =
        waitingTime(
            load.peakRate(),
            service,
            (long) atPeak * profile.concurrency(),
            profile.percentile() / 100.0);
    double warm = Math.min(service + wait, WarmShare.seconds(profile.maxRequestDuration()));
    if (target == Target.DEPLOYMENT) {
      return duration(warm);
    }
    double latency =
        meetsColdStarts(profile, warmth)
            ? Math.max(warm, slower * WarmShare.seconds(profile.coldStart()) + service)
            : warm;
    return duration(latency).plus(PROXIES);
  }

  /** Whether so many requests meet a cold start that the declared percentile does. */
  static boolean meetsColdStarts(TrafficProfile profile, WarmShare warmth) {
    return warmth.coldShare() >= (100 - profile.percentile()) / 100.0;
  }

  /**
   * Waiting time in seconds that a share q of the requests does not exceed, in an M/M/N queue:
   * {@code ln(C / (1 - q)) / (N / S - r)}, where C is Erlang's chance of waiting at all.
   *
   * @return infinity where the servers cannot keep up
   */
  static double waitingTime(double rate, double service, long servers, double q) {
    double offered = rate * service;
    if (offered == 0) {
      return 0;
    }
    if (offered >= servers) {
      return Double.POSITIVE_INFINITY;
    }
    double b = blocking(offered, servers);
    double idle = 1 - offered / servers;
    double waits = b / (idle + (1 - idle) * b);
    if (waits <= 1 - q) {
      return 0;
    }
    return Math.log(waits / (1 - q)) / (servers / service - rate);
  }

  /**
   * Erlang B, whose inverse is the sum of {@code N (N-1) ... (N-k+1) / a^k}. The terms are added
   * until they no longer matter, so that thousands of servers cost little.
   */
  private static double blocking(double offered, long servers) {
    double term = 1;
    double inverse = 1;
    for (long k = servers; k > 0 && inverse < NEVER_BLOCKS && term > 1e-9 * inverse; k--) {
      term *= k / offered;
      inverse += term;
    }
    return 1 / inverse;
  }

  /**
   * Quantile of the standard normal distribution for shares of 0.5 and more, 0 for less, to 0.0005:
   * Abramowitz and Stegun, 26.2.23.
   */
  static double normalQuantile(double share) {
    if (!(share > 0.5)) {
      return 0;
    }
    double t = Math.sqrt(-2 * Math.log(1 - share));
    return t
        - (2.515517 + t * (0.802853 + t * 0.010328))
            / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
