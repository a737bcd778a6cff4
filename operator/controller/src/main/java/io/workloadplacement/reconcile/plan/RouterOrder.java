package io.workloadplacement.reconcile.plan;

import io.fabric8.kubernetes.api.model.Service;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.reconcile.migration.MigrationPhase;
import io.workloadplacement.reconcile.migration.MigrationState;
import io.workloadplacement.reconcile.migration.ThroughRouter;
import io.workloadplacement.reconcile.object.PodCount;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.observe.RouterFacts.Serving;
import io.workloadplacement.router.RouterAddress;
import io.workloadplacement.router.RouterAddress.Upstream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the router is to do for a placement from now on. */
public sealed interface RouterOrder {

  /** Serve its address so. */
  record Serve(RouterAddress address) implements RouterOrder {}

  /** Go on as before: where the address leads to is not known in full. */
  record GoOn() implements RouterOrder {}

  /** Serve it no longer. */
  record Stop() implements RouterOrder {}

  /**
   * What follows from where a migration stands. The router is asked before it becomes an endpoint,
   * and serves as long as it is one; then it serves those who still come by it, asks them to go,
   * and is done with the address together with Knative.
   */
  static RouterOrder of(MigrationState migration) {
    Observation observed = migration.observed();
    if (!(migration.serving().route() instanceof ThroughRouter route)
        || observed.router().port().isEmpty()) {
      return new Stop();
    }
    if (!route.attached() && !comesOrGoes(migration)) {
      return new Stop();
    }
    List<Upstream> upstreams = upstreams(migration);
    boolean listening =
        route.attached() || !migration.asksToGo() || migration.on() == Target.KNATIVE;
    return upstreams.isEmpty()
        ? new GoOn()
        : new Serve(
            new RouterAddress(
                observed.placement().getMetadata().getNamespace(),
                observed.placement().getMetadata().getName(),
                observed.router().port().getAsInt(),
                listening,
                upstreams));
  }

  /**
   * Whether it is about to become an endpoint, or was one: whoever has come by it until now is
   * served for as long as Knative is there, however the Deployment fares meanwhile.
   */
  private static boolean comesOrGoes(MigrationState migration) {
    Observation observed = migration.observed();
    boolean comes = migration.serving().step().compareTo(MigrationPhase.WARMING) > 0;
    boolean mayHaveCallers = !observed.router().all(Serving.NOTHING);
    return observed.inventory().knativeService().isPresent()
        && (migration.on() == Target.DEPLOYMENT || comes || mayHaveCallers);
  }

  /**
   * The wanted side as soon as it can take the load, and the other one until then. Callers who are
   * at the Deployment that is wanted stay there while it serves, as nobody knows how Knative fares.
   */
  private static List<Upstream> upstreams(MigrationState migration) {
    Observation observed = migration.observed();
    boolean prepared = migration.serving().step().compareTo(MigrationPhase.PREPARING) > 0;
    List<Upstream> pods = pods(observed).map(List::of).orElse(List.of());
    boolean toPods =
        migration.on() == Target.DEPLOYMENT
            ? prepared || observed.router().any(Serving.TO_PODS)
            : !prepared;
    List<Upstream> wanted = toPods ? pods : observed.knative().upstreams();
    List<Upstream> other = toPods ? observed.knative().upstreams() : pods;
    return wanted.isEmpty() ? other : wanted;
  }

  private static Optional<Upstream> pods(Observation observed) {
    return observed
        .inventory()
        .podsService()
        .filter(any -> observed.inventory().deployment().map(PodCount::staying).orElse(0) > 0)
        .flatMap(RouterOrder::of);
  }

  private static Optional<Upstream> of(Service service) {
    return Optional.ofNullable(service.getSpec().getClusterIP())
        .map(
            address ->
                new Upstream(address, service.getSpec().getPorts().get(0).getPort(), 1, Map.of()));
  }
}
