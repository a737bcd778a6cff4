package io.workloadplacement.scenario;

import static io.workloadplacement.scenario.State.READY;
import static io.workloadplacement.scenario.State.migrating;
import static io.workloadplacement.scenario.State.ready;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Setting;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an operator with placements in many states answers to Prometheus. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsScenario {

  @RegisterExtension
  static final ScenarioCluster cluster =
      ScenarioCluster.withOperator()
          .withParallelMigrations(1)
          .with(Setting.METRICS_PER_PLACEMENT, "true");

  private static final WrittenPlacement RARE = WrittenPlacement.sporadic("rare");

  private ScenarioNamespace serving;
  private ScenarioNamespace migrating;
  private ScenarioNamespace refused;
  private ScenarioNamespace failing;
  private ScenarioNamespace governed;

  @BeforeAll
  void placements_are_in_many_states() {
    serving = cluster.namespace();
    serving.apply(WrittenPlacement.steady("checkout"));
    serving.apply(RARE);
    serving.apply(RARE.named("maybe").with("spec: {placement: {mode: Recommend}}"));
    migrating = cluster.namespace();
    List<WrittenPlacement> two = List.of(RARE.named("first"), RARE.named("second"));
    two.forEach(one -> migrating.apply(one.pinnedTo(Target.DEPLOYMENT)));
    refused = cluster.namespace();
    cluster.simulation().refusePods(refused.name, "exceeded quota: pods=0");
    refused.apply(WrittenPlacement.steady("checkout"));
    governed = cluster.namespace();
    policy("sound", governed.name, "true");
    policy("broken", "nowhere", "workload.metadata.nmae ==");
    governed.apply(
        WrittenPlacement.steady("checkout").with("spec: {placement: {mode: Recommend}}"));
    failing = cluster.namespace();
    cluster.traffic().disturb(cluster.operator().name, new Unavailable(failing.name));
    failing.apply(RARE);

    serving.placement("checkout").becomes(READY);
    serving.placement("rare").becomes(readyOn(Target.KNATIVE));
    serving.placement("maybe").becomes(ready("Recommended"));
    two.forEach(one -> migrating.placement(one.name()).becomes(READY));
    cluster.simulation().failKnativeService(migrating.name, "first-kn", "no such image");
    migrating.apply(two.get(0).pinnedTo(Target.KNATIVE));
    migrating.placement("first").becomes(migrating("Preparing"));
    migrating.apply(two.get(1).pinnedTo(Target.KNATIVE));
    migrating.placement("second").becomes(ready("Queued"));
    governed.placement("checkout").becomes(READY);
    await()
        .atMost(ScenarioNamespace.PATIENCE)
        .until(() -> failing.get(WorkloadPlacement.class, "rare").get().getStatus() != null);
    await()
        .atMost(ScenarioNamespace.PATIENCE)
        .until(
            () ->
                Stream.of("placements_retrying", "policies{ready=\"False\"", "policy_violations{")
                    .allMatch(cluster.operator().metrics()::contains));
  }

  private static void policy(String name, String namespace, String when) {
    cluster.apply(
        ScenarioCluster.parse(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: PlacementPolicy
            metadata: {name: %s}
            spec:
              priority: 10
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
              rules: [{name: only, when: "%s", effect: Require, target: Knative, message: so it is}]
            """
                .formatted(name, namespace, when)),
        "");
  }

  /** What concerns one namespace, without its name. */
  private static List<String> of(ScenarioNamespace namespace) {
    String label = "namespace=\"" + namespace.name + "\"";
    return cluster
        .operator()
        .metrics()
        .lines()
        .filter(line -> line.contains(label))
        .map(line -> line.replace(label, "").replace(",,", ",").replace("{,", "{"))
        .map(line -> line.replace(",}", "}").replace("workload_placement_", ""))
        .toList();
  }

  @Test
  void they_are_counted_by_where_they_are_and_why_with_what_they_cost_and_would_cost() {
    assertThat(of(serving))
        .contains(
            "placements{target=\"Deployment\",wanted=\"Deployment\"} 1.0",
            "placements{target=\"Deployment\",wanted=\"Knative\"} 1.0",
            "placements{target=\"Knative\",wanted=\"Knative\"} 1.0",
            "placements_by_mode{mode=\"Auto\"} 2.0",
            "placements_by_mode{mode=\"Recommend\"} 1.0",
            "placements_by_readiness{ready=\"True\",reason=\"Recommended\"} 1.0",
            "placements_by_readiness{ready=\"True\",reason=\"Serving\"} 2.0",
            "placements_by_decision{reason=\"WeightedMatrix\",target=\"Knative\"} 2.0",
            "placements_waiting{reason=\"Recommended\",wanted=\"Knative\"} 1.0",
            "monthly_cost{currency=\"USD\",target=\"Knative\"} 0.35",
            "monthly_cost_other_side{currency=\"USD\",target=\"Knative\"} 2.5",
            "monthly_savings{currency=\"USD\"} 2.15",
            "monthly_savings_waiting{currency=\"USD\",reason=\"Recommended\"} 2.15",
            "declared_requests_per_second{target=\"Knative\"} 0.002",
            "placement_monthly_cost{currency=\"USD\",name=\"rare\",target=\"Knative\"} 0.35");
  }

  @Test
  void a_migration_that_runs_one_that_is_queued_and_what_does_not_get_ready_are_counted() {
    assertThat(of(migrating))
        .contains(
            "migrations_running{phase=\"Preparing\",to=\"Knative\"} 1.0",
            "placements_waiting{reason=\"Queued\",wanted=\"Knative\"} 1.0");
    assertThat(of(refused)).anyMatch(line -> line.contains("{ready=\"False\",reason="));
    assertThat(of(failing)).contains("placements_retrying{} 1.0");
    assertThat(of(governed)).contains("policy_violations{reason=\"NotFollowed\"} 1.0");
  }

  @Test
  void the_operator_itself_is_measured() {
    assertThat(
            cluster
                .operator()
                .metrics()
                .lines()
                .map(line -> line.replace("workload_placement_", "")))
        .contains(
            "leader 1.0",
            "router_pods 2.0",
            "policies{ready=\"True\",reason=\"Valid\"} 1.0",
            "policies{ready=\"False\",reason=\"InvalidRules\"} 1.0",
            "informer_objects{controller=\"policy\",resource=\"placementpolicies.workloadplacement.io\"} 2.0",
            "informers{controller=\"policy\",resource=\"placementpolicies.workloadplacement.io\",synced=\"true\"} 1.0",
            "migrations_seconds_count{outcome=\"rolled_back\",to=\"knative\"} 0")
        .anyMatch(
            line ->
                line.startsWith(
                    "api_requests_total{resource=\"deployments.apps\",status=\"201\",verb=\"patch\"}"))
        .anyMatch(line -> line.startsWith("build_info{java=\""));
  }

  @Test
  void every_metric_has_our_prefix_or_a_librarys_and_says_what_it_is() {
    List<String> helps =
        cluster.operator().metrics().lines().filter(line -> line.startsWith("# HELP ")).toList();
    List<String> types =
        cluster.operator().metrics().lines().filter(line -> line.startsWith("# TYPE ")).toList();

    assertThat(helps)
        .hasSameSizeAs(types)
        .allMatch(
            line ->
                line.matches(
                    "# HELP (workload_placement|operator_sdk|jvm|process|system)_\\w+ \\S.*"));
  }

  @Test
  void names_of_placements_are_in_the_metrics_of_each_placement_alone() {
    assertThat(cluster.operator().metrics().lines())
        .filteredOn(line -> line.contains("checkout") || line.contains("maybe"))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("workload_placement_placement_"));
  }

  @Test
  void the_table_of_metrics_has_those_of_the_operator_with_type_and_labels() {
    Map<String, String> documented =
        ScenarioCluster.text("docs/operations.md")
            .lines()
            .filter(line -> line.startsWith("| `workload_placement_"))
            .map(line -> line.replace("`", "").split(" \\| "))
            .collect(
                Collectors.toMap(
                    cells -> cells[0].substring(2),
                    cells -> cells[1] + " by " + cells[2].strip(),
                    (one, other) -> one + " and again " + other,
                    TreeMap::new));
    Map<String, String> exposed = new TreeMap<>();
    List<String> lines = cluster.operator().metrics().lines().toList();
    for (String line : lines) {
      if (line.startsWith("# TYPE workload_placement_") && !line.contains("_max ")) {
        String[] words = line.split(" ");
        exposed.put(words[2], words[3] + " by " + labels(words[2], lines));
      }
    }

    assertThat(documented).containsAllEntriesOf(exposed);
    assertThat(documented.keySet())
        .filteredOn(name -> !exposed.containsKey(name))
        .containsExactly(
            "workload_placement_events_failed_total",
            "workload_placement_placements_fallen_back",
            "workload_placement_policy_file_faults");
  }

  @Test
  void dashboards_alerts_and_recording_rules_ask_for_metrics_that_there_are() {
    Set<String> known =
        Stream.concat(exposed(), documented()).collect(Collectors.toCollection(TreeSet::new));
    Pattern ofRouter = MonitoringQuery.keptOfRouter();

    assertThat(queries())
        .hasSizeGreaterThan(70)
        .allSatisfy(
            query ->
                assertThat(query.metrics())
                    .as(query.toString())
                    .isNotEmpty()
                    .allMatch(name -> known.contains(name) || ofRouter.matcher(name).matches()));
  }

  @Test
  void prometheus_takes_every_query_and_those_of_dashboards_and_recording_rules_have_an_answer(
      @TempDir Path folder) {
    assumeTrue(PrometheusServer.isInstalled(), "prometheus is not there");
    try (PrometheusServer prometheus =
        PrometheusServer.scraping(cluster.operator().metricsAddress(), folder)) {
      for (MonitoringQuery query : queries()) {
        prometheus.accepts(query);
      }
      Stream.concat(
              MonitoringQuery.ofDashboards().stream(),
              MonitoringQuery.ofRules("recording-rules.yaml").stream())
          .filter(query -> !query.isOfRouter())
          .forEach(prometheus::answers);
    }
  }

  private static List<MonitoringQuery> queries() {
    return Stream.of(
            MonitoringQuery.ofDashboards(),
            MonitoringQuery.ofRules("alerts.yaml"),
            MonitoringQuery.ofRules("recording-rules.yaml"))
        .flatMap(List::stream)
        .toList();
  }

  private static Stream<String> exposed() {
    return cluster
        .operator()
        .metrics()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceFirst("[{ ].*", ""));
  }

  private static Stream<String> documented() {
    return ScenarioCluster.text("docs/operations.md")
        .lines()
        .filter(line -> line.startsWith("| `workload_placement_"))
        .map(line -> line.split("`")[1]);
  }

  private static String labels(String metric, List<String> lines) {
    return lines.stream()
        .filter(line -> line.matches(metric + "(_count)?[{ ].*"))
        .findFirst()
        .map(
            line ->
                Pattern.compile("(\\w+)=\"")
                    .matcher(line)
                    .results()
                    .map(label -> label.group(1))
                    .sorted()
                    .collect(Collectors.joining(", ")))
        .orElseThrow();
  }

  /** The API server takes no writes to a namespace, but for statuses and events. */
  private record Unavailable(String namespace) implements Interceptor {
    @Override
    public Optional<Answer> before(Request request) {
      return request.isWrite()
              && request.path().contains("/namespaces/" + namespace + "/")
              && !request.path().endsWith("/status")
              && !request.path().contains("/events")
          ? Optional.of(Answer.refusal(503, "ServiceUnavailable", "etcd is away"))
          : Optional.empty();
    }
  }
}
