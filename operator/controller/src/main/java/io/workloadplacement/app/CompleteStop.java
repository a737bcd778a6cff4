package io.workloadplacement.app;

import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.LifecycleAware;
import io.workloadplacement.observability.Metrics;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops all that an operator has started. JOSDK stops the threads alone of one whose start has
 * failed or is still going on, and leaves its watches, their connections and its timers behind.
 */
final class CompleteStop {

  private static final Logger LOG = LoggerFactory.getLogger(CompleteStop.class);

  private CompleteStop() {}

  static void of(Operator operator, Metrics metrics) {
    List<Controller<?>> controllers =
        operator.getRegisteredControllers().stream()
            .map(registered -> (RegisteredController<?>) registered)
            .<Controller<?>>map(Controller.class::cast)
            .toList();
    operator.stop();
    // Those that JOSDK has stopped do nothing the second time.
    controllers.stream().flatMap(CompleteStop::partsOf).forEach(CompleteStop::stop);
    metrics.forgetOperator();
  }

  private static Stream<LifecycleAware> partsOf(Controller<?> controller) {
    return Stream.concat(
        Stream.of(controller.getEventProcessor()),
        controller.getEventSourceManager().allEventSources().stream());
  }

  private static void stop(LifecycleAware part) {
    try {
      part.stop();
    } catch (RuntimeException e) {
      LOG.debug("{} did not stop in order", part, e);
    }
  }
}
