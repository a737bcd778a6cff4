package io.workloadplacement.rendering;

import io.fabric8.knative.serving.v1.RevisionSpec;
import io.fabric8.knative.serving.v1.RevisionSpecBuilder;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.knative.serving.v1.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.api.v1alpha1.Rollout;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.KnativeAnnotations;
import io.workloadplacement.decision.KnativeScaling;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Renders a placement as a Knative Service, reachable from within the cluster only, with every
 * default that Knative's webhook would fill in: Knative's lists are atomic to server-side apply, so
 * what is not rendered would be taken out and put back by every apply.
 *
 * <p>{@code initial-scale} is rendered only where the template states it: it belongs to one moment,
 * and a change of the template makes a new Revision. To pre-warm, set {@code min-scale} on the
 * Revision itself.
 */
public final class KnativeSide {

  private static final String AUTOSCALING = KnativeAnnotations.PREFIX;
  private static final String PROGRESS_DEADLINE = "serving.knative.dev/progress-deadline";

  /** Knative's default for the time to the first byte, which a longer timeout does not move. */
  private static final long RESPONSE_START_SECONDS = 300;

  private KnativeSide() {}

  /**
   * Renders the Knative Service. A field that Knative refuses ({@link KnativePortability}) is
   * handed on and refused by the API server.
   *
   * @param withheldLabels keys of template labels that Knative's pods must not carry, because a
   *     selector of the Deployment side uses them: those of Services of others, and with an adopted
   *     Deployment those of its own selector, its Service's, autoscaler's and budget's
   * @throws IllegalArgumentException if the template has {@link TemplateRules violations} that keep
   *     its serving port from being known
   */
  public static Service render(RenderInput input, Set<String> withheldLabels) {
    WorkloadPlacement placement = input.placement();
    PodTemplateSpec base =
        BaseTemplate.of(KnativeTemplate.of(input.candidate()).template(), input.adopted());
    ObjectMeta template = base.getMetadata();
    return new ServiceBuilder()
        .withMetadata(
            OwnerReferences.metadata(placement, Names.knativeService(placement))
                .addToLabels(Labels.KNATIVE_VISIBILITY, "cluster-local")
                .build())
        .withNewSpec()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(PodMetadata.onKnative(placement, template, withheldLabels))
        .withAnnotations(annotations(PodMetadata.annotations(placement, template), input))
        .endMetadata()
        .withSpec(revision(base, input))
        .endTemplate()
        .addNewTraffic()
        .withLatestRevision(true)
        .withPercent(100L)
        .endTraffic()
        .endSpec()
        .build();
  }

  private static RevisionSpec revision(PodTemplateSpec base, RenderInput input) {
    long timeout = Math.max(1, DeploymentPods.seconds(input.profile().maxRequestDuration()));
    RevisionSpec defaulted =
        KnativeDefaults.fill(base.getSpec(), input.servingPort(), input.profile().protocol());
    RevisionSpecBuilder revision =
        new RevisionSpecBuilder(defaulted)
            .withContainerConcurrency(
                (long) input.placement().getSpec().traffic().concurrencyLimit())
            .withTimeoutSeconds(timeout);
    if (timeout > RESPONSE_START_SECONDS) {
      revision.withResponseStartTimeoutSeconds(timeout);
    }
    if (defaulted.getEnableServiceLinks() == null) {
      // Defaulted at creation only, so leaving it out would differ from then on. What runs on a
      // Deployment already has them, and may need them.
      revision.withEnableServiceLinks(input.adopted());
    }
    return revision.build();
  }

  private static Map<String, String> annotations(
      Map<String, String> annotations, RenderInput input) {
    Map<String, String> all = new TreeMap<>();
    Rollout rollout = input.placement().getSpec().rollout();
    if (rollout != null && rollout.progressDeadlineSeconds() != null) {
      all.put(PROGRESS_DEADLINE, rollout.progressDeadlineSeconds() + "s");
    }
    all.putAll(annotations);
    // What of these is taken, the sizing has.
    all.keySet().removeIf(key -> key.startsWith(AUTOSCALING));
    all.putAll(autoscaling(input.sizing().knative()));
    return all;
  }

  private static Map<String, String> autoscaling(KnativeScaling scaling) {
    Map<String, String> annotations = new TreeMap<>();
    annotations.put(AUTOSCALING + "class", "kpa.autoscaling.knative.dev");
    annotations.put(AUTOSCALING + "metric", "concurrency");
    annotations.put(AUTOSCALING + "target", Integer.toString(scaling.targetConcurrency()));
    annotations.put(
        AUTOSCALING + "target-utilization-percentage",
        Integer.toString(scaling.targetUtilizationPercentage()));
    annotations.put(AUTOSCALING + "min-scale", Integer.toString(scaling.replicas().min()));
    annotations.put(AUTOSCALING + "max-scale", Integer.toString(scaling.replicas().max()));
    annotations.put(AUTOSCALING + "window", scaling.stableWindow().toSeconds() + "s");
    annotations.put(
        AUTOSCALING + "scale-to-zero-pod-retention-period",
        scaling.podRetention().toSeconds() + "s");
    annotations.put(
        AUTOSCALING + "panic-threshold-percentage",
        Integer.toString(scaling.panicThresholdPercentage()));
    annotations.put(
        AUTOSCALING + "target-burst-capacity", Integer.toString(scaling.targetBurstCapacity()));
    scaling
        .initialScale()
        .ifPresent(
            replicas -> annotations.put(AUTOSCALING + "initial-scale", Integer.toString(replicas)));
    scaling
        .activationScale()
        .ifPresent(
            replicas ->
                annotations.put(AUTOSCALING + "activation-scale", Integer.toString(replicas)));
    return annotations;
  }
}
