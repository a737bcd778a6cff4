package io.workloadplacement.simulation;

import io.fabric8.knative.serving.v1.Service;
import io.workloadplacement.api.v1alpha1.DurationText;
import java.util.Map;

/**
 * How Knative's autoscaler is set, read from a rendered Service; what its annotations leave open is
 * Knative's default.
 *
 * @param minScale replicas at least
 * @param maxScale replicas at most; 0 is no limit
 * @param capacity concurrency that a replica is meant for
 * @param target concurrency that is aimed at in each replica: the capacity times its utilisation
 * @param windowSeconds stable window
 * @param panicWindowSeconds panic window
 * @param panicThreshold wanted over ready replicas from which it panics
 * @param activationScale replicas at least while there are any
 * @param retentionSeconds how long the last replica is kept when none is wanted any more
 * @param burstCapacity requests that must fit beside those that there are, or the activator is in
 *     the path; 0 takes it out of the path, -1 keeps it in
 */
record KpaSettings(
    int minScale,
    int maxScale,
    double capacity,
    double target,
    int windowSeconds,
    int panicWindowSeconds,
    double panicThreshold,
    int activationScale,
    double retentionSeconds,
    double burstCapacity) {

  static final double MAX_SCALE_UP_RATE = 1000;
  static final double MAX_SCALE_DOWN_RATE = 2;

  /** How long the activator must have been in the path before the last replica goes. */
  static final double GRACE_SECONDS = 30;

  private static final String PREFIX = "autoscaling.knative.dev/";

  static KpaSettings of(Service service) {
    Map<String, String> annotations =
        service.getSpec().getTemplate().getMetadata().getAnnotations();
    double concurrency = number(annotations, "target", 100);
    int window = (int) Math.max(6, seconds(annotations, "window", 60));
    return new KpaSettings(
        (int) number(annotations, "min-scale", 0),
        (int) number(annotations, "max-scale", 0),
        concurrency,
        concurrency * number(annotations, "target-utilization-percentage", 70) / 100,
        window,
        (int)
            Math.max(
                1, Math.round(window * number(annotations, "panic-window-percentage", 10) / 100)),
        number(annotations, "panic-threshold-percentage", 200) / 100,
        (int) number(annotations, "activation-scale", 1),
        seconds(annotations, "scale-to-zero-pod-retention-period", 0),
        number(annotations, "target-burst-capacity", 211));
  }

  private static double number(Map<String, String> annotations, String name, double otherwise) {
    String text = annotations.get(PREFIX + name);
    return text == null ? otherwise : Double.parseDouble(text);
  }

  private static double seconds(Map<String, String> annotations, String name, double otherwise) {
    String text = annotations.get(PREFIX + name);
    return text == null ? otherwise : DurationText.parse(text).toNanos() / 1e9;
  }
}
