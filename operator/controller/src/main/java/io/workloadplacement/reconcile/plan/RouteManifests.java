package io.workloadplacement.reconcile.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.reconcile.migration.MigrationState;
import io.workloadplacement.reconcile.migration.Route;
import io.workloadplacement.reconcile.migration.ThroughGateway;
import io.workloadplacement.reconcile.migration.ThroughRouter;
import io.workloadplacement.rendering.RenderInput;
import java.util.List;

/** The objects of the way from the address to Knative. */
sealed interface RouteManifests permits GatewayManifests, RouterManifests {

  static RouteManifests of(MigrationState migration, RenderInput input, String clusterDomain) {
    Route route = migration.serving().route();
    return route instanceof ThroughRouter router
        ? new RouterManifests(
            router,
            migration.observed(),
            input,
            migration.serving(),
            migration.on() == Target.DEPLOYMENT && migration.mayRemove())
        : new GatewayManifests(
            (ThroughGateway) route,
            migration.observed(),
            input,
            migration.serving(),
            clusterDomain);
  }

  /** What of it is wanted now, in the order in which it is made. */
  default List<HasMetadata> to(Target side, Service stableService) {
    return side == Target.KNATIVE ? toKnative(stableService) : toPods(stableService);
  }

  List<HasMetadata> toKnative(Service stableService);

  List<HasMetadata> toPods(Service stableService);

  /** What of it is there for a Service that does not lead to the workload any more. */
  List<HasMetadata> stale(Service stableService);

  /** What of it goes together with Knative, once that has drained. */
  List<HasMetadata> leavingWithKnative();

  /** What of it nobody needs any more while the Deployment serves. */
  List<HasMetadata> obsolete();

  /** Whether something that Knative leaves behind is to stay for those who may come by it. */
  boolean isNeeded(HasMetadata left);
}
