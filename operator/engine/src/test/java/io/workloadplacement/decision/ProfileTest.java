package io.workloadplacement.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workloadplacement.api.v1alpha1.Protocol;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a placement declares, read. */
class ProfileTest {

  @Test
  void whatIsNotDeclaredHasItsDocumentedDefault() {
    TrafficProfile profile =
        TrafficProfile.of(
            new Scenario()
                .traffic("{pattern: Bursty, averageRequestsPerSecond: '3'}")
                .latency("{target: 150ms}")
                .workload());

    assertThat(profile.protocol()).isEqualTo(Protocol.HTTP1);
    assertThat(profile.peakRate()).isEqualTo(6);
    assertThat(profile.serviceTime()).isEqualTo(Duration.ofMillis(100));
    assertThat(profile.maxRequestDuration()).isEqualTo(Duration.ofSeconds(60));
    assertThat(profile.concurrency()).isEqualTo(10);
    assertThat(profile.utilization()).isEqualTo(0.7);
    assertThat(profile.burstDuration()).isEqualTo(Duration.ofMinutes(5));
    assertThat(profile.burstInterval()).isEqualTo(Duration.ofHours(1));
    assertThat(profile.percentile()).isEqualTo(95);
    assertThat(profile.coldStart()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void ratesAreQuantities() {
    TrafficProfile profile =
        TrafficProfile.of(
            new Scenario()
                .traffic(
                    "{pattern: Steady, averageRequestsPerSecond: 5m, peakRequestsPerSecond: '1k'}")
                .workload());

    assertThat(profile.averageRate()).isEqualTo(0.005);
    assertThat(profile.peakRate()).isEqualTo(1000);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{pattern: Steady} | spec.traffic.averageRequestsPerSecond: is missing, and is required: add it",
        "{averageRequestsPerSecond: '1'} | spec.traffic.pattern: is missing, and is required: add it",
        "{pattern: Steady, averageRequestsPerSecond: many} | spec.traffic.averageRequestsPerSecond: 'many' is not a quantity of 0 or more: write a quoted number such as \"0.5\"",
        "{pattern: Steady, averageRequestsPerSecond: '0'} | spec.traffic.averageRequestsPerSecond: '0' is not above 0: write requests per second such as \"0.005\"",
        "{pattern: Steady, averageRequestsPerSecond: '-1'} | spec.traffic.averageRequestsPerSecond: '-1' is not a quantity of 0 or more: write a quoted number such as \"0.5\"",
        "{pattern: Steady, averageRequestsPerSecond: '2', peakRequestsPerSecond: '1'} | spec.traffic.peakRequestsPerSecond: '1' is below averageRequestsPerSecond '2': raise the peak or lower the average",
        "{pattern: Steady, averageRequestsPerSecond: '1', serviceTime: fast} | spec.traffic.serviceTime: 'fast' is not a duration: write numbers with the units ms, s, m or h, such as 35ms, 1.5s or 1h30m",
        "{pattern: Steady, averageRequestsPerSecond: '1', serviceTime: 0s} | spec.traffic.serviceTime: '0s' is not above 0: write a duration such as 35ms, 1.5s or 1h30m",
        "{pattern: Steady, averageRequestsPerSecond: '1', serviceTime: 2m} | spec.traffic.serviceTime: 2m is longer than maxRequestDuration 1m: the mean cannot exceed the longest; raise maxRequestDuration or lower serviceTime",
        "{pattern: Steady, averageRequestsPerSecond: '1', concurrencyPerReplica: 0} | spec.traffic.concurrencyPerReplica: 0 is out of range: write 1 or more",
        "{pattern: Bursty, averageRequestsPerSecond: '1', burst: {duration: 2h}} | spec.traffic.burst: duration 2h is longer than interval 1h, which counts from start to start: raise interval, or declare the pattern Steady",
        "{pattern: Scheduled, averageRequestsPerSecond: '1'} | spec.traffic.activeWindows: is empty, and the pattern Scheduled needs at least one: add one such as {schedule: \"0 8 * * 1-5\", duration: 10h, timeZone: UTC}",
        "{pattern: Scheduled, averageRequestsPerSecond: '1', activeWindows: [{schedule: 0 8 * *, duration: 1h}]} | spec.traffic.activeWindows[0].schedule: '0 8 * *' is not a cron expression of five fields: write minute, hour, day of month, month and day of week, such as 0 8 * * 1-5",
        "{pattern: Diurnal, averageRequestsPerSecond: '1', activeWindows: [{schedule: 0 25 * * *, duration: 1h}]} | spec.traffic.activeWindows[0].schedule: '0 25 * * *' is not a cron expression: the hour '25' is none: write 0 to 23, *, a range such as 0-1, or a list of these",
        "{pattern: Diurnal, averageRequestsPerSecond: '1', activeWindows: [{schedule: 0 8 * * *, duration: 1h, timeZone: Mars/Olympus}]} | spec.traffic.activeWindows[0].timeZone: 'Mars/Olympus' is not a time zone: write an IANA name such as America/Toronto or UTC",
        "{pattern: Diurnal, averageRequestsPerSecond: '1', activeWindows: [{schedule: 0 8 * * *}]} | spec.traffic.activeWindows[0].duration: is missing, and is required: add it"
      })
  void anErrorNamesFieldValueRuleAndWayOut(String traffic, String message) {
    assertThatThrownBy(() -> new Scenario().traffic(traffic).decide())
        .isInstanceOf(InvalidProfileException.class)
        .hasMessage(message)
        .satisfies(
            e -> assertThat(message).startsWith(((InvalidProfileException) e).field() + ": "));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{coldStart: 1s} | spec.latency.target: is missing, and is required: add it",
        "{target: 1s, percentile: 97} | spec.latency.percentile: 97 is not known: write 50, 90, 95 or 99",
        "{target: 1s, coldStart: 1d} | spec.latency.coldStart: '1d' is not a duration: write numbers with the units ms, s, m or h, such as 35ms, 1.5s or 1h30m"
      })
  void theLatencyIsCheckedToo(String latency, String message) {
    assertThatThrownBy(() -> new Scenario().latency(latency).decide()).hasMessage(message);
  }

  @Test
  void anExpiryThatIsNoDateTimeIsNamed() {
    assertThatThrownBy(
            () ->
                new Scenario()
                    .placement("{exception: {reason: a, approvedBy: b, expiresAt: tomorrow}}")
                    .decide())
        .hasMessage(
            "spec.placement.exception.expiresAt: 'tomorrow' is not a date-time: write it as 2026-12-31T00:00:00Z");
  }
}
