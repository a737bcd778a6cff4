package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a workload is called. Durations are strings such as {@code 35ms} or {@code 1h30m}; rates are
 * quoted quantities in requests per second.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.protocol == 'TCP' || has(self.averageRequestsPerSecond)",
    fieldPath = ".averageRequestsPerSecond",
    reason = "FieldValueRequired",
    message =
        "write the average over the whole day, in quotes, such as \"0.005\"; only protocol TCP needs none")
@ValidationRule(
    value = SchemaRules.AVERAGE_WITHIN_PEAK,
    fieldPath = ".averageRequestsPerSecond",
    messageExpression =
        "'must be at most peakRequestsPerSecond, which is ' + self.peakRequestsPerSecond",
    message = "must be at most peakRequestsPerSecond")
@ValidationRule(
    value = SchemaRules.SERVICE_TIME_WITHIN_REQUEST,
    fieldPath = ".serviceTime",
    messageExpression = "'must be at most maxRequestDuration, which is ' + self.maxRequestDuration",
    message = "must be at most maxRequestDuration")
@ValidationRule(
    value =
        "self.pattern != 'Scheduled' || (has(self.activeWindows) && self.activeWindows.size() > 0)",
    fieldPath = ".activeWindows",
    reason = "FieldValueRequired",
    message =
        "pattern Scheduled needs at least one window, such as {schedule: \"0 8 * * 1-5\", duration: 10h, timeZone: America/Toronto}")
public record Traffic(
    @Required
        @JsonPropertyDescription(
            "How the requests are spread: Steady, Diurnal, Bursty, Sporadic or Scheduled.")
        TrafficPattern pattern,
    @Default("HTTP1")
        @JsonPropertyDescription(
            "What callers speak: HTTP1, H2C, GRPC or TCP. TCP runs as a Deployment only.")
        @Nullable Protocol protocol,
    @JsonPropertyDescription(
            "Requests per second, the average over the whole day, as a quoted quantity such as \"0.005\". Required but for TCP.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.POSITIVE_RATE,
            message = SchemaRules.POSITIVE_RATE_MESSAGE,
            messageExpression = SchemaRules.POSITIVE_RATE_WORDS)
        @Nullable String averageRequestsPerSecond,
    @JsonPropertyDescription(
            "Requests per second at the peak, as a quoted quantity. Twice the average where absent.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.POSITIVE_RATE,
            message = SchemaRules.POSITIVE_RATE_MESSAGE,
            messageExpression = SchemaRules.POSITIVE_RATE_WORDS)
        @Nullable String peakRequestsPerSecond,
    @Default("100ms")
        @JsonPropertyDescription(
            "Mean time that one request occupies its replica, for example 35ms.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.POSITIVE_DURATION,
            message = SchemaRules.POSITIVE_DURATION_MESSAGE,
            messageExpression = SchemaRules.POSITIVE_DURATION_WORDS)
        @Nullable String serviceTime,
    @Default("60s")
        @JsonPropertyDescription("The longest request to be served, for example 30s.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(
            value = SchemaRules.POSITIVE_DURATION,
            message = SchemaRules.POSITIVE_DURATION_MESSAGE,
            messageExpression = SchemaRules.POSITIVE_DURATION_WORDS)
        @Nullable String maxRequestDuration,
    @Default("10")
        @JsonPropertyDescription(
            "Requests that one replica serves at once within the latency target.")
        @Min(1)
        @Max(10000)
        @Nullable Integer concurrencyPerReplica,
    @JsonPropertyDescription(
            "For the pattern Bursty: how long a burst lasts and how often one comes.")
        @Nullable Burst burst,
    @JsonPropertyDescription(
            "For the patterns Diurnal and Scheduled: when there is traffic. Required for Scheduled.")
        @Size(max = SchemaRules.MAX_ITEMS)
        List<ActiveWindow> activeWindows,
    @JsonPropertyDescription(
            "A hard limit on the requests that one replica is given at once, kept by Knative alone; 0 where absent: none. A concurrencyPerReplica above it counts as this.")
        @Min(0)
        @Max(1000)
        @Nullable Integer containerConcurrency,
    @JsonPropertyDescription(
            "Whether it works between requests, or keeps in its pods what later ones need. It cannot scale to zero then, so it runs as a Deployment. Where absent, what its containers and Services show counts; false overrules that.")
        @Nullable Boolean backgroundWork) {
  /** Absent lists are empty. */
  public Traffic {
    activeWindows = activeWindows == null ? List.of() : List.copyOf(activeWindows);
  }

  /** Traffic of which nothing else is declared. */
  public Traffic(
      TrafficPattern pattern,
      @Nullable Protocol protocol,
      @Nullable String averageRequestsPerSecond,
      @Nullable String peakRequestsPerSecond,
      @Nullable String serviceTime,
      @Nullable String maxRequestDuration,
      @Nullable Integer concurrencyPerReplica,
      @Nullable Burst burst,
      List<ActiveWindow> activeWindows) {
    this(
        pattern,
        protocol,
        averageRequestsPerSecond,
        peakRequestsPerSecond,
        serviceTime,
        maxRequestDuration,
        concurrencyPerReplica,
        burst,
        activeWindows,
        null,
        null);
  }

  /** The limit on requests that one replica is given at once; 0 for none. */
  public int concurrencyLimit() {
    return containerConcurrency == null ? 0 : containerConcurrency;
  }

  /** The same traffic at other times. */
  public Traffic at(TrafficPattern otherPattern, List<ActiveWindow> otherWindows) {
    return new Traffic(
        otherPattern,
        protocol,
        averageRequestsPerSecond,
        peakRequestsPerSecond,
        serviceTime,
        maxRequestDuration,
        concurrencyPerReplica,
        burst,
        otherWindows,
        containerConcurrency,
        backgroundWork);
  }
}
