package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.TrafficPattern;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Duration;
import java.util.List;

/**
 * What a placement declares of its traffic and latency, with every default filled in and every text
 * parsed.
 *
 * @param averageRate requests per second over the whole day; 0 for TCP without a declared rate
 * @param peakRate requests per second at the peak; twice the average where not declared
 * @param serviceTime mean time that one request occupies its replica
 * @param maxRequestDuration the longest request to be served
 * @param concurrency requests that one replica serves at once within the latency target, and is
 *     given at once at most
 * @param utilization share of that concurrency which the autoscalers aim at, above 0 and up to 1
 * @param burstDuration how long a burst lasts (Bursty)
 * @param burstInterval from the start of one burst to the start of the next (Bursty)
 * @param windows when there is traffic (Diurnal, Scheduled); empty means always
 * @param latencyTarget time within which the percentile of requests is answered
 * @param percentile 50, 90, 95 or 99
 * @param coldStart median time from zero replicas to the first response
 */
public record TrafficProfile(
    TrafficPattern pattern,
    Protocol protocol,
    double averageRate,
    double peakRate,
    Duration serviceTime,
    Duration maxRequestDuration,
    int concurrency,
    double utilization,
    Duration burstDuration,
    Duration burstInterval,
    List<Window> windows,
    Duration latencyTarget,
    int percentile,
    Duration coldStart) {

  /** What {@code spec.traffic.concurrencyPerReplica} is where nobody says. */
  public static final int DEFAULT_CONCURRENCY = 10;

  /**
   * A recurring time with traffic.
   *
   * @param schedule cron expression of five fields
   * @param duration how long the window lasts
   * @param timeZone IANA name of the zone in which the schedule is meant
   */
  public record Window(String schedule, Duration duration, String timeZone) {}

  /**
   * Reads what a placement declares, fills in the defaults and checks what its schema cannot.
   *
   * @throws InvalidProfileException naming the field, the value, the rule and the way out
   */
  public static TrafficProfile of(WorkloadPlacement placement) {
    return new ProfileReader(placement.getSpec()).read();
  }

  /**
   * Everything for which {@link #of} would refuse a placement that its schema takes, each with the
   * field, the value, the rule and the way out.
   */
  public static List<String> problems(WorkloadPlacement placement) {
    try {
      of(placement);
      return List.of();
    } catch (InvalidProfileException first) {
      List<String> ofWindows = ProfileReader.problemsOfWindows(placement.getSpec());
      return ofWindows.isEmpty() ? List.of(first.getMessage()) : ofWindows;
    }
  }

  TrafficProfile withAverageRate(double average, double peak) {
    return new TrafficProfile(
        pattern,
        protocol,
        average,
        peak,
        serviceTime,
        maxRequestDuration,
        concurrency,
        utilization,
        burstDuration,
        burstInterval,
        windows,
        latencyTarget,
        percentile,
        coldStart);
  }

  TrafficProfile withLatency(Duration target, Duration cold) {
    return new TrafficProfile(
        pattern,
        protocol,
        averageRate,
        peakRate,
        serviceTime,
        maxRequestDuration,
        concurrency,
        utilization,
        burstDuration,
        burstInterval,
        windows,
        target,
        percentile,
        cold);
  }
}
