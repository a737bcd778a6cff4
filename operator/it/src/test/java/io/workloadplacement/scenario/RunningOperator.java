package io.workloadplacement.scenario;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Application;
import io.workloadplacement.app.Configuration;
import io.workloadplacement.app.OperatorContext;
import io.workloadplacement.app.OperatorRuntime;
import io.workloadplacement.app.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * The operator as it is shipped, but that it may look at an object more often, with a view on what
 * it has reconciled.
 */
final class RunningOperator implements AutoCloseable {

  /** Far more often than is shipped: a scenario would wait for nothing else most of its time. */
  private static final Duration RECONCILE_AT_MOST_EVERY = Duration.ofMillis(250);

  /** What an operator writes its requests as. */
  final String name;

  private final List<WorkloadPlacement> reconciled = new CopyOnWriteArrayList<>();
  private final UnaryOperator<OperatorContext> disturbed;
  private final Application application;

  /**
   * Starts an operator.
   *
   * @param namespaces what it looks after, separated by commas; empty for all
   * @param parallelMigrations how many moves run at once
   * @param disturbed what it is built from in place of what is shipped
   */
  RunningOperator(
      String name,
      Path kubeconfig,
      String namespaces,
      int parallelMigrations,
      UnaryOperator<OperatorContext> disturbed) {
    this.name = name;
    this.disturbed = disturbed;
    Configuration configuration =
        Configuration.read(
            Map.of(
                Setting.KUBECONFIG,
                kubeconfig.toString(),
                Setting.HTTP_PORT,
                "0",
                Setting.LEADER_ELECTION,
                "false",
                Setting.WATCH_NAMESPACES,
                namespaces,
                Setting.MAX_PARALLEL_MIGRATIONS,
                Integer.toString(parallelMigrations)),
            Map.of());
    application = Application.start(configuration, this::operator);
  }

  private Operator operator(OperatorContext context) {
    return OperatorRuntime.create(
        disturbed.apply(
            new OperatorContext(
                context.configuration(),
                context.client(),
                context.clock(),
                context.events(),
                context.metrics(),
                context.settings().andThen(josdk -> josdk.withMetrics(new Reconciled())))),
        RECONCILE_AT_MOST_EVERY);
  }

  /** Waits until it works. */
  RunningOperator ready() {
    await("operator " + name + " is ready")
        .atMost(Duration.ofSeconds(60))
        .until(() -> application.readiness().passing());
    return this;
  }

  /** The placements as they were when a reconcile of them ended well, oldest first. */
  List<WorkloadPlacement> reconciled() {
    return reconciled;
  }

  @Override
  public void close() {
    application.close();
  }

  private final class Reconciled implements Metrics {
    @Override
    public void finishedReconciliation(HasMetadata resource, Map<String, Object> metadata) {
      if (resource instanceof WorkloadPlacement placement) {
        reconciled.add(placement);
      }
    }
  }
}
