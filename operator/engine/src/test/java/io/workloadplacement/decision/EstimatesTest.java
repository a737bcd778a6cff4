package io.workloadplacement.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.workloadplacement.api.v1alpha1.Target;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Warm and cold shares, latency and cost. */
class EstimatesTest {

  @ParameterizedTest(name = "{0}: warm {1}, cold {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        // The activator is out of the path, so the grace of 30 s comes to the window of 60 s.
        "{pattern: Steady, averageRequestsPerSecond: '0.01'} | 0.5934 | 0.4066",
        "{pattern: Sporadic, averageRequestsPerSecond: '0.01'} | 0.4512 | 0.5488",
        // (5 min + 30 s + 30 s of grace) of an hour; 3 of 3600 requests for each second of 36
        // within one cold start.
        "{pattern: Bursty, averageRequestsPerSecond: '1'} | 0.1 | 0.0100",
        // The activator stays in the path of a burst that one replica cannot take.
        "{pattern: Bursty, averageRequestsPerSecond: '1', peakRequestsPerSecond: '200', serviceTime: 100ms} | 0.0917 | 0.0100",
        // Less than one request a burst: each is cold.
        "{pattern: Bursty, averageRequestsPerSecond: '0.0001'} | 0.1 | 1",
        // A gap of 20 s is shorter than the window: never cold, warm all the time.
        "{pattern: Bursty, averageRequestsPerSecond: '1', burst: {duration: 40s, interval: 60s}} | 1 | 0",
        // 50 of 168 hours; 36 requests an hour in them; 3 s of 0.0336 a second are less than one.
        "{pattern: Scheduled, averageRequestsPerSecond: '0.01', activeWindows: [{schedule: 0 8 * * 1-5, duration: 10h}]} | 0.2580 | 0.1339",
        // One cold start a window: 3 s of 3.36 requests a second, of 120960.
        "{pattern: Diurnal, averageRequestsPerSecond: '1', activeWindows: [{schedule: 0 8 * * 1-5, duration: 10h}]} | 0.2976 | 0.0001",
        "{pattern: Diurnal, averageRequestsPerSecond: '0.01'} | 0.4512 | 0.5488"
      })
  void everyPatternHasItsWarmAndColdShare(String traffic, double warm, double cold) {
    Scenario scenario = new Scenario().traffic(traffic).latency("{target: 1s}");
    WarmShare warmth =
        WarmShare.of(
            Load.of(TrafficProfile.of(scenario.workload())), scenario.decide().sizing().knative());

    assertThat(warmth.warmShare()).isCloseTo(warm, within(0.00006));
    assertThat(warmth.coldShare()).isCloseTo(cold, within(0.00006));
  }

  @Test
  void aLeastReplicaIsNeverCold() {
    Decision decision = Scenario.checkout().scaling("{minReplicas: 1}").decide();

    assertThat(decision.status().estimates().knative().coldStartShare()).isEqualTo("0");
    assertThat(decision.status().estimates().knative().latency()).isEqualTo("40ms");
  }

  @ParameterizedTest(name = "{0}/s of {1}s on {2} servers, p{3}: {4}s")
  @CsvSource({
    // One server is M/M/1: the wait exceeds t with chance rho * e^(-(mu - lambda) t).
    "0.5, 1, 1, 0.95, 4.6052",
    "0.5, 1, 1, 0.5, 0",
    // Erlang C of 8 Erlangs on 10 servers is 0.4092.
    "8, 1, 10, 0.9, 0.7045",
    "8, 1, 10, 0.5, 0",
    "0, 1, 1, 0.95, 0"
  })
  void theWaitIsErlangC(double rate, double service, long servers, double q, double seconds) {
    assertThat(LatencyModel.waitingTime(rate, service, servers, q))
        .isCloseTo(seconds, within(0.0005));
  }

  @Test
  void serversThatCannotKeepUpMakeTheWaitEndless() {
    assertThat(LatencyModel.waitingTime(10, 1, 10, 0.95)).isInfinite();
  }

  @Test
  void aMillionServersAreCountedAtOnce() {
    assertThat(LatencyModel.waitingTime(999_999, 1, 1_000_000, 0.99)).isPositive();
    assertThat(LatencyModel.waitingTime(700_000, 1, 1_000_000, 0.99)).isZero();
  }

  @Test
  void anOverloadedSideIsAsSlowAsItsLongestRequest() {
    Decision decision =
        new Scenario()
            .traffic("{pattern: Steady, averageRequestsPerSecond: '400'}")
            .scaling("{maxReplicas: 2}")
            .decide();

    assertThat(decision.status().estimates().deployment().latency()).isEqualTo("1m");
    assertThat(decision.status().message()).startsWith("Neither side meets the target of 150ms");
  }

  @ParameterizedTest(name = "cold share at p{0}: {1}")
  @CsvSource({"50, 905ms", "90, 105ms"})
  void theColdStartCountsWhereThePercentileMeetsIt(int percentile, String latency) {
    // 16 % cold: e^(-0.0306 * 60).
    String traffic = "{pattern: Sporadic, averageRequestsPerSecond: '0.0306'}";
    String cold =
        new Scenario()
            .traffic(traffic)
            .latency("{target: 5s, coldStart: 800ms, percentile: 90}")
            .decide()
            .status()
            .estimates()
            .knative()
            .latency();
    String warm =
        new Scenario()
            .traffic(traffic)
            .latency("{target: 5s, coldStart: 800ms, percentile: 50}")
            .decide()
            .status()
            .estimates()
            .knative()
            .latency();

    assertThat(percentile == 50 ? cold : warm).isEqualTo(latency);
  }

  @Test
  void aDeploymentPaysForItsBurstsAndForTheTimeThatItsAutoscalerHoldsThem() {
    // Nine replicas in 6 of 60 minutes and 5 minutes more, else one.
    Decision decision =
        new Scenario()
            .traffic(
                "{pattern: Bursty, averageRequestsPerSecond: '60', burst: {duration: 6m, interval: 60m}}")
            .decide();

    double replicas = (11 * 9 + 49) / 60.0;
    assertThat(decision.status().estimates().deployment().monthlyCost())
        .isEqualTo(NumberFormats.money(13.093482 * replicas));
  }

  @ParameterizedTest(name = "{0}: {1} a month")
  @CsvSource(
      delimiter = '|',
      value = {
        "{requests: {cpu: 500m, memory: 512Mi}} | 13.09",
        "{limits: {cpu: 500m, memory: 512Mi}} | 13.09",
        "{requests: {cpu: 500m}} | 11.93",
        "{} | 2.70"
      })
  void requestsThatAreNotDeclaredAreAssumed(String resources, String cost) {
    Decision decision = Scenario.checkout().resources(resources).decide();

    assertThat(decision.status().estimates().deployment().monthlyCost()).isEqualTo(cost);
  }

  @Test
  void whatIsAssumedIsSaid() {
    assertThat(Scenario.checkout().resources("{}").decide().status().notes())
        .contains(
            "No container requests it, so the cost assumes 100m of CPU and 128Mi of memory for each pod.");
  }

  @Test
  void sidecarsArePaidFor() {
    PodRequests pod =
        PodRequests.of(
            Scenario.template(
                """
                spec:
                  initContainers:
                  - {name: setup, resources: {requests: {cpu: 750m}}}
                  - {name: mesh, restartPolicy: Always, resources: {requests: {cpu: 250m, memory: 1Gi}}}
                  containers:
                  - {name: app, resources: {requests: {cpu: 500m, memory: 512Mi}}}
                  - {name: log, resources: {requests: {cpu: 250m, memory: 512Mi}}}
                """));

    assertThat(pod.cores()).isEqualTo(1);
    assertThat(pod.bytes()).isEqualTo(2.0 * 1024 * 1024 * 1024);
  }

  @Test
  void figuresDoNotDependOnTheMachinesLanguage() {
    Locale before = Locale.getDefault();
    try {
      Decision expected = Scenario.checkout().decide();
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

      assertThat(Scenario.checkout().decide()).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theLatencyOfADeploymentIsNeverAboveKnatives() {
    for (String rate : new String[] {"0.0001", "0.01", "1", "100", "10000"}) {
      Load load =
          Load.of(
              TrafficProfile.of(
                  new Scenario()
                      .traffic("{pattern: Steady, averageRequestsPerSecond: '%s'}".formatted(rate))
                      .latency("{target: 1s, coldStart: 1ms}")
                      .workload()));
      Replicas replicas = new Replicas(0, 5000);
      for (WarmShare warmth : new WarmShare[] {WarmShare.ALWAYS, new WarmShare(0, 1)}) {
        Duration deployment =
            LatencyModel.latency(Target.DEPLOYMENT, load, replicas, WarmShare.ALWAYS);
        Duration knative = LatencyModel.latency(Target.KNATIVE, load, replicas, warmth);
        assertThat(deployment).isLessThan(knative);
      }
    }
  }
}
