package io.workloadplacement.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a Prometheus says of the requests to a Service.
 *
 * @param source who measured
 * @param average requests per second over the window
 * @param peak requests per second in its busiest minutes
 * @param serviceTime mean seconds that a request takes
 * @param window over which was measured, as Prometheus writes it
 */
record MeasuredTraffic(
    String source, double average, OptionalDouble peak, OptionalDouble serviceTime, String window) {

  /** Of whom and how long is asked. */
  record Source(Prometheus prometheus, List<TrafficQueries> queries, String window) {

    /** What is measured of a Service; empty where nobody has measured it. */
    Optional<MeasuredTraffic> of(String namespace, String service)
        throws Prometheus.Failure, InterruptedException {
      for (TrafficQueries known : queries) {
        TrafficQueries asked = known.of(namespace, service, window);
        OptionalDouble average = prometheus.number(asked.average());
        if (average.isPresent()) {
          return Optional.of(
              new MeasuredTraffic(
                  known.source(),
                  average.getAsDouble(),
                  number(asked.peak()),
                  number(asked.serviceTime()),
                  window));
        }
      }
      return Optional.empty();
    }

    private OptionalDouble number(Optional<String> query)
        throws Prometheus.Failure, InterruptedException {
      return query.isPresent() ? prometheus.number(query.get()) : OptionalDouble.empty();
    }
  }
}
