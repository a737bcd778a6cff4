package io.workloadplacement.observability;

import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
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
    String name = controller.getConfiguration().getName();
    return sources.entrySet().stream()
        .flatMap(source -> ofSource(name, source.getKey(), source.getValue()));
  }

  /** A source that is just being started, as those of Knative are, has no informers to ask yet. */
  private static Stream<InformerState> ofSource(
      String controller, String name, InformerWrappingEventSourceHealthIndicator<?> source) {
    boolean starts = source instanceof AbstractEventSource<?, ?> events && !events.isRunning();
    return starts
        ? Stream.of(new InformerState(controller + "/" + name, true, false))
        : source.informerHealthIndicators().values().stream()
            .map(informer -> of(controller, name, informer));
  }

  private static InformerState of(
      String controller, String source, InformerHealthIndicator informer) {
    return new InformerState(
        controller + "/" + source + " in " + informer.getTargetNamespace(),
        informer.isRunning(),
        informer.hasSynced());
  }
}
