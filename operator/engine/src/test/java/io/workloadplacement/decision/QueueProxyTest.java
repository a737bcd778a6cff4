package io.workloadplacement.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Knative's queue-proxy adds to a pod, as Knative works it out. */
class QueueProxyTest {

  private static final double MIB = 1024.0 * 1024;

  @Test
  void aFreshInstallationGivesIt25mAndNoMemory() {
    assertThat(QueueProxy.defaults().requests()).isEqualTo(Map.of("cpu", 0.025));
    assertThat(QueueProxy.of(Map.of(), true).requests())
        .isEqualTo(Map.of("cpu", 0.025, "memory", 400 * MIB));
  }

  @Test
  void theInstallationSaysOtherwiseInConfigDeployment() {
    assertThat(
            QueueProxy.of(
                    Map.of(
                        "queue-sidecar-cpu-request", "50m",
                        "queueSidecarCPURequest", "1",
                        "queueSidecarMemoryRequest", "100Mi",
                        "queue-sidecar-ephemeral-storage-request", "1Gi"),
                    true)
                .requests())
        .isEqualTo(Map.of("cpu", 0.05, "memory", 100 * MIB, "ephemeral-storage", 1024 * MIB));
    assertThat(QueueProxy.of(Map.of("queue-sidecar-cpu-request", "many"), false))
        .isEqualTo(QueueProxy.defaults());
  }

  @ParameterizedTest(name = "{0}: {1} cores, {2} MiB")
  @CsvSource(
      delimiter = '|',
      value = {
        "cpu-resource-request: 100m | 0.1 | 0",
        "memory-resource-request: 64Mi | 0.025 | 64",
        "cpu-resource-request: 0 | 0 | 0",
        "cpu-resource-request: much | 0.025 | 0",
        // 10 % of 500m and of 512Mi: the memory is below its least of 50Mi at 1 %.
        "resource-percentage: '10' | 0.05 | 51.2",
        "resource-percentage: '1' | 0.025 | 50",
        "resource-percentage: '100' | 0.1 | 200",
        "resourcePercentage: '10' | 0.05 | 51.2",
        "resource-percentage: most | 0.025 | 0",
        "resource-percentage: '10', queue.sidecar.serving.knative.dev/cpu-resource-request: 30m | 0.03 | 51.2"
      })
  void theAnnotationsOfATemplateWin(String annotations, double cores, double mebibytes) {
    Map<String, Double> requests =
        QueueProxy.defaults()
            .requestsBeside(
                Scenario.template(
                    """
                    metadata: {annotations: {queue.sidecar.serving.knative.dev/%s}}
                    spec:
                      containers:
                      - {name: app, ports: [{containerPort: 80}], resources: {requests: {cpu: 500m, memory: 512Mi}}}
                      - {name: log, resources: {requests: {cpu: 100, memory: 512Gi}}}
                    """
                        .formatted(annotations)));

    assertThat(requests.get("cpu")).isCloseTo(cores, within(1e-9));
    assertThat(requests.getOrDefault("memory", 0.0) / MIB).isCloseTo(mebibytes, within(1e-6));
  }

  @Test
  void aPercentageOfWhatIsNotRequestedIsNothing() {
    Map<String, Double> requests =
        QueueProxy.defaults()
            .requestsBeside(
                Scenario.template(
                    """
                    metadata: {annotations: {queue.sidecar.serving.knative.dev/resource-percentage: '50'}}
                    spec: {containers: [{name: app, resources: {limits: {cpu: 4, memory: 4Gi}}}]}
                    """));

    assertThat(requests).isEqualTo(Map.of("cpu", 0.025));
  }

  @ParameterizedTest(name = "a queue-proxy of {0} cores: {1} a month")
  // A quarter of the time (1 - e^-0.3) a pod of 500m, 512Mi and the queue-proxy, for 730.5 hours.
  @CsvSource({"0.025, 3.54", "1, 9.38"})
  void theCostOnKnativeHasTheQueueProxyAsItIsInstalled(double cores, String cost) {
    Decision decision =
        Scenario.checkout().queueProxy(new QueueProxy(Map.of("cpu", cores))).decide();

    assertThat(decision.status().estimates().knative().monthlyCost()).isEqualTo(cost);
    assertThat(decision.status().estimates().deployment().monthlyCost()).isEqualTo("13.09");
  }

  @Test
  void theCostOnKnativeHasTheQueueProxyOfTheTemplate() {
    Decision decision =
        Scenario.checkout()
            .pod(
                "{metadata: {annotations: {queue.sidecar.serving.knative.dev/cpu-resource-request: '1'}}, spec: {containers: [{name: app, image: a, resources: {requests: {cpu: 500m, memory: 512Mi}}}]}}")
            .decide();

    assertThat(decision.status().estimates().knative().monthlyCost()).isEqualTo("9.38");
  }
}
