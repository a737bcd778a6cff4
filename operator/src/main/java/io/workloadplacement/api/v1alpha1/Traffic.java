package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/**
 * How a workload is called. Durations are strings such as {@code 35ms} or {@code 1h30m}; rates are
 * quoted quantities in requests per second.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Traffic(
    @Required
        @JsonPropertyDescription(
            "How the requests are spread: Steady, Diurnal, Bursty, Sporadic or Scheduled.")
        TrafficPattern pattern,
    @Default("HTTP1")
        @JsonPropertyDescription(
            "What callers speak: HTTP1, H2C, GRPC or TCP. TCP runs as a Deployment only.")
        Protocol protocol,
    @JsonPropertyDescription(
            "Requests per second, the average over the whole day, as a quoted quantity such as \"0.005\". Required but for TCP.")
        String averageRequestsPerSecond,
    @JsonPropertyDescription(
            "Requests per second at the peak, as a quoted quantity. Twice the average where absent.")
        String peakRequestsPerSecond,
    @Default("100ms")
        @JsonPropertyDescription(
            "Mean time that one request occupies its replica, for example 35ms.")
        String serviceTime,
    @Default("60s") @JsonPropertyDescription("The longest request to be served, for example 30s.")
        String maxRequestDuration,
    @Default("10")
        @JsonPropertyDescription(
            "Requests that one replica serves at once within the latency target.")
        Integer concurrencyPerReplica,
    @JsonPropertyDescription(
            "For the pattern Bursty: how long a burst lasts and how often one comes.")
        Burst burst,
    @JsonPropertyDescription(
            "For the patterns Diurnal and Scheduled: when there is traffic. Required for Scheduled.")
        List<ActiveWindow> activeWindows) {
  /** Absent lists are empty. */
  public Traffic {
    activeWindows = activeWindows == null ? List.of() : List.copyOf(activeWindows);
  }
}
