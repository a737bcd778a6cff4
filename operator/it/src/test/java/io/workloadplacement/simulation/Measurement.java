package io.workloadplacement.simulation;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.workloadplacement.api.v1alpha1.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What a real cluster did with all load shapes, all at once.
 *
 * @param cluster versions, for people
 * @param rest seconds from when the Deployments served until the load began
 * @param coldStarts milliseconds by which the first answer from zero took longer than a warm one
 * @param podStarts milliseconds from when a pod was created until it was ready, of both sides
 * @param podEnds milliseconds from when a pod of Knative was to go until it had gone
 * @param sides what each did
 */
public record Measurement(
    String cluster,
    long rest,
    List<Long> coldStarts,
    List<Long> podStarts,
    List<Long> podEnds,
    List<Side> sides) {

  /**
   * One side under one load.
   *
   * @param requests that were sent
   * @param failed those without a 200
   * @param p50 milliseconds
   * @param p95 milliseconds
   * @param p99 milliseconds
   * @param changes of the replicas, each as milliseconds since the start, wanted and ready ones;
   *     the first is what was there before
   */
  public record Side(
      LoadShape shape,
      Target target,
      int requests,
      int failed,
      long p50,
      long p95,
      long p99,
      List<List<Long>> changes) {

    /** Wanted replicas in each second, on average. */
    double[] wanted() {
      double[] replicas = new double[LoadShape.SECONDS];
      for (int i = 0; i < changes.size(); i++) {
        double from = Math.max(0, changes.get(i).get(0) / 1000.0);
        double to = i + 1 < changes.size() ? changes.get(i + 1).get(0) / 1000.0 : replicas.length;
        for (int second = (int) from; second < Math.min(to, replicas.length); second++) {
          double covered = Math.min(to, second + 1) - Math.max(from, second);
          replicas[second] += Math.max(0, covered) * changes.get(i).get(1);
        }
      }
      return replicas;
    }

    double replicaSeconds() {
      return Arrays.stream(wanted()).sum();
    }

    long mostReplicas() {
      return inTime().stream().mapToLong(change -> change.get(1)).max().orElse(0);
    }

    long coldStarts() {
      List<List<Long>> within = inTime();
      long starts = 0;
      for (int i = 1; i < within.size(); i++) {
        if (within.get(i - 1).get(1) == 0 && within.get(i).get(1) > 0) {
          starts++;
        }
      }
      return starts;
    }

    private List<List<Long>> inTime() {
      return changes.stream().filter(change -> change.get(0) < 1000L * LoadShape.SECONDS).toList();
    }
  }

  /** Of the cold starts: what its user would declare. */
  Duration coldStart() {
    return Duration.ofMillis(quantile(coldStarts, 0.5));
  }

  Side side(LoadShape shape, Target target) {
    return sides.stream()
        .filter(side -> side.shape() == shape && side.target() == target)
        .findFirst()
        .orElseThrow();
  }

  static long quantile(List<Long> values, double share) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
  }

  static Measurement read(Path file) {
    try {
      return new ObjectMapper().readValue(file.toFile(), Measurement.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes what {@link #read} reads. */
  public void write(Path file) {
    DefaultPrettyPrinter lines = new DefaultPrettyPrinter();
    lines.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, new ObjectMapper().writer(lines).writeValueAsString(this) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
