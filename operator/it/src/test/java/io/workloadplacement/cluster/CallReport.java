package io.workloadplacement.cluster;

import static java.util.stream.Collectors.groupingBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What became of the calls of a {@link io.workloadplacement.caller.CallerRun}. */
record CallReport(List<Call> calls) {

  private static final int MOST_LINES = 80;
  private static final long SLOW = 3000;
  private static final long LONG = 60_000;

  /**
   * One call.
   *
   * @param kind how it was called
   * @param at when it began, in milliseconds since 1970
   * @param took milliseconds
   * @param outcome {@code ok} and what is worth to be said, or what went wrong
   */
  record Call(String kind, long at, long took, String outcome) {

    /** Of those that do not take long anyway. */
    boolean slow() {
      return took > SLOW && took < LONG;
    }

    boolean failed() {
      return !outcome.startsWith("ok");
    }

    private static Call parse(String line) {
      String[] words = line.split(" ", 4);
      return new Call(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]), words[3]);
    }
  }

  static CallReport parse(String text) {
    return new CallReport(
        text.lines().filter(line -> line.matches("\\S+ \\d+ \\d+ .*")).map(Call::parse).toList());
  }

  List<Call> failed() {
    return calls.stream().filter(Call::failed).toList();
  }

  CallReport of(String... kinds) {
    return new CallReport(
        calls.stream().filter(call -> List.of(kinds).contains(call.kind())).toList());
  }

  Map<String, CallReport> byKind() {
    return calls.stream()
        .collect(
            groupingBy(
                Call::kind,
                LinkedHashMap::new,
                Collectors.collectingAndThen(Collectors.toList(), CallReport::new)));
  }

  /** A line for each kind, and one for each that failed or was slow, for people. */
  String summary() {
    long start = calls.stream().mapToLong(Call::at).min().orElse(0);
    StringBuilder text = new StringBuilder();
    byKind()
        .forEach(
            (kind, report) -> {
              List<Long> took = report.calls.stream().map(Call::took).sorted().toList();
              text.append(
                  String.format(
                      Locale.ROOT,
                      "%-22s %5d calls, %3d failed, %3d asked to go or anew; p50 %d ms, slowest %d ms%n",
                      kind,
                      took.size(),
                      report.failed().size(),
                      report.calls.stream().filter(c -> c.outcome().matches("ok .+")).count(),
                      took.get(took.size() / 2),
                      took.get(took.size() - 1)));
            });
    calls.stream()
        .filter(call -> call.failed() || call.slow())
        .limit(MOST_LINES)
        .forEach(
            call ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "  at %.1f s, after %.1f s: %s: %s%n",
                        (call.at() - start) / 1000.0,
                        call.took() / 1000.0,
                        call.kind(),
                        call.outcome())));
    return text.toString();
  }
}
