package io.workloadplacement.observability;

import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The operator's metrics: those of the JVM, those of JOSDK, and its own. None carries the name of
 * an object unless that is asked for, so that their number does not grow with the cluster.
 */
public final class Metrics implements AutoCloseable {

  private static final String RECONCILE_TIMERS = MetricNames.JOSDK + "controllers.execution.";
  private static final List<Duration> RECONCILE_BUCKETS =
      List.of(
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(250),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final io.javaoperatorsdk.operator.api.monitoring.Metrics operatorMetrics;
  private final ApiRequestMetrics apiRequests = new ApiRequestMetrics(registry);
  private volatile Supplier<List<GaugeFamily>> measured = List::of;
  private final RunningReconciles runningReconciles =
      new RunningReconciles(registry, System::nanoTime);

  /** Starts with the meters of the JVM. */
  public Metrics() {
    // Retries never end, and each would be a time series of its own.
    registry
        .config()
        .meterFilter(
            MeterFilter.ignoreTags(
                "reconciliations.retries.number", "reconciliations.retries.last"))
        .meterFilter(new GroupOfEveryKind())
        .meterFilter(MetricNames.helpOfJosdk())
        .meterFilter(new ReconcileBuckets());
    List.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new JvmInfoMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics(),
            new FileDescriptorMetrics(),
            garbageCollection)
        .forEach(binder -> binder.bindTo(registry));
    operatorMetrics = MicrometerMetrics.withoutPerResourceMetrics(registry);
    registry.getPrometheusRegistry().register(this::snapshots);
  }

  private MetricSnapshots snapshots() {
    return new MetricSnapshots(
        measured.get().stream()
            .<MetricSnapshot>map(GaugeFamily::snapshot)
            .filter(gauge -> !gauge.getDataPoints().isEmpty())
            .toList());
  }

  /** Where meters are registered. */
  public MeterRegistry registry() {
    return registry;
  }

  /** What JOSDK reports to. */
  public io.javaoperatorsdk.operator.api.monitoring.Metrics operatorMetrics() {
    return operatorMetrics;
  }

  /** What counts the requests of a client. */
  public ApiRequestMetrics apiRequests() {
    return apiRequests;
  }

  /**
   * Says what this program is, as {@code workload_placement_build_info}.
   *
   * @param revision the commit that it was built from
   */
  public void build(String version, String revision, String java) {
    Gauge.builder(MetricNames.OWN + "build.info", () -> 1)
        .description("The version of the operator, the commit it was built from, and its Java")
        .tags("version", version, "revision", revision, "java", java)
        .register(registry);
  }

  /**
   * Adds gauges until the operator is forgotten; those of a call before are left out from then on.
   *
   * @param gauges what is measured at each scrape
   */
  public void measure(Supplier<List<GaugeFamily>> gauges) {
    measured = gauges;
  }

  /** The reconciles that run at the moment. */
  public RunningReconciles runningReconciles() {
    return runningReconciles;
  }

  /**
   * Forgets the gauges of an operator that has ended. The next one measures something else by the
   * same names, and a name that is taken goes on telling what no longer is.
   */
  public void forgetOperator() {
    measured = List::of;
    registry.getMeters().stream()
        .filter(
            meter ->
                meter instanceof Gauge && meter.getId().getName().startsWith(MetricNames.JOSDK))
        .forEach(registry::remove);
  }

  /** All meters in the Prometheus text format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }

  /**
   * JOSDK leaves the group away for kinds of the core group, which has no name; Prometheus refuses
   * meters of one name with different tags, so that the kind that came second was not measured.
   */
  private static final class GroupOfEveryKind implements MeterFilter {
    @Override
    public Meter.Id map(Meter.Id id) {
      return id.getName().startsWith(MetricNames.JOSDK)
          ? withGroup(withGroup(id, "kind", "group"), "resource.kind", "resource.group")
          : id;
    }

    private static Meter.Id withGroup(Meter.Id id, String kind, String group) {
      return id.getTag(kind) != null && id.getTag(group) == null
          ? id.withTag(Tag.of(group, ""))
          : id;
    }
  }

  /** JOSDK asks for 70 buckets and client-side percentiles of each timer; ten buckets will do. */
  private static final class ReconcileBuckets implements MeterFilter {
    @Override
    public DistributionStatisticConfig configure(
        Meter.Id id, DistributionStatisticConfig requested) {
      if (!id.getName().startsWith(RECONCILE_TIMERS)) {
        return requested;
      }
      return DistributionStatisticConfig.builder()
          .percentilesHistogram(false)
          .percentiles()
          .serviceLevelObjectives(
              RECONCILE_BUCKETS.stream().mapToDouble(Duration::toNanos).toArray())
          .build()
          .merge(requested);
    }
  }
}
