package io.workloadplacement.cli.trace;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first reading of a trace: its span, its step, and whether times are in order. Every value is
 * checked here, before anything is replayed.
 */
final class TraceSurvey {

  private static final int MOST_STEPS = 10_000;

  /** What is known of one workload. */
  static final class Seen {
    long rows;
    double requests;
    double last = Double.NaN;
    boolean unsorted;
  }

  private final Map<String, Seen> workloads = new LinkedHashMap<>();
  private final Map<Double, Long> steps = new HashMap<>();
  private double first = Double.POSITIVE_INFINITY;
  private double last = Double.NEGATIVE_INFINITY;
  private long rows;
  private long unsortedRows;
  private double requests;

  void row(TraceRow row) {
    rows++;
    row.service();
    row.memory();
    row.variation();
    row.weight();
    Seen seen = workloads.computeIfAbsent(row.workload(), id -> new Seen());
    seen.rows++;
    double here = row.requests();
    seen.requests += here;
    requests += here;
    if (row.layout().kind() == TraceLayout.Kind.MINUTES) {
      if (seen.rows > 1) {
        throw row.secondOfItsWorkload();
      }
      return;
    }
    double time = row.time();
    first = Math.min(first, time);
    last = Math.max(last, time);
    double step = time - seen.last;
    if (step < 0) {
      unsortedRows++;
      seen.unsorted = true;
    } else if (step > 0 && (steps.size() < MOST_STEPS || steps.containsKey(step))) {
      steps.merge(step, 1L, Long::sum);
    }
    seen.last = time;
  }

  /** What was seen of a workload; null where there was none of the name. */
  @Nullable Seen workload(String id) {
    return workloads.get(id);
  }

  long rows() {
    return rows;
  }

  long unsortedRows() {
    return unsortedRows;
  }

  /** Rows of workloads whose rows are not in order. */
  long rowsToSort() {
    return workloads.values().stream().filter(seen -> seen.unsorted).mapToLong(s -> s.rows).sum();
  }

  double requests() {
    return requests;
  }

  double first() {
    return first;
  }

  double last() {
    return last;
  }

  /** All workloads, in the order in which they first come. */
  Map<String, Seen> workloads() {
    return workloads;
  }

  /** The commonest time from one row of a workload to its next; 0 where there is none. */
  double commonestStep() {
    return steps.entrySet().stream()
        .max(Map.Entry.<Double, Long>comparingByValue().thenComparing(e -> -e.getKey()))
        .map(Map.Entry::getKey)
        .orElse(0.0);
  }

  /** Bins that are absent between the first and the last of each workload, over all of them. */
  double absentBins(double step) {
    double bins = workloads.size() * (Math.round((last - first) / step) + 1.0);
    return Math.max(0, bins - rows);
  }
}
