package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.scenario.AdoptedCheckout.adopt;
import static io.workloadplacement.scenario.AdoptedCheckout.running;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.Request;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator whose role is older than it is: it may not watch what it could do without. */
class MissingRightsScenario {

  @RegisterExtension
  static final ScenarioCluster cluster = ScenarioCluster.withoutOperator().throughKnativesGateway();

  @BeforeEach
  void install() {
    for (OptionalKind kind : OptionalKind.values()) {
      kind.install(cluster);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_may_not_be_watched_bears_upon_nothing_until_it_may(boolean mayList) {
    ScenarioNamespace shop = cluster.namespace();
    LaterClock clock = new LaterClock();
    ForbiddenKinds forbidden = new ForbiddenKinds(mayList);
    running(shop, 1);
    shop.apply(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: front}
        spec: {rules: [{backendRefs: [{name: checkout, port: 8000}]}]}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: nobody}
        spec: {podSelector: {matchLabels: {app: legacy}}, policyTypes: [Ingress]}
        """);
    try (RunningOperator operator = cluster.startOperator(shop.name, clock::rules)) {
      cluster.traffic().disturb(operator.name, forbidden);
      operator.ready();
      adopt(shop, "mode: Pinned, target: Deployment");
      ScenarioPlacement checkout = shop.placement("checkout");
      assertThat(checkout.becomes(readyOn(DEPLOYMENT)).getStatus().decision().blockers()).isEmpty();

      int asked = forbidden.count.get();
      checkout.isLookedAtAgainBy(operator);
      checkout.isLookedAtAgainBy(operator);
      assertThat(forbidden.count).as("not asked at every look").hasValue(asked);
      assertThat(asked).as("once for each of what is refused").isEqualTo(6);

      cluster.traffic().heal(operator.name);
      clock.passes(Duration.ofMinutes(10));
      checkout.isLookedAtAgainBy(operator);
      checkout.becomes(
          readyOn(DEPLOYMENT)
              .and(
                  "with the blockers of the route and the NetworkPolicy",
                  placement -> placement.getStatus().decision().blockers().size() == 2));
    }
  }

  /** Refuses to have watched, or even listed, what the operator can do without. */
  private static final class ForbiddenKinds implements Interceptor {
    private final AtomicInteger count = new AtomicInteger();
    private final boolean mayList;

    ForbiddenKinds(boolean mayList) {
      this.mayList = mayList;
    }

    @Override
    public Optional<Answer> before(Request request) {
      boolean optional =
          request.path().endsWith("/configmaps")
              || request.path().endsWith("/networkpolicies")
              || Arrays.stream(OptionalKind.values()).anyMatch(kind -> kind.isIn(request.path()));
      if (!optional || (mayList && !request.isWatch())) {
        return Optional.empty();
      }
      count.incrementAndGet();
      return Optional.of(Answer.refusal(403, "Forbidden", "the role says nothing of it"));
    }
  }
}
