package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a decision costs, in time and memory, once its rules are compiled.
 *
 * <pre>
 * ./mvnw -Pbenchmark -pl operator/engine -am package -DskipTests
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DecisionBenchmark {

  private static final Namespace SHOP =
      Serialization.unmarshal("---\nmetadata: {name: shop, labels: {tier: gold}}", Namespace.class);
  private static final PlacementPolicy RULES =
      Serialization.unmarshal(
          """
          ---
          metadata: {name: rules, generation: 1}
          spec:
            rules:
              - {name: pci, when: "'compliance' in workload.metadata.labels && workload.metadata.labels['compliance'] == 'pci'", effect: Require, target: Deployment, message: "PCI runs always-on."}
              - {name: bronze, when: "'tier' in namespace.metadata.labels && namespace.metadata.labels['tier'] == 'bronze'", effect: Forbid, target: Knative, message: "Not for bronze."}
          """,
          PlacementPolicy.class);

  private final Decider decider = new Decider();
  private final DecisionInput steady = input("Steady", "40", "150ms", List.of());
  private final DecisionInput sporadic = input("Sporadic", "0.005", "2s", List.of());
  private final DecisionInput underRules = input("Sporadic", "0.005", "2s", List.of(RULES));

  /** A workload that a Deployment suits. */
  @Benchmark
  public Decision steady() {
    return decider.decide(steady);
  }

  /** A workload that Knative suits. */
  @Benchmark
  public Decision sporadic() {
    return decider.decide(sporadic);
  }

  /** The same under a policy with two rules, of which none applies. */
  @Benchmark
  public Decision underRules() {
    return decider.decide(underRules);
  }

  private static DecisionInput input(
      String pattern, String rate, String target, List<PlacementPolicy> policies) {
    WorkloadPlacement placement =
        Serialization.unmarshal(
            """
            ---
            metadata: {name: checkout, namespace: shop, uid: u-1, generation: 1}
            spec:
              template: {spec: {containers: [{name: app, image: "checkout:1", resources: {requests: {cpu: 100m, memory: 128Mi}}}]}}
              traffic: {pattern: %s, averageRequestsPerSecond: "%s", serviceTime: 35ms}
              latency: {target: %s, coldStart: 800ms}
            """
                .formatted(pattern, rate, target),
            WorkloadPlacement.class);
    return new DecisionInput(
        placement,
        placement.getSpec().template(),
        SHOP,
        policies,
        List.of(),
        new ClusterFacts(true),
        Instant.parse("2026-11-21T12:00:00Z"));
  }
}
