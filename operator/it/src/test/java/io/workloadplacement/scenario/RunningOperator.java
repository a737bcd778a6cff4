package io.workloadplacement.scenario;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Application;
import io.workloadplacement.app.Configuration;
import io.workloadplacement.app.OperatorContext;
import io.workloadplacement.app.OperatorRuntime;
import io.workloadplacement.app.Setting;
import io.workloadplacement.reconcile.observe.RouterFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The operator as it is shipped, at a pace of its own, with a view on what it has reconciled. */
final class RunningOperator implements AutoCloseable {

  private static final RouterFacts.Drain QUICKLY =
      new RouterFacts.Drain(Duration.ofSeconds(1), Duration.ofSeconds(1));

  /**
   * A reconcile of a placement that ended well.
   *
   * @param namespace of the placement
   * @param annotations as the reconcile saw them
   */
  record Look(String namespace, Map<String, String> annotations) {}

  /** What an operator writes its requests as. */
  final String name;

  private final Queue<Look> looks = new ConcurrentLinkedQueue<>();
  private final Duration reconcileAtMostEvery;
  private final UnaryOperator<OperatorContext> disturbed;
  private final Application application;

  /**
   * Starts an operator.
   *
   * @param namespaces what it looks after, separated by commas; empty for all
   * @param settings more of them
   * @param reconcileAtMostEvery the least time between two reconciles of one object
   * @param disturbed what it is built from in place of what is shipped
   */
  RunningOperator(
      String name,
      Path kubeconfig,
      String namespaces,
      Map<Setting, String> settings,
      Duration reconcileAtMostEvery,
      UnaryOperator<OperatorContext> disturbed) {
    this.name = name;
    this.reconcileAtMostEvery = reconcileAtMostEvery;
    this.disturbed = disturbed;
    Map<Setting, String> all = new EnumMap<>(settings);
    all.put(Setting.KUBECONFIG, kubeconfig.toString());
    all.put(Setting.HTTP_PORT, "0");
    all.put(Setting.LEADER_ELECTION, "false");
    all.put(Setting.WATCH_NAMESPACES, namespaces);
    application = Application.start(Configuration.read(all, Map.of()), this::operator);
  }

  /** What it answers to Prometheus. */
  String metrics() {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://" + metricsAddress() + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Host and port of its metrics. */
  String metricsAddress() {
    return "localhost:" + application.httpPort();
  }

  /** Where the router asks what to serve. */
  OptionalInt xdsPort() {
    return application.xdsPort();
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
                context
                    .settings()
                    .andThen(
                        josdk ->
                            josdk.withMetrics(
                                new AggregatedMetrics(
                                    List.of(
                                        context.metrics().operatorMetrics(), new Reconciled())))),
                context.router().map(router -> router.draining(QUICKLY)))),
        reconcileAtMostEvery);
  }

  /** Waits until it works. */
  RunningOperator ready() {
    await("operator " + name + " is ready")
        .atMost(Duration.ofSeconds(60))
        .until(() -> application.readiness().passing());
    return this;
  }

  /** Oldest first. */
  Stream<Look> looks() {
    return looks.stream();
  }

  @Override
  public void close() {
    application.close();
  }

  private final class Reconciled implements Metrics {
    @Override
    public void finishedReconciliation(HasMetadata resource, Map<String, Object> metadata) {
      if (resource instanceof WorkloadPlacement placement) {
        looks.add(
            new Look(
                placement.getMetadata().getNamespace(),
                Map.copyOf(placement.getMetadata().getAnnotations())));
      }
    }
  }
}
