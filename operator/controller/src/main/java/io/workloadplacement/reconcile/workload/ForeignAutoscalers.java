package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.Ownership;
import io.workloadplacement.rendering.Names;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What of others scales a Deployment already.
 *
 * @param horizontal HorizontalPodAutoscalers of others, KEDA's among them
 * @param vertical VerticalPodAutoscalers that change pods
 */
record ForeignAutoscalers(
    List<HorizontalPodAutoscaler> horizontal, List<GenericKubernetesResource> vertical) {

  static ForeignAutoscalers of(
      WorkloadPlacement placement, Deployment deployment, AdoptionContext neighbours) {
    String name = deployment.getMetadata().getName();
    return new ForeignAutoscalers(
        horizontal(placement, name, neighbours.autoscalers()),
        neighbours.verticalAutoscalers().stream()
            .filter(autoscaler -> targets(autoscaler, name))
            .filter(
                autoscaler -> !"Off".equals(autoscaler.get("spec", "updatePolicy", "updateMode")))
            .toList());
  }

  /**
   * What scales the Deployment of a template besides the placement. Where that goes to Knative the
   * Deployment goes, so nothing of it keeps the workload here.
   */
  static DeploymentScaler besides(
      WorkloadPlacement placement, List<HorizontalPodAutoscaler> autoscalers) {
    return new ForeignAutoscalers(
            horizontal(placement, Names.deployment(placement), autoscalers), List.of())
        .first()
        .<DeploymentScaler>map(name -> new DeploymentScaler.Foreign(name, Optional.empty()))
        .orElseGet(DeploymentScaler.Hpa::new);
  }

  private static List<HorizontalPodAutoscaler> horizontal(
      WorkloadPlacement placement, String deployment, List<HorizontalPodAutoscaler> autoscalers) {
    return autoscalers.stream()
        .filter(autoscaler -> scales(autoscaler, deployment))
        .filter(autoscaler -> !Ownership.of(placement).covers(autoscaler))
        .toList();
  }

  /** One of them, or else what is ours. */
  DeploymentScaler scaler() {
    return first()
        .<DeploymentScaler>map(name -> new DeploymentScaler.Foreign(name, blocker()))
        .orElseGet(DeploymentScaler.Hpa::new);
  }

  private static boolean scales(HorizontalPodAutoscaler autoscaler, String deployment) {
    var target = autoscaler.getSpec().getScaleTargetRef();
    return "Deployment".equals(target.getKind()) && deployment.equals(target.getName());
  }

  private static boolean targets(GenericKubernetesResource autoscaler, String deployment) {
    return "Deployment".equals(autoscaler.get("spec", "targetRef", "kind"))
        && deployment.equals(autoscaler.get("spec", "targetRef", "name"));
  }

  /** One of them, in words for people. */
  private Optional<String> first() {
    Stream<String> pods =
        horizontal.stream()
            .map(
                autoscaler ->
                    keda(autoscaler)
                        .map(owner -> "ScaledObject '" + owner.getName() + "'")
                        .orElse(
                            "HorizontalPodAutoscaler '"
                                + autoscaler.getMetadata().getName()
                                + "'"));
    Stream<String> sizes =
        vertical.stream()
            .map(
                autoscaler -> "VerticalPodAutoscaler '" + autoscaler.getMetadata().getName() + "'");
    return Stream.concat(pods, sizes).findFirst();
  }

  /** KEDA itself wakes a Deployment that it finds at zero. */
  private Optional<Blocker> blocker() {
    return horizontal.stream()
        .flatMap(autoscaler -> keda(autoscaler).stream())
        .map(
            owner ->
                new Blocker(
                    Target.KNATIVE,
                    "ScaledObject '%s': spec.scaleTargetRef".formatted(owner.getName()),
                    "KEDA scales the Deployment, and would start it again beside Knative: remove"
                        + " the ScaledObject to let it migrate."))
        .findFirst();
  }

  private static Optional<OwnerReference> keda(HorizontalPodAutoscaler autoscaler) {
    return autoscaler.getMetadata().getOwnerReferences().stream()
        .filter(owner -> owner.getKind().equals("ScaledObject"))
        .findFirst();
  }
}
