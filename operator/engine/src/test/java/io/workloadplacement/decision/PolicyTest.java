package io.workloadplacement.decision;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.decision.Decision.Compliance.State;
import io.workloadplacement.decision.Decision.NextAction.Run;
import io.workloadplacement.decision.Decision.NextAction.Wait;
import io.workloadplacement.decision.Decision.WaitReason;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which policy applies, and what its rules, limits and exceptions do. */
class PolicyTest {

  private static final String EXCEPTION =
      "{exception: {reason: launch, approvedBy: ana, expiresAt: '2026-12-01T00:00:00Z'}}";

  @Test
  void thePolicyOfTheHighestPriorityApplies() {
    Scenario scenario =
        Scenario.rare().policy("low", "{priority: 1}").policy("high", "{priority: 10}");

    assertThat(scenario.decide().status().policy()).isEqualTo("high");
  }

  @Test
  void tiesGoByName() {
    Scenario scenario =
        Scenario.rare().policy("b", "{priority: 1}").policy("a", "{priority: 1}").policy("0", "{}");

    assertThat(scenario.decide().status().policy()).isEqualTo("a");
  }

  @Test
  void withoutAnyPolicyTheBuiltInDefaultsApply() {
    assertThat(Scenario.rare().decide().status().policy()).isNull();
  }

