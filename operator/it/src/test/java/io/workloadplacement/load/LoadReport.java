package io.workloadplacement.load;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What became of the requests of a load. */
public record LoadReport(List<Sample> samples) {

  private static final long SLOW = 1000;

  /**
   * One request.
   *
   * @param at when it was sent, in milliseconds since 1970
   * @param took milliseconds until its answer was read
   * @param code status of the answer; 0 where there was none
   * @param connection new or kept
   * @param trouble what went wrong; empty where an answer came
   */
  public record Sample(long at, long took, int code, String connection, String trouble) {

    boolean failed() {
      return code != 200;
    }

    @Override
    public String toString() {
      return "%d %d %d %s %s".formatted(at, took, code, connection, trouble).strip();
    }

    static Sample parse(String line) {
      if (!line.matches("\\d+ \\d+ \\d+ .*")) {
        throw new IllegalArgumentException("The load ended by itself: " + line);
      }
      String[] words = line.split(" ", 5);
      return new Sample(
          Long.parseLong(words[0]),
          Long.parseLong(words[1]),
          Integer.parseInt(words[2]),
          words[3],
          words.length > 4 ? words[4] : "");
    }
  }

  /** Reads what {@link LoadGenerator} printed with {@code --samples}. */
  public static LoadReport parse(String text) {
    return new LoadReport(text.lines().map(Sample::parse).toList());
  }

  /** The requests that were not answered with 200. */
  public List<Sample> failed() {
    return samples.stream().filter(Sample::failed).toList();
  }

  /** The requests that were sent within a time. */
  public LoadReport between(long from, long to) {
    Predicate<Sample> within = sample -> sample.at() >= from && sample.at() < to;
    return new LoadReport(samples.stream().filter(within).toList());
  }

  /** Milliseconds within which a share of the requests was answered. */
  public long percentile(double share) {
    List<Long> took = samples.stream().map(Sample::took).sorted().toList();
    return took.get((int) Math.min(took.size() - 1, Math.ceil(share * took.size()) - 1));
  }

  /** The slowest of them, in milliseconds. */
  public long slowest() {
    return samples.stream().mapToLong(Sample::took).max().orElse(0);
  }

  /** In a few lines for people. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d requests, %d failed; p50 %d ms, p95 %d ms, p99 %d ms, slowest %d ms",
            samples.size(),
            failed().size(),
            percentile(0.50),
            percentile(0.95),
            percentile(0.99),
            slowest()));
    long start = samples.stream().mapToLong(Sample::at).min().orElse(0);
    failed().stream()
        .limit(20)
        .forEach(
            sample ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%n  at %.1f s: %d on a %s connection after %d ms %s",
                        (sample.at() - start) / 1000.0,
                        sample.code(),
                        sample.connection(),
                        sample.took(),
                        sample.trouble())));
    samples.stream()
        .filter(sample -> sample.took() > SLOW)
        .collect(groupingBy(sample -> (sample.at() - start) / 1000, TreeMap::new, counting()))
        .forEach(
            (second, count) ->
                text.append(
                    String.format(
                        Locale.ROOT, "%n  at %d s: %d took over %d ms", second, count, SLOW)));
    return text.toString();
  }
}
