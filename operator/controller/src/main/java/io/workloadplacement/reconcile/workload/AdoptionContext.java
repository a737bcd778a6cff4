package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import io.workloadplacement.reconcile.object.OptionalKinds;
import io.workloadplacement.rendering.Names;
import java.util.List;
import java.util.Optional;

/**
 * What of others an adoption touches upon, all of one namespace.
 *
 * @param deployment the one that {@code spec.workloadRef} names
 * @param service the one of the placement's name, whoever's it is
 * @param services all of the namespace
 * @param verticalAutoscalers VerticalPodAutoscalers, where the cluster has such
 * @param httpRoutes HTTPRoutes of the Gateway API, where the cluster has such
 * @param router whether callers come to Knative through the router, and not through Knative's own
 *     gateway
 */
public record AdoptionContext(
    Optional<Deployment> deployment,
    Optional<Service> service,
    List<Service> services,
    List<HorizontalPodAutoscaler> autoscalers,
    List<GenericKubernetesResource> verticalAutoscalers,
    List<Ingress> ingresses,
    List<GenericKubernetesResource> httpRoutes,
    List<WorkloadPlacement> placements,
    boolean router) {

  /** The same around the Deployment as it is by now. */
  public AdoptionContext with(Optional<Deployment> deployment) {
    return new AdoptionContext(
        deployment,
        service,
        services,
        autoscalers,
        verticalAutoscalers,
        ingresses,
        httpRoutes,
        placements,
        router);
  }

  /** Those of a placement among the objects of its namespace, where there is a router. */
  public static AdoptionContext of(WorkloadPlacement placement, NamespaceObjects objects) {
    return new AdoptionContext(
        objects.named(Deployment.class, Names.deployment(placement)),
        objects.named(Service.class, Names.stableService(placement)),
        objects.all(Service.class),
        objects.all(HorizontalPodAutoscaler.class),
        objects.all(OptionalKinds.VERTICAL_AUTOSCALER),
        objects.all(Ingress.class),
        objects.all(OptionalKinds.HTTP_ROUTE),
        objects.all(WorkloadPlacement.class),
        true);
  }
}
