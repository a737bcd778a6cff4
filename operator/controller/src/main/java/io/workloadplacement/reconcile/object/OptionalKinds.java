package io.workloadplacement.reconcile.object;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** What bears upon the workload of others and not every cluster has. */
public final class OptionalKinds {

  public static final ResourceDefinitionContext VERTICAL_AUTOSCALER =
      namespaced("autoscaling.k8s.io", "v1", "verticalpodautoscalers", "VerticalPodAutoscaler");
  public static final ResourceDefinitionContext HTTP_ROUTE =
      namespaced("gateway.networking.k8s.io", "v1", "httproutes", "HTTPRoute");

  private OptionalKinds() {}

  private static ResourceDefinitionContext namespaced(
      String group, String version, String plural, String kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withPlural(plural)
        .withKind(kind)
        .withNamespaced(true)
        .build();
  }
}
