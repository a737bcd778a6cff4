package io.workloadplacement.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.ActiveWindow;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Traffic;
import io.workloadplacement.api.v1alpha1.TrafficPattern;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerTest {

  private static final double DAY = 86_400;

  @Test
  void requestsAllTheTimeAreSteady() {
    Traffic traffic = learn(minutes(1440, minute -> 120), DAY).traffic();

    assertThat(traffic.pattern()).isEqualTo(TrafficPattern.STEADY);
    assertThat(traffic.averageRequestsPerSecond()).isEqualTo("2");
    assertThat(traffic.serviceTime()).isEqualTo("100ms");
  }

  @Test
  void rareRequestsByChanceAreSporadic() {
    SplittableRandom random = new SplittableRandom(4);
    Traffic traffic =
        learn(minutes(1440, minute -> random.nextDouble() < 0.08 ? 1 : 0), DAY).traffic();

    assertThat(traffic.pattern()).isEqualTo(TrafficPattern.SPORADIC);
  }

  @Test
  void aTimerIsNoChance() {
    // Every five minutes: each request meets a cold start, and a pod is there for a tenth.
    Traffic traffic = learn(minutes(1440, minute -> minute % 5 == 0 ? 1 : 0), DAY).traffic();

    assertThat(traffic.pattern()).isEqualTo(TrafficPattern.BURSTY);
    assertThat(seconds(traffic.burst().interval())).isCloseTo(300, within(60.0));
    assertThat(seconds(traffic.burst().duration())).isLessThan(10);
  }

  @Test
  void burstsHaveTheirLengthAndInterval() {
    Traffic traffic =
        learn(minutes(7 * 1440, minute -> minute % 120 < 10 ? 300 : 0), 7 * DAY).traffic();

    assertThat(traffic.pattern()).isEqualTo(TrafficPattern.BURSTY);
    assertThat(seconds(traffic.burst().interval())).isCloseTo(7200, within(1800.0));
    assertThat(seconds(traffic.burst().duration())).isCloseTo(600, within(150.0));
    assertThat(Double.parseDouble(traffic.peakRequestsPerSecond())).isCloseTo(5, within(0.1));
  }

  @Test
  void officeHoursAreDiurnalWithTheirWindow() {
    Traffic traffic = learn(SUNDAY_NOON, officeHours(14), 14 * DAY).traffic();

    assertThat(traffic.pattern()).isEqualTo(TrafficPattern.DIURNAL);
    assertThat(traffic.activeWindows())
        .containsExactly(new ActiveWindow("0 8 * * 1,2,3,4,5", "9h", null));
    assertThat(Double.parseDouble(traffic.peakRequestsPerSecond())).isCloseTo(1, within(0.01));
  }

  @Test
  void aWeekDoesNotTellWhichDaysAreOff() {
    Traffic traffic = learn(SUNDAY_NOON, everyNight(5), 5 * DAY).traffic();

    assertThat(traffic.pattern()).isEqualTo(TrafficPattern.DIURNAL);
    assertThat(traffic.activeWindows()).containsExactly(new ActiveWindow("0 22 * * *", "4h", null));
  }

  @Test
  void twoDaysAndTracesWithoutACalendarHaveNoWindows() {
    assertThat(learn(SUNDAY_NOON, everyNight(2), 2 * DAY).traffic().activeWindows()).isEmpty();
    assertThat(learn(Optional.empty(), everyNight(5), 5 * DAY).traffic().activeWindows()).isEmpty();
  }

  @Test
  void aTimerWithinHoursIsNoChanceWithinThem() {
    List<TraceBin> timer = minutes(7 * 1440, minute -> hour(minute) < 6 ? 1 : 0);

    assertThat(learn(SUNDAY_NOON, timer, 7 * DAY).traffic().pattern())
        .isEqualTo(TrafficPattern.BURSTY);
  }

  private static final Optional<Instant> SUNDAY_NOON =
      Optional.of(Instant.parse("2026-11-01T12:00:00Z"));

  private static int hour(int minute) {
    return (minute / 60 + 12) % 24;
  }

  /** A request a second from 8 to 17 o'clock, from Monday to Friday. */
  private static List<TraceBin> officeHours(int days) {
    return minutes(
        days * 1440,
        minute -> {
          int weekday = ((minute + 720) / 1440) % 7;
          boolean isOpen = weekday >= 1 && weekday <= 5 && hour(minute) >= 8 && hour(minute) < 17;
          return isOpen ? 60 : 0;
        });
  }

  /** From 22 to 2 o'clock. */
  private static List<TraceBin> everyNight(int days) {
    return minutes(days * 1440, minute -> hour(minute) >= 22 || hour(minute) < 2 ? 60 : 0);
  }

  @Test
  void fewBurstsAreTakenForMoreAsTheyTellLittle() {
    Traffic traffic = learn(minutes(1440, minute -> minute == 700 ? 500 : 0), DAY).traffic();

    assertThat(seconds(traffic.burst().interval())).isCloseTo(DAY / 3.645, within(DAY / 100));
  }

  @Test
  void longRequestsRaiseTheLongestRequest() {
    Traffic traffic = learn(List.of(new TraceBin(0, 60, 5, 1, 50)), DAY).traffic();

    assertThat(traffic.serviceTime()).isEqualTo("50s");
    assertThat(traffic.maxRequestDuration()).isEqualTo("100s");
  }

  @Test
  void aDayWithoutRequestsIsUnusedAndAnHourIsNot() {
    assertThat(learn(List.of(), DAY).isUnused()).isTrue();
    assertThat(learn(List.of(), 3600).isUnused()).isFalse();
  }

  @Test
  void aShortUseAndALongSilenceAreTheEndOfIt() {
    assertThat(unused(minute -> minute == 300)).isTrue();
    assertThat(unused(minute -> minute >= 600 && minute < 660)).isTrue();
    // The day is not over, or six times an hour have not gone by.
    assertThat(unused(minute -> minute == 800)).isFalse();
    assertThat(unused(minute -> minute >= 100 && minute < 400)).isFalse();
  }

  @Test
  void aRequestAtTheVeryBeginningMayBeOneOfALongSeries() {
    assertThat(unused(minute -> minute == 0)).isFalse();
  }

  @Test
  void anHourIsTooShortForAnEnd() {
    List<TraceBin> oneRequest = minutes(60, minute -> minute == 5 ? 1 : 0);

    assertThat(learn(oneRequest, 3600).isUnused()).isFalse();
  }

  private static boolean unused(IntPredicate called) {
    return learn(minutes(1440, minute -> called.test(minute) ? 1 : 0), DAY).isUnused();
  }

  @Test
  void everySuggestionKeepsTheRulesOfTheSchema(@TempDir Path folder) throws IOException {
    try (LocalCluster cluster = LocalCluster.start(Options.defaults());
        KubernetesClient client = client(cluster.writeKubeconfig(folder.resolve("kubeconfig")))) {
      try (var definitions = Files.list(Path.of(System.getProperty("repository.root"), "crds"))) {
        for (Path definition : definitions.toList()) {
          client.resource(Files.readString(definition)).serverSideApply();
        }
      }
      client.namespaces().resource(namespace()).create();
      for (Traffic traffic : suggestions()) {
        String placement =
            Serialization.asJson(Placements.placement(Serialization.asJson(traffic)));
        TrafficProfile.of(Serialization.unmarshal(placement, WorkloadPlacement.class));
        GenericKubernetesResource resource =
            Serialization.unmarshal(placement, GenericKubernetesResource.class);
        assertThat(client.resource(resource).fieldValidation(Validation.STRICT).serverSideApply())
            .isNotNull();
      }
    }
  }

  private static Namespace namespace() {
    return new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build();
  }

  private static List<Traffic> suggestions() {
    List<List<TraceBin>> traces = new ArrayList<>();
    traces.add(List.of());
    traces.add(List.of(Placements.event(0)));
    traces.add(List.of(new TraceBin(3, 0, 100_000, 1, 0.001)));
    traces.add(List.of(new TraceBin(0, 60, 1_000_000_000L, 30, 86_400)));
    traces.add(List.of(new TraceBin(86_399, 1, 1, 1, 700)));
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 60; i++) {
      double chance = Math.pow(10, -3 * random.nextDouble());
      int most = 1 + random.nextInt(500);
      double service = Math.pow(10, 5 * random.nextDouble() - 3);
      List<TraceBin> bins = new ArrayList<>();
      for (int minute = 0; minute < 1440; minute++) {
        if (random.nextDouble() < chance) {
          bins.add(new TraceBin(60.0 * minute, 60, 1 + random.nextInt(most), 1, service));
        }
      }
      traces.add(bins);
    }
    return traces.stream().map(bins -> learn(bins, DAY).traffic()).toList();
  }

  private static LearnedProfile learn(List<TraceBin> bins, double seconds) {
    return learn(Optional.empty(), bins, seconds);
  }

  private static LearnedProfile learn(
      Optional<Instant> begin, List<TraceBin> bins, double seconds) {
    Learner learner = new Learner(0, begin, Duration.ofMillis(100), 1);
    bins.forEach(learner::accept);
    return learner.learn(seconds);
  }

  private static List<TraceBin> minutes(int count, IntUnaryOperator requests) {
    List<TraceBin> bins = new ArrayList<>();
    for (int minute = 0; minute < count; minute++) {
      int here = requests.applyAsInt(minute);
      if (here > 0) {
        bins.add(Placements.bin(60.0 * minute, 60, here));
      }
    }
    return bins;
  }

  private static double seconds(String duration) {
    return DurationText.parse(duration).toNanos() / 1e9;
  }

  private static KubernetesClient client(Path kubeconfig) {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
        .build();
  }
}
