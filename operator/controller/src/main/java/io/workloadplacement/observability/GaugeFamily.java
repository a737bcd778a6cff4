package io.workloadplacement.observability;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A gauge of one scrape, in the making: values are added up by their labels. Labels that were never
 * added to have no value, which is not the same as 0.
 */
public final class GaugeFamily {

  private final String name;
  private final String help;
  private final List<String> labels;
  private final Map<List<String>, Double> values = new LinkedHashMap<>();

  /**
   * An empty one.
   *
   * @param name the name as Prometheus shows it
   * @param help what it counts or measures, with its unit, in a line
   * @param labels the names of its labels
   */
  public GaugeFamily(String name, String help, String... labels) {
    this.name = name;
    this.help = help;
    this.labels = List.of(labels);
  }

  /**
   * Adds to a value.
   *
   * @param labelValues one for each label, in their order
   */
  public void add(double value, String... labelValues) {
    values.merge(List.of(labelValues), value, Double::sum);
  }

  /** Adds 1. */
  public void count(String... labelValues) {
    add(1, labelValues);
  }

  GaugeSnapshot snapshot() {
    GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(
        (labelValues, value) ->
            snapshot.dataPoint(
                new GaugeDataPointSnapshot(value, Labels.of(labels, labelValues), null)));
    return snapshot.build();
  }
}
