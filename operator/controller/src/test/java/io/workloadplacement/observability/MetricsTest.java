package io.workloadplacement.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.api.monitoring.Metrics.ControllerExecution;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final Map<String, Object> SERVICE =
      Map.of(Constants.RESOURCE_GVK_KEY, new GroupVersionKind("v1", "Service"));
  private static final Map<String, Object> PLACEMENT =
      Map.of(
          Constants.RESOURCE_GVK_KEY,
          new GroupVersionKind("workloadplacement.io", "v1alpha1", "WorkloadPlacement"));

  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void theJvmIsMeasuredFromTheStart() {
    assertThat(metrics.scrape())
        .contains(
            "jvm_memory_used_bytes{",
            "jvm_threads_live_threads ",
            "process_uptime_seconds ",
            "process_files_open_files ",
            "system_cpu_count ");
  }

  @Test
  void metersOfReconcilesCarryNoNameOfAnObject() {
    for (String name : new String[] {"checkout", "invoices"}) {
      metrics.operatorMetrics().receivedEvent(new Event(new ResourceID(name, "shop")), Map.of());
    }

    assertThat(metrics.scrape())
        .contains("operator_sdk_events_received_total")
        .doesNotContain("checkout", "invoices", "shop");
  }

  @Test
  void kindsWithAndWithoutAGroupAreBothMeasured() throws Exception {
    Event event = new Event(new ResourceID("checkout", "shop"));
    for (Map<String, Object> kind : List.of(SERVICE, PLACEMENT)) {
      metrics.operatorMetrics().receivedEvent(event, kind);
      metrics.operatorMetrics().timeControllerExecution(new OneReconcile(kind));
    }

    assertThat(linesOf("operator_sdk_events_received_total"))
        .anyMatch(line -> line.contains("kind=\"WorkloadPlacement\""))
        .anyMatch(line -> line.contains("kind=\"Service\""));
    assertThat(linesOf("operator_sdk_controllers_execution_reconcile_seconds_count"))
        .anyMatch(line -> line.contains("resource_kind=\"WorkloadPlacement\""))
        .anyMatch(line -> line.contains("resource_kind=\"Service\""));
  }

  private List<String> linesOf(String meter) {
    return metrics.scrape().lines().filter(line -> line.startsWith(meter)).toList();
  }

  @Test
  void reconcileTimesAreAHistogramOfFewBuckets() throws Exception {
    metrics.operatorMetrics().timeControllerExecution(new OneReconcile(Map.of()));

    assertThat(metrics.scrape().lines())
        .filteredOn(line -> line.startsWith("operator_sdk_controllers_execution_reconcile_seconds"))
        .anyMatch(line -> line.contains("le=\"0.5\""))
        .noneMatch(line -> line.contains("quantile="))
        .hasSizeLessThan(16);
  }

  private record OneReconcile(Map<String, Object> metadata) implements ControllerExecution<String> {
    @Override
    public String name() {
      return "reconcile";
    }

    @Override
    public String controllerName() {
      return "placement";
    }

    @Override
    public String successTypeName(String result) {
      return result;
    }

    @Override
    public ResourceID resourceID() {
      return new ResourceID("checkout", "shop");
    }

    @Override
    public String execute() {
      return "noUpdate";
    }
  }
}
