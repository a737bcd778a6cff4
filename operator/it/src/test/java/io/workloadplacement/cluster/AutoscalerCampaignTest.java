package io.workloadplacement.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.load.LoadReport;
import io.workloadplacement.simulation.AutoscalerComparison;
import io.workloadplacement.simulation.LoadShape;
import io.workloadplacement.simulation.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All {@link LoadShape load shapes} at once, each on both sides of the cluster, and then in the
 * simulation. It takes a quarter of an hour and replaces what was measured before; {@code
 * AutoscalerComparisonTest} writes the page's table and plots anew.
 *
 * <pre>
 * ./mvnw -Pcampaign -pl operator/it -am test -Dtest=AutoscalerCampaignTest
 * </pre>
 */
@Tag("campaign")
class AutoscalerCampaignTest {

  private static final String NAMESPACE = "scaling";

  /** A request that takes so much longer than a warm one has waited for a pod. */
  private static final long COLD_MILLIS = 500;

  private static final TestClusterCommand TEST_CLUSTER = TestClusterCommand.here();
  private static final RealCluster CLUSTER = new RealCluster(TEST_CLUSTER);
  private static final KubernetesClient CLIENT = new KubernetesClientBuilder().build();

  @BeforeAll
  static void installed() {
    CLUSTER.install();
    CLUSTER.givesKnativeWhatItIsShippedWith();
    TEST_CLUSTER.kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found");
    TEST_CLUSTER.kubectl("create", "namespace", NAMESPACE);
  }

  @AfterAll
  static void clean() {
    TEST_CLUSTER.kubectl("delete", "namespace", NAMESPACE, "--wait=false");
    CLIENT.close();
    CLUSTER.close();
  }

  @Test
  void autoscalers_do_what_the_simulation_says() throws Exception {
    try (ReplicaRecorder recorder = new ReplicaRecorder(CLIENT, NAMESPACE)) {
      cases().forEach(one -> CLUSTER.apply(one.shape().manifest(one.target(), NAMESPACE)));
      everythingRests(recorder);
      long start = System.currentTimeMillis() + 10_000;
      Map<String, LoadReport> reports = TEST_CLUSTER.send(plan(), start);
      measured(recorder, reports, start).write(AutoscalerComparison.MEASURED);
    }
    AutoscalerComparison.read().agrees();
  }

  private record Case(LoadShape shape, Target target) {

    String name() {
      return shape.placement(target);
    }
  }

  private record Request(double at, String line) {}

  private static List<Case> cases() {
    return Arrays.stream(LoadShape.values())
        .flatMap(shape -> Arrays.stream(Target.values()).map(target -> new Case(shape, target)))
        .toList();
  }

  /** Every Deployment serves, and every Knative Service has gone to zero. */
  private static void everythingRests(ReplicaRecorder recorder) {
    await()
        .atMost(Duration.ofMinutes(8))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () ->
                assertThat(recorder.latest().values())
                    .hasSize(2 * LoadShape.values().length)
                    .allMatch(
                        change ->
                            change.wanted() == change.ready()
                                && change.wanted() == 0 == change.deployment().contains("-k-")));
  }

  private static Path plan() throws IOException {
    List<Request> requests = new ArrayList<>();
    for (Case one : cases()) {
      for (double at : one.shape().times()) {
        String url = "http://" + one.name() + "." + NAMESPACE + "/";
        requests.add(new Request(at, at + " " + one.name() + " " + url));
      }
    }
    requests.sort(Comparator.comparingDouble(Request::at));
    Path file = Files.createTempFile("plan", ".txt");
    file.toFile().deleteOnExit();
    return Files.write(file, requests.stream().map(Request::line).toList());
  }

  private static Measurement measured(
      ReplicaRecorder recorder, Map<String, LoadReport> reports, long start) {
    List<Measurement.Side> sides =
        cases().stream().map(one -> side(one, recorder, reports.get(one.name()), start)).toList();
    List<ReplicaRecorder.PodLife> pods =
        recorder.pods().stream().filter(pod -> pod.created() >= start).toList();
    return new Measurement(
        TEST_CLUSTER
            .kubectl("version")
            .replaceAll("(?s).*Server Version: (\\S+).*", "Kubernetes $1"),
        rest(recorder, start) / 1000,
        coldStarts(reports),
        pods.stream()
            .filter(pod -> pod.ready() > 0)
            .map(pod -> pod.ready() - pod.created())
            .sorted()
            .toList(),
        pods.stream()
            .filter(pod -> pod.gone() > 0 && pod.name().contains("-k-"))
            .map(pod -> pod.gone() - pod.leaves())
            .sorted()
            .toList(),
        sides);
  }

  private static long rest(ReplicaRecorder recorder, long start) {
    return recorder.pods().stream()
        .filter(pod -> pod.name().contains("-d-") && pod.ready() > 0 && pod.ready() < start)
        .mapToLong(pod -> start - pod.ready())
        .max()
        .orElseThrow();
  }

  private static Measurement.Side side(
      Case one, ReplicaRecorder recorder, LoadReport report, long start) {
    return new Measurement.Side(
        one.shape(),
        one.target(),
        report.samples().size(),
        report.failed().size(),
        report.percentile(0.50),
        report.percentile(0.95),
        report.percentile(0.99),
        recorder.changes(one.name(), start).stream()
            .map(
                change ->
                    List.of(
                        Math.max(0, change.at() - start),
                        (long) change.wanted(),
                        (long) change.ready()))
            .toList());
  }

  /** Of each run of requests that waited for a pod from zero, the first. */
  private static List<Long> coldStarts(Map<String, LoadReport> reports) {
    List<Long> starts = new ArrayList<>();
    for (LoadShape shape : LoadShape.values()) {
      long until = 0;
      for (LoadReport.Sample sample : inOrder(reports.get(shape.placement(Target.KNATIVE)))) {
        long waited = sample.took() - LoadShape.SERVICE_MILLIS;
        if (waited > COLD_MILLIS && sample.at() >= until) {
          starts.add(waited);
          until = sample.at() + sample.took();
        }
      }
    }
    return starts.stream().sorted().toList();
  }

  private static List<LoadReport.Sample> inOrder(LoadReport report) {
    return report.samples().stream()
        .sorted(Comparator.comparingLong(LoadReport.Sample::at))
        .toList();
  }
}
