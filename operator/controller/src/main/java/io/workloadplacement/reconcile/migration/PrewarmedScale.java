package io.workloadplacement.reconcile.migration;

import io.fabric8.knative.serving.v1.Revision;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.KnativeScaling;
import io.workloadplacement.reconcile.observe.Observation;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Pods that a Revision is to keep whatever its autoscaler thinks. Set on the Revision itself, where
 * Knative follows without making a new one.
 *
 * @param revision its name
 * @param minScale pods to keep
 * @param activationScale pods that it starts from zero, which Knative wants to be no fewer than
 *     those that it keeps; empty where that is not set
 */
public record PrewarmedScale(String revision, int minScale, OptionalInt activationScale) {

  private static final String MIN_SCALE = "autoscaling.knative.dev/min-scale";
  private static final String ACTIVATION_SCALE = "autoscaling.knative.dev/activation-scale";

  /**
   * As many as the Deployment has while Knative takes over, and as rendered some time after.
   *
   * @param ready whether the Knative Service is
   * @param coolDown whether the pods with which it took over may go
   */
  public static Optional<PrewarmedScale> of(
      Observation observed, Decision decision, boolean ready, boolean coolDown) {
    boolean toKnative = decision.nextAction().on() == Target.KNATIVE;
    if (!toKnative || !ready) {
      return Optional.empty();
    }
    KnativeScaling rendered = decision.sizing().knative();
    int load = Capacity.on(Target.KNATIVE, observed, decision).wanted();
    int wanted = coolDown ? rendered.replicas().min() : load;
    return observed
        .knative()
        .revision()
        .filter(r -> coolDown ? keptBy(r) != wanted : keptBy(r) < wanted)
        .map(
            r ->
                new PrewarmedScale(
                    r.getMetadata().getName(),
                    wanted,
                    rendered.activationScale().isEmpty()
                        ? OptionalInt.empty()
                        : OptionalInt.of(Math.max(wanted, rendered.activationScale().getAsInt()))));
  }

  /** The annotations that Knative reads. */
  public Map<String, String> annotations() {
    Map<String, String> annotations = new TreeMap<>();
    annotations.put(MIN_SCALE, Integer.toString(minScale));
    activationScale.ifPresent(scale -> annotations.put(ACTIVATION_SCALE, Integer.toString(scale)));
    return annotations;
  }

  /** Pods that a Revision keeps. */
  static int keptBy(Revision revision) {
    Map<String, String> annotations = revision.getMetadata().getAnnotations();
    return annotations == null ? 0 : Integer.parseInt(annotations.getOrDefault(MIN_SCALE, "0"));
  }
}
