package io.workloadplacement.reconcile.object;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import java.util.Optional;

/**
 * The objects of one namespace, of the kinds that bear upon a placement. Where they come from, a
 * cluster or files that are to be applied to one, makes no difference to what is decided.
 */
public interface NamespaceObjects {

  /** The kinds of every cluster that bear upon a placement. */
  List<Class<? extends HasMetadata>> KINDS =
      List.of(
          WorkloadPlacement.class,
          Deployment.class,
          Service.class,
          HorizontalPodAutoscaler.class,
          PodDisruptionBudget.class,
          Ingress.class,
          NetworkPolicy.class);

  /** The kinds that bear upon a placement, and that not every cluster has. */
  List<ResourceDefinitionContext> OPTIONAL_KINDS =
      List.of(OptionalKinds.VERTICAL_AUTOSCALER, OptionalKinds.HTTP_ROUTE);

  /** A namespace without anything in it. */
  NamespaceObjects NONE =
      new NamespaceObjects() {
        @Override
        public <T extends HasMetadata> List<T> all(Class<T> kind) {
          return List.of();
        }

        @Override
        public List<GenericKubernetesResource> all(ResourceDefinitionContext kind) {
          return List.of();
        }
      };

  /** All objects of a kind; pods too, beside {@link #KINDS}. */
  <T extends HasMetadata> List<T> all(Class<T> kind);

  /** All objects of a kind that not every cluster has; none where this one does not. */
  List<GenericKubernetesResource> all(ResourceDefinitionContext kind);

  /** The object of a kind and name. */
  default <T extends HasMetadata> Optional<T> named(Class<T> kind, String name) {
    return all(kind).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst();
  }

  /** These objects after they were applied to a namespace that has some already. */
  default NamespaceObjects appliedTo(NamespaceObjects present) {
    return new AppliedObjects(this, present);
  }
}
