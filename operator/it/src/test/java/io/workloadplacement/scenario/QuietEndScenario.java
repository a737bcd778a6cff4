package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.observability.LogKeys;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.LoggerFactory;

/** What people do not have to act on is no warning, and what they do is a sentence. */
@Execution(ExecutionMode.CONCURRENT)
class QuietEndScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  private static final Warnings WARNINGS = new Warnings();

  @BeforeAll
  static void listen() {
    WARNINGS.listen();
  }

  @AfterAll
  static void ignore() {
    WARNINGS.ignore();
  }

  @Test
  void of_a_namespace_with_its_placements_is_no_warning() {
    ScenarioNamespace shop = cluster.namespace();
    List<ScenarioPlacement> placements =
        List.of(
            shop.apply(WrittenPlacement.steady("first")),
            shop.apply(WrittenPlacement.steady("second")),
            shop.apply(WrittenPlacement.sporadic("third")));
    placements.get(0).becomes(readyOn(DEPLOYMENT));
    placements.get(2).becomes(readyOn(KNATIVE));

    cluster.client().namespaces().withName(shop.name).delete();

    await("the namespace is gone")
        .atMost(ScenarioNamespace.PATIENCE)
        .until(() -> cluster.client().namespaces().withName(shop.name).get() == null);
    assertThat(WARNINGS.in(shop.name)).isEmpty();
  }

  @Test
  void of_a_placement_while_it_is_reconciled_is_no_warning() {
    ScenarioNamespace shop = cluster.namespace();
    AtomicBoolean deleted = new AtomicBoolean();
    cluster
        .traffic()
        .listen(
            write -> {
              if (write.isIn(shop.name)
                  && write.path().endsWith("/poddisruptionbudgets/short-lived")
                  && deleted.compareAndSet(false, true)) {
                shop.delete(WorkloadPlacement.class, "short-lived");
              }
            });

    shop.apply(WrittenPlacement.steady("short-lived"));

    await("it was deleted in the middle").atMost(ScenarioNamespace.PATIENCE).untilTrue(deleted);
    shop.apply(WrittenPlacement.steady("next")).becomes(readyOn(DEPLOYMENT));
    assertThat(WARNINGS.in(shop.name)).isEmpty();
    assertThat(shop.events("short-lived")).noneMatch(event -> event.contains("Retrying"));
  }

  /** Warnings of the operator and of what it is built on, while it reconciles. */
  private static final class Warnings extends AppenderBase<ILoggingEvent> {

    private final List<Logger> loggers = List.of(logger("ROOT"), logger("io.workloadplacement"));
    private final Queue<ILoggingEvent> seen = new ConcurrentLinkedQueue<>();

    private static Logger logger(String name) {
      return (Logger) LoggerFactory.getLogger(name);
    }

    void listen() {
      start();
      loggers.forEach(logger -> logger.setLevel(Level.WARN));
      logger("ROOT").addAppender(this);
    }

    void ignore() {
      loggers.forEach(logger -> logger.setLevel(Level.ERROR));
      logger("ROOT").detachAppender(this);
    }

    List<String> in(String namespace) {
      return seen.stream()
          .filter(
              event ->
                  namespace.equals(event.getMDCPropertyMap().get(LogKeys.NAMESPACE))
                      || event.getFormattedMessage().contains(namespace + "/"))
          .map(event -> event.getLoggerName() + ": " + event.getFormattedMessage())
          .toList();
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
        seen.add(event);
      }
    }
  }
}
