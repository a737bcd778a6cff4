package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.condition;
import static io.workloadplacement.scenario.State.ready;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.PlacementPolicyStatus;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The platform team's rules, and what the operator only recommends. */
@Execution(ExecutionMode.CONCURRENT)
class PolicyScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  @Test
  void aRuleThatRequiresASideMovesWhatRunsElsewhereAtOnce() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement webhook = shop.apply(WrittenPlacement.sporadic("webhook"));
    webhook.becomes(readyOn(KNATIVE));

    policy(shop, "'true'", "effect: Require, target: Deployment");

    var moved = webhook.becomes(readyOn(DEPLOYMENT));
    assertThat(moved.getStatus().decision().reason()).isEqualTo("PolicyRequires");
    assertThat(moved.getStatus().decision().policy()).isEqualTo(shop.name);
    assertThat(condition(moved, Conditions.POLICY_COMPLIANT).orElseThrow().getStatus())
        .isEqualTo("True");
  }

  @Test
  void aRuleThatDoesNotCompileFreezesWhatRunsAndStartsWhatIsNewOnADeployment() {
    ScenarioNamespace shop = cluster.namespace();
    shop.apply(WrittenPlacement.sporadic("running")).becomes(readyOn(KNATIVE));

    policy(shop, "workload.metadata.nmae ==", "effect: Require, target: Deployment");

    var frozen = shop.placement("running").becomes(ready("PolicyBroken"));
    assertThat(frozen.getStatus().target()).isEqualTo(KNATIVE);
    assertThat(condition(frozen, Conditions.POLICY_COMPLIANT).orElseThrow().getStatus())
        .isEqualTo("Unknown");
    shop.apply(WrittenPlacement.sporadic("fresh")).becomes(readyOn(DEPLOYMENT));
    PlacementPolicyStatus broken =
        policyBecomes(shop, status -> isReady(status, "False") && status.placements() == 2);
    assertThat(broken.conditions())
        .extracting(Condition::getType)
        .containsExactly(Conditions.READY, Conditions.STALLED);
    assertThat(broken.conditions())
        .allSatisfy(
            c ->
                assertThat(c.getMessage())
                    .isEqualTo(
                        "spec.rules[0].when:1:26: the expression ends too early: something is missing after '=='."));

    policy(shop, "'true'", "effect: Require, target: Knative");
    shop.placement("running").becomes(readyOn(KNATIVE));
    shop.placement("fresh").becomes(readyOn(KNATIVE));
    policyBecomes(shop, status -> isReady(status, "True"));
  }

  @Test
  void aPolicyIsNotReadyWhileARuleFailsAndSaysForHowManyPlacements() {
    ScenarioNamespace shop = cluster.namespace();
    policy(shop, "workload.metadata.labels['team'] == 'pay'", "effect: Forbid, target: Knative");

    shop.apply(WrittenPlacement.sporadic("cart")).becomes(ready("PolicyBroken"));
    shop.apply(WrittenPlacement.sporadic("webhook")).becomes(ready("PolicyBroken"));
    PlacementPolicyStatus failing =
        policyBecomes(shop, status -> saysReady(status, "2 placements"));
    assertThat(failing.conditions())
        .extracting(Condition::getType, Condition::getStatus, Condition::getReason)
        .containsExactly(
            tuple(Conditions.READY, "False", "RuleFails"),
            tuple(Conditions.STALLED, "True", "RuleFails"));
    assertThat(failing.conditions().get(0).getMessage())
        .startsWith(
            "A rule fails for 2 placements, which stay as they are. %s/cart: Policy '%s' cannot be followed here: rule 'only-rule' failed: at 1:25 it reads 'team', which is not there"
                .formatted(shop.name, shop.name));

    shop.apply(WrittenPlacement.sporadic("cart").with("metadata: {labels: {team: shop}}"));
    policyBecomes(shop, status -> saysReady(status, "1 placement,"));
    shop.apply(WrittenPlacement.sporadic("webhook").with("metadata: {labels: {team: pay}}"));
    policyBecomes(shop, status -> isReady(status, "True") && status.conditions().size() == 1);
  }

  @Test
  void aRuleThatExplodesHurtsItsOwnPolicyOnly() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioNamespace other = cluster.namespace();
    policy(
        shop,
        "['aaaaaaaaaaaaaaaa']" + ".map(a,a+a)".repeat(28) + ".size()==2",
        "effect: Forbid, target: Knative");

    shop.apply(WrittenPlacement.sporadic("webhook")).becomes(ready("PolicyBroken"));
    policyBecomes(shop, status -> isReady(status, "False"));
    policy(
        shop,
        "'aaaa'.matches('((((a{0,30}){0,30}){0,30}){0,30})$')",
        "effect: Forbid, target: Knative");
    policyBecomes(shop, status -> saysReady(status, "the regular expression is too large"));
    other.apply(WrittenPlacement.sporadic("webhook")).becomes(readyOn(KNATIVE));
    policy(shop, "false", "effect: Forbid, target: Knative");
    shop.placement("webhook").becomes(readyOn(KNATIVE));
  }

  @Test
  void aPolicyCountsWhatItGovernsAndWhatBreaksIt() {
    ScenarioNamespace shop = cluster.namespace();
    policy(shop, "'true'", "effect: Forbid, target: Knative");
    shop.apply(WrittenPlacement.steady("checkout")).becomes(readyOn(DEPLOYMENT));
    shop.apply(WrittenPlacement.sporadic("webhook").pinnedTo(KNATIVE)).becomes(readyOn(DEPLOYMENT));

    policyBecomes(shop, status -> status.placements() == 2 && status.violations() == 1);

    shop.delete(io.workloadplacement.api.v1alpha1.WorkloadPlacement.class, "webhook");
    policyBecomes(shop, status -> status.placements() == 1 && status.violations() == 0);
  }

  @Test
  void modeRecommendSaysWhereItShouldRunAndMovesNothing() {
    ScenarioNamespace shop = cluster.namespace();

    ScenarioPlacement webhook =
        shop.apply(
            WrittenPlacement.sporadic("webhook").with("spec: {placement: {mode: Recommend}}"));

    var recommended = webhook.becomes(ready("Recommended"));
    assertThat(recommended.getStatus().target()).isEqualTo(DEPLOYMENT);
    assertThat(recommended.getStatus().decision().target()).isEqualTo(KNATIVE);
    webhook.isLookedAtAgain(2);
    assertThat(shop.knativeService("webhook-kn")).isEmpty();
    assertThat(shop.deployment("webhook")).isPresent();
  }

  /** A policy for the placements of one namespace, with one rule. */
  private static void policy(ScenarioNamespace shop, String when, String effect) {
    cluster.apply(
        ScenarioCluster.parse(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: PlacementPolicy
            metadata: {name: %s}
            spec:
              priority: 10
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
              rules: [{name: only-rule, when: "%s", %s, message: as the platform team says}]
            """
                .formatted(shop.name, shop.name, when.replace("'true'", "true"), effect)),
        "");
  }

  private static PlacementPolicyStatus policyBecomes(
      ScenarioNamespace shop, Predicate<PlacementPolicyStatus> state) {
    return await("policy " + shop.name)
        .atMost(ScenarioNamespace.PATIENCE)
        .pollInterval(ScenarioNamespace.OFTEN)
        .until(
            () ->
                cluster
                    .client()
                    .resources(PlacementPolicy.class)
                    .withName(shop.name)
                    .get()
                    .getStatus(),
            status -> status != null && state.test(status));
  }

  private static boolean saysReady(PlacementPolicyStatus status, String words) {
    return status.conditions().stream()
        .anyMatch(c -> "Ready".equals(c.getType()) && c.getMessage().contains(words));
  }

  private static boolean isReady(PlacementPolicyStatus status, String state) {
    return status.conditions().stream()
        .anyMatch(c -> "Ready".equals(c.getType()) && state.equals(c.getStatus()));
  }
}
