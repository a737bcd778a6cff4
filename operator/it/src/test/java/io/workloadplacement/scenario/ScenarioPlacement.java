package io.workloadplacement.scenario;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionTimeoutException;

/** A placement of a scenario, in the words of the domain. */
final class ScenarioPlacement {

  private static final String TOUCHED = "scenario/touched";

  private final ScenarioCluster cluster;
  private final ScenarioNamespace namespace;
  private final String name;

  ScenarioPlacement(ScenarioCluster cluster, ScenarioNamespace namespace, String name) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.name = name;
  }

  WorkloadPlacement get() {
    return namespace.get(WorkloadPlacement.class, name).orElseThrow();
  }

  /** Waits until a state is reached. */
  WorkloadPlacement becomes(State state) {
    AtomicReference<WorkloadPlacement> last = new AtomicReference<>();
    try {
      await()
          .atMost(ScenarioNamespace.PATIENCE)
          .pollInterval(ScenarioNamespace.OFTEN)
          .until(
              () -> {
                last.set(namespace.get(WorkloadPlacement.class, name).orElse(null));
                return state.holds(last.get());
              });
      return last.get();
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "%s/%s does not become %s; it is:%n%s%n%s"
              .formatted(
                  namespace.name,
                  name,
                  state.text(),
                  Serialization.asYaml(last.get() == null ? "absent" : last.get().getStatus()),
                  namespace.owned()),
          e);
    }
  }

  /** Lets the operator look at the placement once more, and waits until it has. */
  void isLookedAtAgain() {
    isLookedAtAgain(1);
  }

  /** Lets the operator look several times. */
  void isLookedAtAgain(int times) {
    for (int i = 0; i < times; i++) {
      isLookedAtAgainBy(cluster.operator());
    }
  }

  /** Lets an operator look at the placement once more, and waits until it has. */
  void isLookedAtAgainBy(RunningOperator operator) {
    String mark = UUID.randomUUID().toString();
    cluster
        .client()
        .resources(WorkloadPlacement.class)
        .inNamespace(namespace.name)
        .withName(name)
        .edit(
            placement -> {
              placement.getMetadata().getAnnotations().put(TOUCHED, mark);
              return placement;
            });
    await("the operator looks at " + namespace.name + "/" + name)
        .atMost(ScenarioNamespace.PATIENCE)
        .pollInterval(ScenarioNamespace.OFTEN)
        .until(
            () -> operator.looks().anyMatch(look -> mark.equals(look.annotations().get(TOUCHED))));
  }
}
