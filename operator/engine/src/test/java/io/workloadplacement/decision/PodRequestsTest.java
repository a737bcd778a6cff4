package io.workloadplacement.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pod reserves, as Kubernetes computes it. */
class PodRequestsTest {

  private static final double GIB = 1024.0 * 1024 * 1024;
  private static final String APP =
      "{name: app, resources: {requests: {cpu: 500m, memory: 512Mi}}}";

  @ParameterizedTest(name = "{0} is {1} cores and {2} GiB")
  @CsvSource(
      delimiter = '|',
      value = {
        // An init container is done before the others begin: the larger counts, by resource.
        "initContainers: [{name: setup, resources: {requests: {cpu: 4, memory: 8Gi}}}], containers: [APP] | 4 | 8",
        "initContainers: [{name: setup, resources: {requests: {cpu: 4, memory: 1Mi}}}], containers: [APP] | 4 | 0.5",
        "initContainers: [{name: a, resources: {requests: {cpu: 2}}}, {name: b, resources: {requests: {cpu: 3}}}], containers: [APP] | 3 | 0.5",
        // A sidecar runs beside the init containers after it, and beside the containers.
        "initContainers: [{name: mesh, restartPolicy: Always, resources: {requests: {cpu: 1}}}, {name: setup, resources: {requests: {cpu: 2}}}], containers: [APP] | 3 | 0.5",
        "initContainers: [{name: setup, resources: {requests: {cpu: 2}}}, {name: mesh, restartPolicy: Always, resources: {requests: {cpu: 1}}}], containers: [APP] | 2 | 0.5",
        "initContainers: [{name: mesh, restartPolicy: Always, resources: {requests: {cpu: 1}}}], containers: [APP] | 1.5 | 0.5",
        "initContainers: [{name: mesh, restartPolicy: Always, resources: {limits: {cpu: 1, memory: 1Gi}}}], containers: [APP, APP] | 2 | 2",
        // A limit stands for a request that is absent, resource by resource.
        "containers: [{name: app, resources: {limits: {cpu: 2, memory: 4Gi}}}] | 2 | 4",
        "containers: [{name: app, resources: {requests: {cpu: 100m}, limits: {cpu: 2, memory: 4Gi}}}] | 0.1 | 4",
        "overhead: {cpu: 250m, memory: 1Gi}, containers: [APP] | 0.75 | 1.5",
        "overhead: {cpu: 250m}, initContainers: [{name: setup, resources: {requests: {cpu: 4}}}], containers: [APP] | 4.25 | 0.5",
        // What is said for the whole pod wins, above and below what its containers say.
        "resources: {requests: {cpu: 2, memory: 3Gi}}, containers: [APP] | 2 | 3",
        "resources: {requests: {cpu: 250m}}, containers: [APP] | 0.25 | 0.5",
        "resources: {limits: {cpu: 2, memory: 3Gi}}, containers: [{name: app}] | 2 | 3",
        "resources: {limits: {cpu: 2, memory: 3Gi}}, containers: [APP] | 0.5 | 0.5",
        "resources: {requests: {cpu: 1}}, overhead: {cpu: 250m}, containers: [APP] | 1.25 | 0.5",
        // Nobody says anything.
        "containers: [{name: app}] | 0.1 | 0.125",
        "initContainers: [{name: setup, resources: {requests: {cpu: 4, memory: 8Gi}}}], containers: [{name: app}] | 4 | 8"
      })
  void aPodReservesTheLargerOfWhatRunsTogether(String pod, double cores, double gibibytes) {
    PodRequests requests =
        PodRequests.of(Scenario.template("spec: {" + pod.replace("APP", APP) + "}"));

    assertThat(requests.cores()).isCloseTo(cores, within(1e-9));
    assertThat(requests.bytes() / GIB).isCloseTo(gibibytes, within(1e-9));
  }

  @Test
  void otherResourcesAreCountedLikeCpu() {
    PodRequests requests =
        PodRequests.of(
            Scenario.template(
                """
                spec:
                  initContainers:
                  - {name: setup, resources: {limits: {nvidia.com/gpu: 2}}}
                  containers:
                  - {name: app, resources: {limits: {nvidia.com/gpu: 1}, requests: {ephemeral-storage: 2Gi}}}
                """));

    assertThat(requests.amounts())
        .containsEntry("nvidia.com/gpu", 2.0)
        .containsEntry("ephemeral-storage", 2 * GIB);
  }

  @Test
  void aFurtherContainerRunsBesideTheOthersAndNotBesideTheInitContainers() {
    var template =
        Scenario.template(
            "spec: {initContainers: [{name: setup, resources: {requests: {cpu: 4}}}], containers: ["
                + APP
                + "]}");

    assertThat(PodRequests.of(template, Map.of("cpu", 0.025)).cores()).isEqualTo(4);
    assertThat(PodRequests.of(template, Map.of("memory", GIB)).bytes()).isEqualTo(1.5 * GIB);
  }

  @ParameterizedTest(name = "a pod with an init container of {0} costs {1} a month")
  @CsvSource({"'{cpu: 4, memory: 8Gi}', 117.13", "'{cpu: 100m}', 13.09"})
  void theCostIsThatOfWhatThePodReserves(String init, String cost) {
    Decision decision =
        Scenario.checkout()
            .pod(
                "{spec: {initContainers: [{name: setup, image: a, resources: {requests: %s}}], containers: [{name: app, image: a, resources: {requests: {cpu: 500m, memory: 512Mi}}}]}}"
                    .formatted(init))
            .decide();

    assertThat(decision.status().estimates().deployment().monthlyCost()).isEqualTo(cost);
  }

  @ParameterizedTest(name = "cpu {0}")
  @CsvSource({"1e300", "9e18", "1E30"})
  void anAbsurdAmountIsCountedLikeTheApiServerDoesAndEndsNothing(String cpu) {
    Decision decision =
        Scenario.checkout().resources("{requests: {cpu: '%s'}}".formatted(cpu)).decide();

    assertThat(decision.status().estimates().deployment().monthlyCost()).matches("[0-9]+\\.[0-9]+");
  }
}
