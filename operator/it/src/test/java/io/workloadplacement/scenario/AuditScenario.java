package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.condition;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.fabric8.kubernetes.api.model.Event;
import io.workloadplacement.api.v1alpha1.Conditions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.LoggerFactory;

/** Every decision leaves a trail, once; and time alone can make one. */
@Execution(ExecutionMode.CONCURRENT)
class AuditScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  private final Logger logger =
      (Logger) LoggerFactory.getLogger("io.workloadplacement.reconcile.status.AuditTrail");
  private static final String AUDITED = "audited-webhook";

  private final Log log = new Log();

  /** The lines of the trail, with their fields and the object that they are about. */
  private static final class Log extends AppenderBase<ILoggingEvent> {

    private final Queue<ILoggingEvent> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent line) {
      line.prepareForDeferredProcessing();
      lines.add(line);
    }

    /** Namespaces of other clusters, which run beside this one, have the same names. */
    List<Map<String, String>> ofAudited(String namespace) {
      return lines.stream()
          .filter(line -> namespace.equals(line.getMDCPropertyMap().get("resource.namespace")))
          .filter(line -> AUDITED.equals(line.getMDCPropertyMap().get("resource.name")))
          .map(
              line ->
                  line.getKeyValuePairs().stream()
                      .collect(Collectors.toMap(pair -> pair.key, pair -> "" + pair.value)))
          .toList();
    }
  }

  @BeforeEach
  void listen() {
    log.setContext(logger.getLoggerContext());
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  void aDecisionIsOneLogLineAndOneEventWithItsPolicyAndInputsHoweverOftenItIsReconciled() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement webhook = shop.apply(WrittenPlacement.sporadic(AUDITED));
    webhook.becomes(readyOn(KNATIVE));
    webhook.isLookedAtAgain(3);

    assertThat(log.ofAudited(shop.name))
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .containsEntry("target", "Knative")
                    .containsEntry("reason", "WeightedMatrix")
                    .containsEntry("policy", "built-in defaults")
                    .containsEntry("generation", "1")
                    .hasEntrySatisfying(
                        "inputs", hash -> assertThat(hash).matches("[0-9a-f]{16}")));
    String hash = log.ofAudited(shop.name).get(0).get("inputs");
    assertThat(decisions(shop))
        .singleElement()
        .satisfies(
            message ->
                assertThat(message)
                    .startsWith("Knative: ")
                    .endsWith("(policy: built-in defaults; inputs: " + hash + ")"));

    shop.apply(WrittenPlacement.sporadic(AUDITED).pinnedTo(DEPLOYMENT));
    webhook.becomes(readyOn(DEPLOYMENT));

    assertThat(log.ofAudited(shop.name))
        .hasSize(2)
        .last()
        .satisfies(
            line -> {
              assertThat(line).containsEntry("reason", "Pinned").containsEntry("generation", "2");
              assertThat(line.get("inputs")).isNotEqualTo(hash);
            });
  }

  @Test
  void anExceptionStopsCountingAtItsMomentWithoutAnyEdit() {
    ScenarioNamespace shop = cluster.namespace();
    cluster.apply(
        ScenarioCluster.parse(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: PlacementPolicy
            metadata: {name: %s}
            spec:
              priority: 10
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
              rules: [{name: warm, when: "true", effect: Require, target: Deployment, message: Warm.}]
              exceptions: {allowed: true}
            """
                .formatted(shop.name, shop.name)),
        "");
    Instant expiry = Instant.now().plusSeconds(15);
    ScenarioPlacement webhook =
        shop.apply(
            WrittenPlacement.sporadic("webhook")
                .with(
                    """
                    spec:
                      placement:
                        exception: {reason: launch, approvedBy: ana, expiresAt: "%s"}
                    """
                        .formatted(expiry)));
    webhook.becomes(decided("WeightedMatrix", "ExceptionCounts"));

    var after = webhook.becomes(decided("PolicyRequires", "Compliant"));

    assertThat(Instant.parse(after.getStatus().decision().decidedAt()))
        .isBetween(expiry.minusSeconds(1), expiry.plusSeconds(10));
  }

  private static State decided(String reason, String compliance) {
    return new State(
        "decided by " + reason + ", " + compliance,
        placement ->
            reason.equals(placement.getStatus().decision().reason())
                && condition(placement, Conditions.POLICY_COMPLIANT)
                    .filter(c -> compliance.equals(c.getReason()))
                    .isPresent());
  }

  private static List<String> decisions(ScenarioNamespace shop) {
    return shop.list(Event.class).stream()
        .filter(event -> event.getReason().equals("WeightedMatrix"))
        .map(Event::getMessage)
        .toList();
  }
}
