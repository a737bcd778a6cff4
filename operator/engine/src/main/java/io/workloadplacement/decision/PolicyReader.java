package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Exceptions;
import io.workloadplacement.api.v1alpha1.Fallback;
import io.workloadplacement.api.v1alpha1.Limits;
import io.workloadplacement.api.v1alpha1.Organization;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.PlacementPolicySpec;
import io.workloadplacement.api.v1alpha1.PolicyRule;
import io.workloadplacement.api.v1alpha1.Prices;
import io.workloadplacement.api.v1alpha1.QuantityText;
import io.workloadplacement.api.v1alpha1.Stability;
import io.workloadplacement.api.v1alpha1.VendorStrategy;
import io.workloadplacement.api.v1alpha1.Weights;
import io.workloadplacement.decision.PolicySettings.Abilities;
import io.workloadplacement.decision.PolicySettings.FactorWeights;
import io.workloadplacement.decision.PolicySettings.Rule;
import io.workloadplacement.decision.PolicySettings.StabilityRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fills in a policy's defaults, parses its texts and compiles its rules, collecting all faults. */
final class PolicyReader {

  private static final PlacementPolicySpec EMPTY =
      new PlacementPolicySpec(
          null, null, null, null, null, null, List.of(), null, null, null, null);

  private static final String FALLBACK_AFTER = "60s";

  private final Optional<String> name;
  private final PlacementPolicySpec spec;
  private final RuleCompiler compiler;
  private final List<PolicyFault> faults = new ArrayList<>();

  PolicyReader(PlacementPolicy policy, RuleCompiler compiler) {
    this.name = Optional.of(policy.getMetadata().getName());
    this.spec = policy.getSpec() == null ? EMPTY : policy.getSpec();
    this.compiler = compiler;
  }

  private PolicyReader() {
    this.name = Optional.empty();
    this.spec = EMPTY;
    this.compiler = new RuleCompiler();
  }

  /** What applies where no policy does. */
  static PolicySettings builtIn() {
    return new PolicyReader().read();
  }

  PolicySettings read() {
    selector("spec.namespaceSelector", spec.namespaceSelector());
    selector("spec.workloadSelector", spec.workloadSelector());
    Limits limits = spec.limits() == null ? new Limits(null, null) : spec.limits();
    Exceptions exceptions =
        spec.exceptions() == null ? new Exceptions(null, null, List.of()) : spec.exceptions();
    return new PolicySettings(
        name,
        weights(),
        organization(),
        prices(),
        rules(),
        maxReplicas(limits),
        limits.maxMonthlyCost() == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(amount("spec.limits.maxMonthlyCost", limits.maxMonthlyCost(), "0")),
        stability(),
        fallback(),
        orElse(exceptions.allowed(), false),
        duration("spec.exceptions.maxDuration", exceptions.maxDuration(), "720h"),
        List.copyOf(faults));
  }

  private FactorWeights weights() {
    Weights w =
        spec.weights() == null
            ? new Weights(null, null, null, null, null, null, null)
            : spec.weights();
    FactorWeights weights =
        new FactorWeights(
            atLeast0("spec.weights.trafficPattern", w.trafficPattern(), 25),
            atLeast0("spec.weights.executionDuration", w.executionDuration(), 10),
            atLeast0("spec.weights.teamExpertise", w.teamExpertise(), 10),
            atLeast0("spec.weights.operationalCapacity", w.operationalCapacity(), 10),
            atLeast0("spec.weights.costSensitivity", w.costSensitivity(), 20),
            atLeast0("spec.weights.scalingRequirements", w.scalingRequirements(), 15),
            atLeast0("spec.weights.vendorStrategy", w.vendorStrategy(), 10));
    if (weights.sum() <= 0) {
      faults.add(
          new PolicyFault(
              "spec.weights", "add up to 0: give at least one factor a weight above 0"));
    }
    return weights;
  }

  private Abilities organization() {
    Organization o =
        spec.organization() == null
            ? new Organization(null, null, null, null)
            : spec.organization();
    return new Abilities(
        ability("spec.organization.kubernetesExpertise", o.kubernetesExpertise(), 4),
        ability("spec.organization.serverlessExpertise", o.serverlessExpertise(), 3),
        ability("spec.organization.operationalCapacity", o.operationalCapacity(), 3),
        orElse(o.vendorStrategy(), VendorStrategy.NEUTRAL));
  }

  private PriceBook prices() {
    Prices p = spec.prices() == null ? new Prices(null, null, null, null, Map.of()) : spec.prices();
    String currency = orElse(p.currency(), PriceBook.BUILT_IN_CURRENCY);
    currency(currency, p);
    return new PriceBook(
        currency,
        amount("spec.prices.cpuCoreHour", p.cpuCoreHour(), "0.031611"),
        amount("spec.prices.memoryGibHour", p.memoryGibHour(), "0.004237"),
        amount("spec.prices.requestsMillion", p.requestsMillion(), "0"),
        resourcePrices(p));
  }

