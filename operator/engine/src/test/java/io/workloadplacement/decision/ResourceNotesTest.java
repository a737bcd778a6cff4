package io.workloadplacement.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.workloadplacement.api.v1alpha1.DecisionStatus;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a decision says of resources that it cannot price, or that are hardly meant. */
class ResourceNotesTest {

  private static final String GPU =
      "{requests: {cpu: 500m, memory: 512Mi}, limits: {nvidia.com/gpu: 1}}";

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "memory: 512m | 512m is 0.512 bytes of memory; probably 512Mi is meant.",
        "memory: '512' | 512 is 512 bytes of memory; probably 512Mi is meant.",
        "memory: '0.5' | 0.5 is 0.5 bytes of memory; probably 0.5Gi is meant.",
        "memory: '2' | 2 is 2 bytes of memory; probably 2Gi is meant.",
        "memory: 128k | 128k is 125 KiB of memory; probably 128Mi is meant.",
        "memory: 512Ki | 512Ki is 512 KiB of memory; probably 512Mi is meant.",
        "memory: 512Ti | 512Ti is 512 TiB of memory; hardly what is meant.",
        "cpu: '500' | 500 is 500 cores of CPU; probably 500m is meant.",
        "cpu: 500M | 500M is 500000000 cores of CPU; probably 500m is meant.",
        "cpu: 2Gi | 2Gi is 2150000000 cores of CPU; hardly what is meant.",
        "cpu: 500u | 500u is 0.0005 cores of CPU; hardly what is meant."
      })
  void anAmountThatNobodyMeansIsNotedForRequestsAndLimits(String amount, String says) {
    String resource = amount.substring(0, amount.indexOf(':'));
    for (String kind : new String[] {"requests", "limits"}) {
      DecisionStatus status =
          Scenario.checkout().resources("{%s: {%s}}".formatted(kind, amount)).decide().status();

      assertThat(status.notes())
          .contains(
              "spec.template.spec.containers[0].resources.%s.%s: %s"
                  .formatted(kind, resource, says));
    }
  }

  @ParameterizedTest(name = "{0} is meant")
  @ValueSource(
      strings = {
        "memory: 512M", "memory: 512Mi", "memory: 1Mi", "memory: '134217728'", "memory: 12Ti",
        "memory: '1.5Gi'", "memory: 128974848000m", "cpu: 1m", "cpu: '0.1'", "cpu: '256'",
        "memory: '0'", "cpu: '0'"
      })
  void anAmountThatSomebodyMayMeanIsNot(String amount) {
    assertThat(
            Scenario.checkout()
                .resources("{requests: {%s}}".formatted(amount))
                .decide()
                .status()
                .notes())
        .noneMatch(note -> note.contains("meant"));
  }

  @Test
  void everyPlaceThatCountsIsLookedAtAndManyMistakesAreSummedUp() {
    String containers = "{name: app, image: a, resources: {requests: {memory: 512m}}},".repeat(7);
    DecisionStatus status =
        Scenario.checkout()
            .pod(
                "{spec: {resources: {limits: {cpu: '500'}}, overhead: {cpu: '500'}, initContainers: [{name: i, image: a, resources: {limits: {memory: 64m}}}], containers: [%s]}}"
                    .formatted(containers))
            .decide()
            .status();

    assertThat(status.notes())
        .filteredOn(note -> note.contains("meant"))
        .hasSize(6)
        .anyMatch(note -> note.startsWith("spec.template.spec.resources.limits.cpu: 500 is 500"))
        .last()
        .isEqualTo("And 5 more amounts of CPU or memory are hardly meant.");
  }

  @Test
  void aResourceWithoutAPriceIsNamedWithTheFieldThatGivesItOne() {
    DecisionStatus status = Scenario.checkout().resources(GPU).decide().status();

    assertThat(status.estimates().deployment().monthlyCost()).isEqualTo("13.09");
    assertThat(status.notes())
        .containsExactly(
            "The cost leaves out what has no price: each pod requests nvidia.com/gpu (1). Give a price in spec.prices.resources of a PlacementPolicy that selects the placement.");
  }

  @Test
  void theCostLimitSaysThatItCountsOnlyWhatHasAPrice() {
    DecisionStatus status =
        Scenario.checkout()
            .resources(
                "{requests: {cpu: 500m, memory: 512Mi, ephemeral-storage: 1536Mi}, limits: {nvidia.com/gpu: 2}}")
            .policy("gold", "{limits: {maxMonthlyCost: '20'}}")
            .decide()
            .status();

    assertThat(status.notes())
        .containsExactly(
            "The cost leaves out what has no price: each pod requests ephemeral-storage (1.5 GiB), nvidia.com/gpu (2). Give a price in spec.prices.resources of policy 'gold'. limits.maxMonthlyCost counts only what has a price.");
  }

  @Test
  void manyResourcesWithoutAPriceAreSummedUp() {
    String limits =
        IntStream.range(0, 50)
            .mapToObj(i -> "example.com/r%02d: 1".formatted(i))
            .collect(Collectors.joining(", "));

    assertThat(
            Scenario.checkout().resources("{limits: {" + limits + "}}").decide().status().notes())
        .anyMatch(note -> note.contains("example.com/r04 (1) and 45 more. Give a price"));
  }

  @Test
  void aPriceOfAResourceCountsForBothSidesAndForTheLimit() {
    // 13.09 and 0.70 an hour for 730.5 hours; ephemeral storage by the GiB.
    Scenario priced =
        Scenario.rare()
            .resources(
                "{requests: {cpu: 500m, memory: 512Mi, ephemeral-storage: 2Gi}, limits: {nvidia.com/gpu: 1}}")
            .policy(
                "gold",
                "{prices: {resources: {nvidia.com/gpu: '0.70', ephemeral-storage: '0.001'}}, limits: {maxMonthlyCost: '500'}}");

    DecisionStatus status = priced.decide().status();

    assertThat(status.estimates().deployment().monthlyCost()).isEqualTo("525.90");
    assertThat(status.reason()).isEqualTo("CostLimit");
    assertThat(status.notes()).isEmpty();
    UnitPrices prices = new Decider().prices(priced.input());
    assertThat(prices.knativeReplicaHour() - prices.deploymentReplicaHour())
        .isEqualTo(0.025 * 0.031611, within(1e-12));
  }

  @Test
  void aRuntimeClassIsNotReadAndTheCostSaysSo() {
    String pod = "{spec: {runtimeClassName: kata%s, containers: [{name: app, image: a}]}}";

    assertThat(Scenario.checkout().pod(pod.formatted("")).decide().status().notes())
        .contains(
            "The cost leaves out what the RuntimeClass 'kata' may add to each pod: it is counted where spec.template.spec.overhead repeats it.");
    assertThat(
            Scenario.checkout()
                .pod(pod.formatted(", overhead: {cpu: 250m}"))
                .decide()
                .status()
                .notes())
        .noneMatch(note -> note.contains("RuntimeClass"));
  }
}
