package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.cli.trace.TraceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is said of a trace before its results. */
final class TraceText {

  private TraceText() {}

  static String summary(TraceFile trace, int workloads) {
    List<String> parts = new ArrayList<>();
    parts.add(workloads == 1 ? "1 workload" : workloads + " workloads");
    parts.add(String.format(Locale.ROOT, "%,.0f requests", trace.requests()));
    parts.add("over " + length(trace.seconds()));
    parts.add(
        trace.binSeconds() == 0
            ? "single requests"
            : "bins of "
                + length(trace.binSeconds())
                + ", arrivals within them synthesised"
                + (trace.hasVariation() ? " by iat_cv" : " as Poisson"));
    parts.addAll(trace.remarks());
    return trace.path().getFileName() + ": " + String.join("; ", parts);
  }

  /** A length of time, to the second where it is longer than one. */
  static String length(double seconds) {
    return DurationText.format(
        seconds >= 1
            ? Duration.ofSeconds(Math.round(seconds))
            : Duration.ofMillis(Math.round(seconds * 1000)));
  }
}