  private Map<String, Double> resourcePrices(Prices p) {
    Map<String, Double> prices = new TreeMap<>();
    p.resources()
        .forEach(
            (resource, price) ->
                prices.put(
                    resource, amount("spec.prices.resources[" + resource + "]", price, "0")));
    for (String own : List.of(PodRequests.CPU, PodRequests.MEMORY)) {
      if (prices.remove(own) != null) {
        faults.add(
            new PolicyFault(
                "spec.prices.resources[" + own + "]",
                "has a field of its own: write spec.prices."
                    + (own.equals(PodRequests.CPU) ? "cpuCoreHour" : "memoryGibHour")));
      }
    }
    return prices;
  }

  /** Prices of one currency are none of another. */
  private void currency(String code, Prices prices) {
    if (!PriceBook.isCurrency(code)) {
      faults.add(
          new PolicyFault(
              "spec.prices.currency",
              "'%s' is no currency of ISO 4217: write a code such as USD, EUR or CAD"
                  .formatted(code)));
    } else if (!code.equals(PriceBook.BUILT_IN_CURRENCY)
        && (prices.cpuCoreHour() == null || prices.memoryGibHour() == null)) {
      faults.add(
          new PolicyFault(
              "spec.prices",
              "the built-in prices are in USD: write cpuCoreHour and memoryGibHour in %s, or take currency out"
                  .formatted(code)));
    }
  }

  private List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < spec.rules().size(); i++) {
      PolicyRule rule = spec.rules().get(i);
      String field = "spec.rules[" + i + "]";
      if (rule.when() == null || rule.effect() == null || rule.target() == null) {
        faults.add(new PolicyFault(field, "needs name, when, effect and target: add the missing"));
        continue;
      }
      RuleCompiler.Compiled compiled = compiler.compile(rule.when());
      compiled
          .program()
          .ifPresent(
              program -> {
                rules.add(new Rule(rule, program));
                fields.add(field + ".when");
              });
      for (RuleCompiler.Fault fault : compiled.faults()) {
        faults.add(new PolicyFault(field + ".when", fault.line(), fault.column(), fault.message()));
      }
    }
    compiler
        .tryOut(rules)
        .forEach((rule, words) -> faults.add(new PolicyFault(fields.get(rule), words)));
    return List.copyOf(rules);
  }

  private StabilityRules stability() {
    Stability s = spec.stability() == null ? new Stability(null, null, null) : spec.stability();
    return new StabilityRules(
        duration("spec.stability.minDwell", s.minDwell(), "24h"),
        atLeast0("spec.stability.minImprovementPercent", s.minImprovementPercent(), 15),
        atLeast0("spec.stability.maxMigrationsPerWeek", s.maxMigrationsPerWeek(), 2));
  }

  private Optional<Duration> fallback() {
    Fallback f = spec.fallback() == null ? new Fallback(null, null) : spec.fallback();
    Duration after = duration("spec.fallback.after", f.after(), FALLBACK_AFTER);
    if (!orElse(f.enabled(), true)) {
      return Optional.empty();
    }
    return Optional.of(after.isZero() ? DurationText.parse(FALLBACK_AFTER) : after);
  }

  private OptionalInt maxReplicas(Limits limits) {
    if (limits.maxReplicas() == null) {
      return OptionalInt.empty();
    }
    if (limits.maxReplicas() < 1) {
      faults.add(
          new PolicyFault(
              "spec.limits.maxReplicas", limits.maxReplicas() + " is below 1: write 1 or more"));
      return OptionalInt.empty();
    }
    return OptionalInt.of(limits.maxReplicas());
  }

  private void selector(String field, @Nullable LabelSelector selector) {
    Selectors.faults(selector).forEach(message -> faults.add(new PolicyFault(field, message)));
  }

  private int ability(String field, @Nullable Integer value, int fallback) {
    int ability = orElse(value, fallback);
    if (ability < 1 || ability > 5) {
      faults.add(new PolicyFault(field, ability + " is out of range: write a number from 1 to 5"));
    }
    return ability;
  }

  private int atLeast0(String field, @Nullable Integer value, int fallback) {
    int number = orElse(value, fallback);
    if (number < 0) {
      faults.add(new PolicyFault(field, number + " is below 0: write 0 or more"));
    }
    return number;
  }

  private double amount(String field, @Nullable String text, String fallback) {
    try {
      return QuantityText.parse(orElse(text, fallback));
    } catch (IllegalArgumentException e) {
      faults.add(new PolicyFault(field, String.valueOf(e.getMessage())));
      return 0;
    }
  }

  private Duration duration(String field, @Nullable String text, String fallback) {
    try {
      return DurationText.parse(orElse(text, fallback));
    } catch (IllegalArgumentException e) {
      faults.add(new PolicyFault(field, String.valueOf(e.getMessage())));
      return Duration.ZERO;
    }
  }

  private static <T> T orElse(@Nullable T value, T fallback) {
    return value == null ? fallback : value;
  }
}
