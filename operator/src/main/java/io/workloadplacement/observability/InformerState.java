package io.workloadplacement.observability;

import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How an informer does.
 *
 * @param name its controller, event source and namespace
 * @param running whether it watches, or will try again to
 * @param synced whether its cache has been filled once
 */
public record InformerState(String name, boolean running, boolean synced) {

  /** The informers of all controllers of an operator. */
  public static List<InformerState> ofAll(Operator operator) {
    return operator.getRegisteredControllers().stream().flatMap(InformerState::ofOne).toList();
  }

  private static Stream<InformerState> ofOne(RegisteredController<?> controller) {
    Map<String, InformerWrappingEventSourceHealthIndicator> sources =
        controller.getControllerHealthInfo().informerEventSourceHealthIndicators();
    return sources.entrySet().stream()
        .flatMap(
            source ->
                informersOf(source.getValue())
                    .map(
                        informer ->
                            of(
                                controller.getConfiguration().getName(),
                                source.getKey(),
                                informer)));
  }

  private static Stream<InformerHealthIndicator> informersOf(
      InformerWrappingEventSourceHealthIndicator<?> source) {
    return source.informerHealthIndicators().values().stream();
  }

  private static InformerState of(
      String controller, String source, InformerHealthIndicator informer) {
    return new InformerState(
        controller + "/" + source + " in " + informer.getTargetNamespace(),
        informer.isRunning(),
        informer.hasSynced());
  }
}
