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
 * @param target concurrency that is aimed at in each replica: the target times its utilisation
 * @param windowSeconds stable window
 * @param panicWindowSeconds panic window
 * @param panicThreshold wanted over ready replicas from which it panics
 * @param activationScale replicas at least while there are any
 * @param zeroDelaySeconds how long the last replica is kept when none is wanted any more: the pod
 *     retention, or the grace period where the activator is not in the path
 */
record KpaSettings(
    int minScale,
    int maxScale,
    double target,
    int windowSeconds,
    int panicWindowSeconds,
    double panicThreshold,
    int activationScale,
    double zeroDelaySeconds) {

  static final double MAX_SCALE_UP_RATE = 1000;
  static final double MAX_SCALE_DOWN_RATE = 2;

  private static final String PREFIX = "autoscaling.knative.dev/";
  private static final double GRACE_SECONDS = 30;

  static KpaSettings of(Service service) {
    Map<String, String> annotations =
        service.getSpec().getTemplate().getMetadata().getAnnotations();
    double concurrency = number(annotations, "target", 100);
    int window = (int) Math.max(6, seconds(annotations, "window", 60));
    double retention = seconds(annotations, "scale-to-zero-pod-retention-period", 0);
    boolean activatorInPath = number(annotations, "target-burst-capacity", 211) != 0;
    return new KpaSettings(
        (int) number(annotations, "min-scale", 0),
        (int) number(annotations, "max-scale", 0),
        concurrency * number(annotations, "target-utilization-percentage", 70) / 100,
        window,
        (int)
            Math.max(
                1, Math.round(window * number(annotations, "panic-window-percentage", 10) / 100)),
        number(annotations, "panic-threshold-percentage", 200) / 100,
        (int) number(annotations, "activation-scale", 1),
        activatorInPath ? retention : Math.max(retention, GRACE_SECONDS));
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
