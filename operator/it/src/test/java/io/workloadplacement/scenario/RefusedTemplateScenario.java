package io.workloadplacement.scenario;

import static io.workloadplacement.scenario.State.READY;
import static io.workloadplacement.scenario.State.condition;
import static io.workloadplacement.scenario.State.stalled;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.Request;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What cannot be carried out: the cluster refuses it, or it says what cannot be. */
@Execution(ExecutionMode.CONCURRENT)
class RefusedTemplateScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  private static final WrittenPlacement CHECKOUT = WrittenPlacement.steady("checkout");
  private static final String WORDS =
      "admission webhook \"signatures.example\" denied the request: checkout:2 is not signed";

  @Test
  void theClustersOwnWordsAreTheConditionAndTheOldVersionIsLeftAlone() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT);
    checkout.becomes(READY);
    var before = shop.manifests();

    cluster.traffic().disturb(cluster.operator().name, new Webhook());
    shop.apply(CHECKOUT.image("registry.example/unsigned:2"));

    var refused = checkout.becomes(stalled("Rejected"));
    assertThat(condition(refused, Conditions.READY).orElseThrow().getMessage())
        .isEqualTo("Deployment 'checkout' was refused: " + WORDS);
    assertThat(shop.manifests()).isEqualTo(before);
    assertThat(shop.deployment("checkout").orElseThrow().getStatus().getAvailableReplicas())
        .isPositive();
    assertThat(shop.events("checkout")).containsOnlyOnce("Warning Rejected");

    shop.apply(CHECKOUT.image("registry.example/signed:2"));
    checkout.becomes(READY);
  }

  /** What passes the schema and cannot be; the field that the condition names, and the mistake. */
  enum Mistake {
    CRON(
        "spec.traffic.activeWindows[0].schedule",
        "spec: {traffic: {activeWindows: [{schedule: 0 99 * * *, duration: 1h}]}}"),
    TIME_ZONE(
        "spec.traffic.activeWindows[0].timeZone",
        "spec: {traffic: {activeWindows: [{schedule: 0 8 * * *, duration: 1h, timeZone:"
            + " Mars/Base}]}}"),
    LABEL_OF_THE_OPERATOR(
        "spec.template.metadata.labels",
        "spec: {template: {metadata: {labels: {workloadplacement.io/placement: other}}}}");

    private final String field;
    private final String yaml;

    Mistake(String field, String yaml) {
      this.field = field;
      this.yaml = yaml;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMistakeThatTheSchemaCannotSeeIsToldByItsFieldAndTouchesNothing(Mistake mistake) {
    ScenarioNamespace shop = cluster.namespace();
    WrittenPlacement good =
        CHECKOUT.with(
            "spec: {traffic: {pattern: Diurnal, activeWindows: [{schedule: 0 8 * * *, duration:"
                + " 10h}]}}");
    ScenarioPlacement checkout = shop.apply(good);
    checkout.becomes(READY);
    var before = shop.manifests();

    shop.apply(good.with(mistake.yaml).image("registry.example/checkout:2"));

    var invalid = checkout.becomes(stalled("Invalid"));
    assertThat(condition(invalid, Conditions.READY).orElseThrow().getMessage())
        .startsWith(mistake.field);
    checkout.isLookedAtAgain();
    assertThat(shop.manifests()).isEqualTo(before);
    assertThat(shop.events("checkout")).containsOnlyOnce("Warning Invalid");

    shop.apply(good);
    checkout.becomes(READY);
  }

  @Test
  void podsThatAQuotaRefusesAreToldAndTheOldVersionServes() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT);
    checkout.becomes(READY);

    cluster.simulation().refusePods(shop.name, "exceeded quota: compute");
    shop.apply(CHECKOUT.image("registry.example/checkout:2"));
    var refused = checkout.becomes(stalled("PodsRefused"));
    assertThat(condition(refused, Conditions.READY).orElseThrow().getMessage())
        .contains("exceeded quota: compute");
    assertThat(shop.deployment("checkout").orElseThrow().getStatus().getAvailableReplicas())
        .isPositive();

    cluster.simulation().admitPods(shop.name);
    checkout.becomes(READY);
  }

  /** Refuses what is not signed, whoever asks. */
  private record Webhook() implements Interceptor {
    @Override
    public Optional<Answer> before(Request request) {
      return request.isWrite()
              && request.path().endsWith("/deployments/checkout")
              && new String(request.body(), StandardCharsets.UTF_8).contains("unsigned")
          ? Optional.of(Answer.refusal(403, "Forbidden", WORDS))
          : Optional.empty();
    }
  }
}
