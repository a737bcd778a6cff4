package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.message;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An API server that fails: however it does, the placement gets where it should be. */
@Execution(ExecutionMode.CONCURRENT)
class ApiFaultScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withoutOperator();

  private static final WrittenPlacement CHECKOUT =
      WrittenPlacement.steady("checkout").with("spec: {migration: {drainPeriod: 100ms}}");

  /** What the API server answers in place of doing what it was asked to. */
  enum Fault {
    CONFLICT(Answer.refusal(409, "Conflict", "the object has been modified")),
    TOO_MANY_REQUESTS(
        Answer.with(
            Answer.refusal(429, "TooManyRequests", "too many requests"),
            "Retry-After",
            List.of("1"))),
    INTERNAL_ERROR(Answer.refusal(500, "InternalError", "etcdserver: leader changed")),
    UNAVAILABLE(Answer.refusal(503, "ServiceUnavailable", "apiserver is shutting down")),
    DROPPED(Answer.dropped());

    private final Answer answer;

    Fault(Answer answer) {
      this.answer = answer;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyWriteFailsTwice(Fault fault) {
    converges(new FirstTwoOfEachWrite(fault.answer, false));
  }

  @Test
  void everyWriteTakesEffectAndItsAnswerIsLostTwice() {
    converges(new FirstTwoOfEachWrite(Answer.dropped(), true));
  }

  @Test
  void aRefusalThatPassesIsTriedAgainWithinHalfAMinute() {
    converges(new OneRejection());
  }

  private static void converges(Interceptor fault) {
    ScenarioNamespace shop = cluster.namespace();
    try (RunningOperator operator = cluster.startOperator(shop.name)) {
      cluster.traffic().disturb(operator.name, fault);
      ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(KNATIVE));
      checkout.becomes(readyOn(KNATIVE));
      if (fault instanceof FirstTwoOfEachWrite writes) {
        assertThat(writes.seen).as("writes that failed").hasSizeGreaterThan(4);
      }
      assertThat(shop.owned()).isEqualTo(ownedOnKnative());
    }
  }

  @Test
  void a_webhook_that_cannot_be_called_is_one_short_sentence_in_Ready_until_it_can() {
    ScenarioNamespace shop = cluster.namespace();
    UnreachableWebhook webhook = new UnreachableWebhook();
    try (RunningOperator operator = cluster.startOperator(shop.name)) {
      cluster.traffic().disturb(operator.name, webhook);
      ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(KNATIVE));

      String ready =
          message(
              checkout.becomes(
                  new State(
                      "Retrying",
                      placement ->
                          State.condition(placement, Conditions.READY)
                              .filter(condition -> "Retrying".equals(condition.getReason()))
                              .isPresent())));
      assertThat(ready)
          .isEqualTo(
              "The operator could not finish and tries again: the webhook"
                  + " webhook.serving.knative.dev cannot be called: connection refused");
      assertThat(shop.events("checkout")).contains("Warning Retrying");

      webhook.over.set(true);
      checkout.becomes(readyOn(KNATIVE));
    }
  }

  @Test
  void watchesThatEndAndVersionsThatAreGoneAreStartedAnew() {
    ScenarioNamespace shop = cluster.namespace();
    try (RunningOperator operator = cluster.startOperator(shop.name)) {
      operator.ready();
      cluster.traffic().listen(write -> closeAfter(write, operator));

      ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
      checkout.becomes(readyOn(DEPLOYMENT));
      shop.apply(CHECKOUT.pinnedTo(KNATIVE));
      checkout.becomes(readyOn(KNATIVE));

      assertThat(shop.owned()).isEqualTo(ownedOnKnative());
    }
  }

  private static void closeAfter(ClientTraffic.Write write, RunningOperator operator) {
    if (write.client().equals(operator.name)) {
      cluster.server().compact();
      cluster.server().closeWatches();
    }
  }

  @Test
  void eventsThatAreLostOnceAreMadeGoodByTheNextList() {
    ScenarioNamespace shop = cluster.namespace();
    LosesEachEventOnce losing = new LosesEachEventOnce();
    try (RunningOperator operator = cluster.startOperator(shop.name)) {
      operator.ready();
      cluster.traffic().disturb(operator.name, losing);
      ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(KNATIVE));

      await("it gets there, list by list")
          .atMost(ScenarioNamespace.PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                cluster.server().compact();
                cluster.server().closeWatches();
                return readyOn(KNATIVE).holds(checkout.get());
              });
      assertThat(losing.lost).isNotEmpty();
    }
  }

  @Test
  void anOutageThatOutlastsManyRetriesAndLeavesNoEventIsGotOver() {
    ScenarioNamespace shop = cluster.namespace();
    Outage outage = new Outage();
    try (RunningOperator operator = cluster.startOperator(shop.name)) {
      operator.ready();
      ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
      checkout.becomes(readyOn(DEPLOYMENT));

      cluster.traffic().disturb(operator.name, outage);
      shop.apply(CHECKOUT.pinnedTo(KNATIVE));
      await("many attempts in vain")
          .atMost(ScenarioNamespace.PATIENCE)
          .pollInterval(ScenarioNamespace.OFTEN)
          .until(() -> outage.refused.get() >= 16);
      outage.over.set(true);

      // The longest pause between two retries is 30 s.
      await("within the longest pause")
          .atMost(Duration.ofSeconds(35))
          .pollInterval(ScenarioNamespace.OFTEN)
          .until(() -> readyOn(KNATIVE).holds(checkout.get()));
    }
  }

  private static List<String> ownedOnKnative() {
    return List.of("EndpointSlice checkout-router", "Service checkout", "Service checkout-kn");
  }

  /** Disturbs the first two tries of each write, before or after it took effect. */
  private static final class FirstTwoOfEachWrite implements Interceptor {
    private final Answer answer;
    private final boolean afterwards;
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();

    FirstTwoOfEachWrite(Answer answer, boolean afterwards) {
      this.answer = answer;
      this.afterwards = afterwards;
    }

    @Override
    public Optional<Answer> before(Request request) {
      return afterwards ? Optional.empty() : disturb(request);
    }

    @Override
    public Optional<Answer> after(Request request, int code) {
      return afterwards ? disturb(request) : Optional.empty();
    }

    private Optional<Answer> disturb(Request request) {
      boolean disturbed =
          request.isWrite()
              && seen.computeIfAbsent(
                          request.method() + " " + request.path(), one -> new AtomicInteger())
                      .incrementAndGet()
                  <= 2;
      return disturbed ? Optional.of(answer) : Optional.empty();
    }
  }

  /** A webhook that has one bad moment. */
  private static final class OneRejection implements Interceptor {
    private final AtomicBoolean refused = new AtomicBoolean();

    @Override
    public Optional<Answer> before(Request request) {
      return request.isWrite()
              && request.path().endsWith("/services/checkout-kn")
              && refused.compareAndSet(false, true)
          ? Optional.of(Answer.refusal(422, "Invalid", "a webhook has a bad moment"))
          : Optional.empty();
    }
  }

  /** Knative's webhook has no pods; the API server answers as Kubernetes 1.36 does. */
  private static final class UnreachableWebhook implements Interceptor {
    private final AtomicBoolean over = new AtomicBoolean();

    @Override
    public Optional<Answer> before(Request request) {
      return !over.get()
              && request.isWrite()
              && request.path().contains("/apis/serving.knative.dev/")
          ? Optional.of(
              Answer.refusal(
                  500,
                  "InternalError",
                  "Internal error occurred: failed calling webhook"
                      + " \"webhook.serving.knative.dev\": failed to call webhook: Post"
                      + " \"https://webhook.knative-serving.svc:443/defaulting?timeout=10s\": dial tcp"
                      + " 10.96.50.1:443: connect: connection refused"))
          : Optional.empty();
    }
  }

  /** Keeps each event from each watch when it comes for the first time. */
  private static final class LosesEachEventOnce implements Interceptor {
    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    @Override
    public boolean delivers(Request watch, String type, JsonNode object) {
      return !lost.add(
          String.join(
              " ",
              type,
              object.path("kind").asText(),
              object.at("/metadata/namespace").asText(),
              object.at("/metadata/name").asText(),
              object.at("/metadata/resourceVersion").asText()));
    }
  }

  /** From the first write on nothing is answered, until it is over; no event comes after that. */
  private static final class Outage implements Interceptor {
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger refused = new AtomicInteger();

    @Override
    public Optional<Answer> before(Request request) {
      if (over.get() || (!request.isWrite() && !begun.get())) {
        return Optional.empty();
      }
      begun.set(true);
      if (!request.isWatch()) {
        refused.incrementAndGet();
      }
      return Optional.of(Answer.dropped());
    }
  }
}