  @ParameterizedTest(name = "{0} selects: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{namespaceSelector: {}} | true",
        "{namespaceSelector: {matchLabels: {env: prod}}} | true",
        "{namespaceSelector: {matchLabels: {env: dev}}} | false",
        "{workloadSelector: {matchLabels: {tier: gold}}} | true",
        "{workloadSelector: {matchLabels: {env: prod}}} | false",
        "{workloadSelector: {matchExpressions: [{key: tier, operator: In, values: [gold]}]}} | true",
        "{workloadSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [gold]}]}} | false",
        "{workloadSelector: {matchExpressions: [{key: none, operator: NotIn, values: [gold]}]}} | true",
        "{workloadSelector: {matchExpressions: [{key: tier, operator: Exists}]}} | true",
        "{workloadSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}} | false",
        "{namespaceSelector: {matchLabels: {env: prod}}, workloadSelector: {matchLabels: {tier: bronze}}} | false"
      })
  void selectorsTakeTheLabelsOfNamespaceAndPlacement(String spec, boolean applies) {
    Scenario scenario =
        Scenario.rare().label("tier", "gold").namespaceLabel("env", "prod").policy("p", spec);

    assertThat(scenario.decide().status().policy()).isEqualTo(applies ? "p" : null);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "\"compliance\" in workload.metadata.labels && workload.metadata.labels[\"compliance\"] == \"pci\"",
        "workload.metadata.name == \"checkout\" && workload.metadata.namespace == \"shop\"",
        "namespace.metadata.labels[\"env\"] == \"prod\" && namespace.metadata.name == \"shop\"",
        "!(\"x\" in workload.metadata.annotations) && !(\"x\" in namespace.metadata.annotations)",
        "workload.spec.traffic.pattern == \"Steady\"",
        "workload.spec.template.spec.containers.exists(c, c.image.startsWith(\"example/\"))",
        "has(workload.spec.latency.target)",
        "!has(workload.status)"
      })
  void rulesSeeThePlacementAndItsNamespace(String when) {
    Scenario scenario =
        Scenario.rare()
            .label("compliance", "pci")
            .namespaceLabel("env", "prod")
            .policy("p", require("Deployment", when));

    assertThat(scenario.decide().status().reason()).isEqualTo("PolicyRequires");
  }

  @Test
  void labelsAndAnnotationsAreMapsEvenWhereThereAreNone() {
    Scenario scenario =
        Scenario.rare()
            .policy(
                "p",
                require(
                    "Deployment",
                    "size(workload.metadata.labels) + size(workload.metadata.annotations) + size(namespace.metadata.labels) + size(namespace.metadata.annotations) == 0"));

    assertThat(scenario.decide().status().reason()).isEqualTo("PolicyRequires");
  }

  @Test
  void theFirstRuleThatMatchesWins() {
    Scenario scenario =
        Scenario.rare()
            .policy(
                "p",
                "{rules: [{name: a, when: 'false', effect: Forbid, target: Knative}, {name: b, when: 'true', effect: Require, target: Knative}, {name: c, when: 'true', effect: Require, target: Deployment}]}");

    assertThat(scenario.decide().status().message()).startsWith("Rule 'b' ");
  }

  @Test
  void aRuleAfterTheOneThatMatchesIsNotEvaluated() {
    Scenario scenario =
        Scenario.rare()
            .policy(
                "p",
                "{rules: [{name: a, when: 'true', effect: Require, target: Knative}, {name: b, when: 'workload.metadata.labels.none == workload.kind', effect: Require, target: Deployment}]}");

    assertThat(scenario.decide().status().reason()).isEqualTo("PolicyRequires");
  }

  @Test
  void aBrokenPolicyFreezesWhatRunsAndNamesThePosition() {
    Decision decision =
        Scenario.rare()
            .policy("p", require("Deployment", "workload.metadata.name == "))
            .running(KNATIVE)
            .decide();

    assertThat(decision.status().reason()).isEqualTo("PolicyBroken");
    assertThat(decision.status().message())
        .startsWith("Policy 'p' cannot be followed: spec.rules[0].when:1:27: ")
        .endsWith("The placement stays as it is until that is mended.");
    assertThat(decision.nextAction())
        .isEqualTo(new Wait(KNATIVE, WaitReason.POLICY_BROKEN, Optional.empty()));
    assertThat(decision.compliance().state()).isEqualTo(State.UNKNOWN);
  }

  @ParameterizedTest(name = "mode {0}")
  @ValueSource(strings = {"Auto", "Recommend"})
  void underABrokenPolicyANewWorkloadStartsOnADeployment(String mode) {
    Decision decision =
        Scenario.rare()
            .placement("{mode: %s}".formatted(mode))
            .policy("p", require("Knative", "nonsense"))
            .decide();

    assertThat(decision.nextAction())
        .isEqualTo(new Wait(DEPLOYMENT, WaitReason.POLICY_BROKEN, Optional.empty()));
    assertThat(decision.status().target()).isEqualTo(DEPLOYMENT);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "workload.metadata.labels[\"team\"] == \"a\"",
        "workload.spec.scaling.minReplicas > 3",
        "1 / (size(workload.metadata.labels)) > 0",
        "workload.spec.template.spec.containers[1].image == \"a\"",
        "workload.spec.template.spec.containers[9999999999].image == \"a\"",
        "workload.metadata.name.matches(\"(\" + workload.metadata.name)",
        "quantity(workload.metadata.name).isLessThan(quantity(\"1\"))",
        "timestamp(workload.metadata.name) > timestamp(\"2026-01-01T00:00:00Z\")"
      })
  void aRuleThatFailsFreezesThatPlacementOnly(String when) {
    Scenario failing = Scenario.rare().policy("p", require("Deployment", when)).running(KNATIVE);
    Decision decision = failing.decide();

    assertThat(decision.status().reason()).isEqualTo("PolicyRuleFailed");
    assertThat(decision.nextAction())
        .isEqualTo(new Wait(KNATIVE, WaitReason.POLICY_BROKEN, Optional.empty()));
    assertThat(decision.compliance().state()).isEqualTo(State.UNKNOWN);
    assertThat(decision.compliance().reason()).isEqualTo("PolicyRuleFailed");
    assertThat(PolicyCheck.of(Scenario.policyOf("p", require("Deployment", when)))).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{rules: [{name: r, when: 'foo == 1', effect: Forbid, target: Knative}]} | spec.rules[0].when:1:1: 'foo' is not known: a rule knows workload and namespace; a string stands in quotes, as in 'foo'",
        "{rules: [{name: r, when: '1 + 1', effect: Forbid, target: Knative}]} | spec.rules[0].when:1:1: the expression gives an integer: write one that is true or false, such as workload.spec.traffic.pattern == 'Steady'",
        "{prices: {currency: EUR}} | spec.prices: the built-in prices are in USD: write cpuCoreHour and memoryGibHour in EUR, or take currency out",
        "{prices: {currency: EUR, cpuCoreHour: '0.03'}} | spec.prices: the built-in prices are in USD: write cpuCoreHour and memoryGibHour in EUR, or take currency out",
        "{prices: {currency: XXQ, cpuCoreHour: '1', memoryGibHour: '1'}} | spec.prices.currency: 'XXQ' is no currency of ISO 4217: write a code such as USD, EUR or CAD",
        // What ISO 4217 calls no currency.
        "{prices: {currency: XXX, cpuCoreHour: '1', memoryGibHour: '1'}} | spec.prices.currency: 'XXX' is no currency of ISO 4217: write a code such as USD, EUR or CAD",
        "{weights: {trafficPattern: 0, executionDuration: 0, teamExpertise: 0, operationalCapacity: 0, costSensitivity: 0, scalingRequirements: 0, vendorStrategy: 0}} | spec.weights: add up to 0: give at least one factor a weight above 0",
        "{prices: {cpuCoreHour: cheap}} | spec.prices.cpuCoreHour: 'cheap' is not a quantity of 0 or more: write a quoted number such as \"0.5\"",
        "{prices: {resources: {nvidia.com/gpu: cheap}}} | spec.prices.resources[nvidia.com/gpu]: 'cheap' is not a quantity of 0 or more: write a quoted number such as \"0.5\"",
        "{prices: {resources: {cpu: '1'}}} | spec.prices.resources[cpu]: has a field of its own: write spec.prices.cpuCoreHour",
        "{prices: {resources: {memory: '1'}}} | spec.prices.resources[memory]: has a field of its own: write spec.prices.memoryGibHour",
        "{stability: {minDwell: 1d}} | spec.stability.minDwell: '1d' is not a duration: write numbers with the units ms, s, m or h, such as 35ms, 1.5s or 1h30m",
        "{organization: {kubernetesExpertise: 6}} | spec.organization.kubernetesExpertise: 6 is out of range: write a number from 1 to 5",
        "{limits: {maxReplicas: 0}} | spec.limits.maxReplicas: 0 is below 1: write 1 or more",
        "{workloadSelector: {matchExpressions: [{key: a, operator: Gt}]}} | spec.workloadSelector: the operator 'Gt' is not known: write In, NotIn, Exists or DoesNotExist"
      })
  void theCheckNamesFieldPositionAndWayOut(String spec, String fault) {
    assertThat(PolicyCheck.of(Scenario.policyOf("p", spec)))
        .extracting(PolicyFault::text)
        .containsExactly(fault);
  }

  @Test
  void theSecondLineOfAnExpressionIsNamed() {
    String spec =
        "{rules: [{name: r, when: \"true &&\\n  nothing\", effect: Forbid, target: Knative}]}";

    assertThat(PolicyCheck.of(Scenario.policyOf("p", spec)))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.line()).isEqualTo(2);
              assertThat(fault.column()).isEqualTo(3);
            });
  }

  @Test
  void anExpressionThatIsTooLongIsRefused() {
    String spec = require("Knative", "true" + " && true".repeat(300));

    assertThat(PolicyCheck.of(Scenario.policyOf("p", spec)))
        .singleElement()
        .satisfies(fault -> assertThat(fault.message()).contains("longer than 2048 characters"));
  }

  @Test
  void anEmptyPolicyIsTheBuiltInDefaults() {
    assertThat(PolicyCheck.of(Scenario.policyOf("p", "{}"))).isEmpty();
    assertThat(Scenario.rare().policy("p", "{}").decide().status().factors())
        .isEqualTo(Scenario.rare().decide().status().factors());
  }

  @Test
  void anExceptionSuspendsTheRulesUntilItExpires() {
    Scenario scenario =
        Scenario.rare().placement(EXCEPTION).policy("p", allowing("{allowed: true}"));
    Decision decision = scenario.decide();

    assertThat(decision.status().target()).isEqualTo(KNATIVE);
    assertThat(decision.compliance().state()).isEqualTo(State.TRUE);
    assertThat(decision.compliance().reason()).isEqualTo("ExceptionCounts");
    assertThat(decision.lookAgainAt()).contains(Instant.parse("2026-12-01T00:00:00Z"));
    assertThat(decision.status().notes())
        .contains(
            "The policy's rules are suspended until 2026-12-01T00:00:00Z: launch (approved by ana).");
  }

  @Test
  void anExceptionStopsCountingAtTheMomentOfItsExpiry() {
    Decision decision =
        Scenario.rare()
            .placement(EXCEPTION)
            .policy("p", allowing("{allowed: true}"))
            .exceptionFirstSeenAt("2026-11-20T00:00:00Z")
            .running(KNATIVE)
            .at("2026-12-01T00:00:00Z")
            .decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(DEPLOYMENT));
    assertThat(decision.lookAgainAt()).isEmpty();
    assertThat(decision.status().notes())
        .contains(
            "The exception in spec.placement does not count: it expired at 2026-12-01T00:00:00Z.");
  }

  @Test
  void anExceptionCountsAtMostForThePolicysTimeSinceItWasFirstSeen() {
    Scenario scenario =
        Scenario.rare()
            .placement(EXCEPTION)
            .policy("p", allowing("{allowed: true, maxDuration: 48h}"));
    Decision first = scenario.decide();
    Decision second = scenario.after(first).at("2026-11-23T06:29:59Z").decide();
    Decision third = scenario.after(second).at("2026-11-23T06:30:00Z").decide();

    assertThat(first.exceptionFirstSeenAt()).contains(Scenario.NOW);
    assertThat(first.lookAgainAt()).contains(Instant.parse("2026-11-23T06:30:00Z"));
    assertThat(second.status().target()).isEqualTo(KNATIVE);
    assertThat(third.status().target()).isEqualTo(DEPLOYMENT);
    assertThat(third.exceptionFirstSeenAt()).contains(Scenario.NOW);
  }

  @ParameterizedTest(name = "exceptions: {0}")
  @ValueSource(strings = {"{}", "{allowed: false}", "{maxDuration: 48h}", "{approvers: [leads]}"})
  void anExceptionThatThePolicyDoesNotAllowChangesNothing(String exceptions) {
    Decision decision =
        Scenario.rare().placement(EXCEPTION).policy("p", allowing(exceptions)).decide();

    assertThat(decision.status().target()).isEqualTo(DEPLOYMENT);
    assertThat(decision.status().notes())
        .contains("The exception in spec.placement does not count: policy 'p' allows none.");
  }

  @Test
  void anExceptionWithoutAPolicyHasNothingToSuspend() {
    Decision decision = Scenario.rare().placement(EXCEPTION).decide();

    assertThat(decision.compliance().reason()).isEqualTo("BuiltInDefaults");
    assertThat(decision.status().notes())
        .contains(
            "The exception in spec.placement does not count: no policy applies, so there is no rule to suspend.");
  }

  @Test
  void anExceptionLeavesTheLimits() {
    Decision decision =
        Scenario.rare()
            .placement(EXCEPTION)
            .policy("p", "{exceptions: {allowed: true}, limits: {maxMonthlyCost: '5'}}")
            .decide();

    assertThat(decision.status().reason()).isEqualTo("CostLimit");
  }

  @Test
  void withoutAnExceptionNothingIsRemembered() {
    assertThat(
            Scenario.rare()
                .running(KNATIVE)
                .exceptionFirstSeenAt("2026-11-01T00:00:00Z")
                .decide()
                .exceptionFirstSeenAt())
        .isEmpty();
  }

  @Test
  void maxReplicasCapsAndSaysSo() {
    Decision decision =
        Scenario.busy()
            .traffic("{pattern: Steady, averageRequestsPerSecond: '400', serviceTime: 100ms}")
            .policy("p", "{limits: {maxReplicas: 4}}")
            .decide();

    assertThat(decision.sizing().deployment()).isEqualTo(new Replicas(4, 4));
    assertThat(decision.sizing().knative().replicas()).isEqualTo(new Replicas(0, 4));
    assertThat(decision.status().notes())
        .contains(
            "limits.maxReplicas of policy 'p' caps the replicas at 4; without it, 18 would be the most.",
            "The peak of 800 requests per second needs 12 replicas and 4 is the most: requests will queue.");
  }

  @Test
  void pricesAndWeightsOfThePolicyCount() {
    Decision decision =
        Scenario.rare()
            .policy(
                "p",
                "{prices: {currency: EUR, cpuCoreHour: '1', memoryGibHour: '0', requestsMillion: '1000000'}, weights: {costSensitivity: 0}}")
            .decide();

    assertThat(decision.status().estimates().deployment().monthlyCost()).isEqualTo("365.25");
    // 0.000277/s * 3600 s * 730.5 h = 728.46 requests at 1 each, and 0.025 of a pod of 525m.
    assertThat(decision.status().estimates().knative().monthlyCost()).isEqualTo("737.90");
    assertThat(decision.status().message()).contains(" EUR a month");
    assertThat(decision.status().factors().get(4).weight()).isZero();
  }

  @Test
  void anOrganisationThatWantsKnativeTipsAnEvenCase() {
    String fairlyBusy = "{pattern: Sporadic, averageRequestsPerSecond: '0.05'}";
    Scenario neutral = Scenario.rare().traffic(fairlyBusy);
    Scenario serverless =
        Scenario.rare()
            .traffic(fairlyBusy)
            .policy(
                "p",
                "{organization: {kubernetesExpertise: 1, serverlessExpertise: 5, operationalCapacity: 1, vendorStrategy: SingleCloud}}");

    assertThat(neutral.decide().status().target()).isEqualTo(DEPLOYMENT);
    assertThat(serverless.decide().status().target()).isEqualTo(KNATIVE);
  }

  /** A policy that requires a Deployment, and what it says of exceptions. */
  private static String allowing(String exceptions) {
    return "{exceptions: %s, rules: [{name: r, when: 'true', effect: Require, target: Deployment}]}"
        .formatted(exceptions);
  }

  private static String require(String target, String when) {
    return "{rules: [{name: r, when: '%s', effect: Require, target: %s}]}".formatted(when, target);
  }
}
