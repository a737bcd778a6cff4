package io.workloadplacement.simulation;

import io.workloadplacement.api.v1alpha1.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Loads for which the simulation is compared with a real cluster: what is declared, and the moments
 * at which requests come. All run beside each other on a small cluster, where pods that start at
 * the same time hold each other up: so each begins at another moment, and a pod serves two requests
 * of one second at once, for the 25m that it requests.
 */
public enum LoadShape {
  STEADY(
      "3 requests/s all the time",
      "{pattern: Steady, averageRequestsPerSecond: '2', peakRequestsPerSecond: '4'") {
    @Override
    double rate(double at) {
      return 3;
    }
  },
  STEP(
      "1 request/s from the first minute on, 5 for 160 s",
      "{pattern: Diurnal, averageRequestsPerSecond: '0.7', peakRequestsPerSecond: '2'") {
    @Override
    double rate(double at) {
      return at < 60 ? 0 : at >= 150 && at < 310 ? 5 : 1;
    }
  },
  BURSTS(
      "3 requests/s for a minute, nothing for two",
      "{pattern: Bursty, averageRequestsPerSecond: '1', peakRequestsPerSecond: '4',"
          + " burst: {duration: 1m, interval: 3m}") {
    @Override
    double rate(double at) {
      return (at + 150) % 180 < 60 ? 3 : 0;
    }
  },
  RAMP(
      "up to 5 requests/s and down again",
      "{pattern: Steady, averageRequestsPerSecond: '0.7', peakRequestsPerSecond: '2'") {
    @Override
    double rate(double at) {
      return Math.max(0, 5 * (1 - Math.abs(at - 360) / 250));
    }
  },
  SPARSE(
      "a single request every 100 to 150 s",
      "{pattern: Sporadic, averageRequestsPerSecond: '0.01', peakRequestsPerSecond: '0.1'") {
    @Override
    double rate(double at) {
      return 0;
    }

    @Override
    public List<Double> times() {
      SplittableRandom random = new SplittableRandom(SEED);
      List<Double> times = new ArrayList<>();
      for (double at = 85; at < SECONDS - 20; at += 100 + 50 * random.nextDouble()) {
        times.add(at);
      }
      return times;
    }
  };

  /** How long each lasts. */
  public static final int SECONDS = 720;

  /** How long a request takes. */
  public static final long SERVICE_MILLIS = 1000;

  private static final double MOST_RATE = 5;
  private static final long SEED = 20;

  private final String words;
  private final String traffic;

  LoadShape(String words, String traffic) {
    this.words = words;
    this.traffic = traffic;
  }

  /** Requests per second that are expected at a moment. */
  abstract double rate(double at);

  /** In a few words. */
  public String words() {
    return words;
  }

  /** Name of files and objects. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Name of the placement that is pinned to a side. */
  public String placement(Target target) {
    return id() + (target == Target.KNATIVE ? "-k" : "-d");
  }

  /** When requests come, in seconds: a Poisson process of the rate, the same each time. */
  public List<Double> times() {
    SplittableRandom random = new SplittableRandom(SEED + ordinal());
    List<Double> times = new ArrayList<>();
    for (double at = 0; at < SECONDS; at += -Math.log(1 - random.nextDouble()) / MOST_RATE) {
      if (random.nextDouble() < rate(at) / MOST_RATE) {
        times.add(Math.round(1000 * at) / 1000.0);
      }
    }
    return times;
  }

  /** A placement that is pinned to a side. */
  public String manifest(Target target, String namespace) {
    return """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: %s, namespace: %s}
        spec:
          template:
            metadata:
              annotations: {queue.sidecar.serving.knative.dev/cpu-resource-request: 5m}
            spec:
              containers:
                - name: app
                  image: lab.local/app:lab
                  imagePullPolicy: IfNotPresent
                  env:
                    - {name: START_DELAY, value: 1s}
                    - {name: SERVICE_TIME, value: 988ms}
                    - {name: CPU_TIME, value: 9ms}
                  readinessProbe: {httpGet: {path: /readyz, port: 8080}, periodSeconds: 1}
                  ports: [{containerPort: 8080}]
                  resources: {requests: {cpu: 25m, memory: 16Mi}}
          traffic: %s, serviceTime: 1s, maxRequestDuration: 60s, concurrencyPerReplica: 2}
          latency: {target: 5s, coldStart: 2500ms}
          scaling: {maxReplicas: 6}
          placement: {mode: Pinned, target: %s}
        """
        .formatted(placement(target), namespace, traffic, target);
  }
}
