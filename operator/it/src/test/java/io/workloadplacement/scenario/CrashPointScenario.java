package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.readyOn;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The crash-point sweep of placements with a template, and of an adopted Deployment. */
@Execution(ExecutionMode.CONCURRENT)
class CrashPointScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  private static final WrittenPlacement CHECKOUT =
      WrittenPlacement.steady("checkout")
          .with("spec: {migration: {drainPeriod: 100ms}, scaling: {minReplicas: 2}}");

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void aFirstPlacementOnADeployment() {
    CrashSweep.of(new Placed(Optional.empty(), DEPLOYMENT), cluster);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void aFirstPlacementOnKnative() {
    CrashSweep.of(new Placed(Optional.empty(), KNATIVE), cluster);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void aMoveToKnative() {
    CrashSweep.of(new Placed(Optional.of(DEPLOYMENT), KNATIVE), cluster);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void aMoveToADeployment() {
    CrashSweep.of(new Placed(Optional.of(KNATIVE), DEPLOYMENT), cluster);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void anAdoptionThatMovesToKnative() {
    CrashSweep.of(new Adopted(), cluster);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void anAdoptionThatIsGivenBack() {
    CrashSweep.of(new Released(), cluster);
  }

  /** Another Service of the adopted pods, whose callers come along. */
  private static final String PUBLIC =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: public}
      spec: {type: LoadBalancer, selector: {app: legacy}, ports: [{port: 443, targetPort: web}]}
      """;

  private static final List<String> SLICES = List.of("checkout-router", "checkout-router.public");

  private record Placed(Optional<Target> from, Target to) implements CrashSweep.CrashCase {

    @Override
    public void prepare(ScenarioNamespace shop) {
      from.ifPresent(side -> shop.apply(CHECKOUT.pinnedTo(side)));
    }

    @Override
    public boolean isPrepared(ScenarioNamespace shop) {
      return from.isEmpty() || isOn(from.get(), shop);
    }

    @Override
    public void begin(ScenarioNamespace shop) {
      shop.apply(CHECKOUT.pinnedTo(to));
    }

    @Override
    public boolean isOver(ScenarioNamespace shop) {
      return isOn(to, shop);
    }

    @Override
    public List<String> outcome(ScenarioNamespace shop) {
      return shop.manifests();
    }

    @Override
    public Optional<String> deployment() {
      return from.map(any -> "checkout");
    }
  }

  private static final class Adopted implements CrashSweep.CrashCase {

    @Override
    public void prepare(ScenarioNamespace shop) {
      AdoptedCheckout.start(shop, 3);
      shop.apply(PUBLIC);
    }

    @Override
    public boolean isPrepared(ScenarioNamespace shop) {
      return AdoptedCheckout.available(shop) == 3;
    }

    @Override
    public void begin(ScenarioNamespace shop) {
      shop.apply(AdoptedCheckout.placement("mode: Pinned, target: Knative", "{}"));
    }

    @Override
    public boolean isOver(ScenarioNamespace shop) {
      return isOn(KNATIVE, shop)
          && hasBothPodsOfTheRouter("checkout-router.public", shop)
          && AdoptedCheckout.replicas(shop) == 0;
    }

    @Override
    public List<String> outcome(ScenarioNamespace shop) {
      return java.util.stream.Stream.concat(
              shop.manifests().stream(),
              java.util.stream.Stream.of(
                  "gets back "
                      + shop.placement("checkout").get().getStatus().adoption().originalReplicas()))
          .toList();
    }

    @Override
    public Optional<String> deployment() {
      return Optional.of(AdoptedCheckout.DEPLOYMENT);
    }

    @Override
    public List<String> slices() {
      return SLICES;
    }
  }

  private static final class Released implements CrashSweep.CrashCase {

    @Override
    public void prepare(ScenarioNamespace shop) {
      AdoptedCheckout.start(shop, 3);
      shop.apply(PUBLIC);
      shop.apply(AdoptedCheckout.placement("mode: Pinned, target: Knative", "{}"));
    }

    @Override
    public boolean isPrepared(ScenarioNamespace shop) {
      return isOn(KNATIVE, shop);
    }

    @Override
    public void begin(ScenarioNamespace shop) {
      shop.delete(WorkloadPlacement.class, "checkout");
    }

    @Override
    public boolean isOver(ScenarioNamespace shop) {
      return AdoptedCheckout.available(shop) == 3
          && shop.knativeService("checkout-kn").isEmpty()
          && shop.autoscaler("checkout").isEmpty()
          && shop.disruptionBudget("checkout").isEmpty();
    }

    @Override
    public List<String> outcome(ScenarioNamespace shop) {
      return List.of(
          shop.owned().toString(),
          AdoptedCheckout.spec(shop),
          shop.asWritten(shop.service("checkout").orElseThrow())
              .get("spec", "selector")
              .toString());
    }

    @Override
    public Optional<String> deployment() {
      return Optional.of(AdoptedCheckout.DEPLOYMENT);
    }

    @Override
    public List<String> slices() {
      return SLICES;
    }
  }

  /** On Knative with both pods of the router, each of which is added as soon as it serves. */
  private static boolean isOn(Target side, ScenarioNamespace shop) {
    return readyOn(side).holds(shop.placement("checkout").get())
        && (side == DEPLOYMENT || hasBothPodsOfTheRouter("checkout-router", shop));
  }

  private static boolean hasBothPodsOfTheRouter(String slice, ScenarioNamespace shop) {
    return shop.slice(slice).filter(found -> found.getEndpoints().size() == 2).isPresent();
  }
}
