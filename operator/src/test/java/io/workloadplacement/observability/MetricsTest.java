package io.workloadplacement.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.api.monitoring.Metrics.ControllerExecution;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

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
  void kindsWithAndWithoutAGroupAreBothMeasured() {
    Event event = new Event(new ResourceID("checkout", "shop"));
    metrics
        .operatorMetrics()
        .receivedEvent(event, of(new GroupVersionKind("workloadplacement.io", "v1", "Placement")));
    metrics.operatorMetrics().receivedEvent(event, of(new GroupVersionKind("v1", "Service")));

    assertThat(metrics.scrape().lines())
        .filteredOn(line -> line.startsWith("operator_sdk_events_received_total"))
        .anyMatch(line -> line.contains("kind=\"Placement\""))
        .anyMatch(line -> line.contains("kind=\"Service\""));
  }

  private static Map<String, Object> of(GroupVersionKind kind) {
    return Map.of(Constants.RESOURCE_GVK_KEY, kind);
  }

  @Test
  void reconcileTimesAreAHistogramOfFewBuckets() throws Exception {
    metrics.operatorMetrics().timeControllerExecution(new OneReconcile());

    assertThat(metrics.scrape().lines())
        .filteredOn(line -> line.startsWith("operator_sdk_controllers_execution_reconcile_seconds"))
        .anyMatch(line -> line.contains("le=\"0.5\""))
        .noneMatch(line -> line.contains("quantile="))
        .hasSizeLessThan(16);
  }

  private static final class OneReconcile implements ControllerExecution<String> {
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
    public Map<String, Object> metadata() {
      return Map.of();
    }

    @Override
    public String execute() {
      return "noUpdate";
    }
  }
}
