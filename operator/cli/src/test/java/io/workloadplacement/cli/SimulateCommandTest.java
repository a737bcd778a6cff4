package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** The commands simulate and profile, from their arguments to their output. */
class SimulateCommandTest {

  private static final String PLACEMENT =
      """
      apiVersion: workloadplacement.io/v1alpha1
      kind: WorkloadPlacement
      metadata: {name: checkout}
      spec:
        template: {spec: {containers: [{name: app, image: app}]}}
        traffic: {pattern: Sporadic, averageRequestsPerSecond: '0.005'}
        latency: {target: 2s, coldStart: 800ms}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;
  private Path placement;

  @BeforeEach
  void placement() throws IOException {
    placement = write("checkout.yaml", PLACEMENT);
  }

  @Test
  void showsBothSidesTheDecisionAndHindsight() throws IOException {
    assertThat(execute("simulate", "--trace", timer(), "-f", placement)).isZero();

    assertThat(out.toString())
        .startsWith("timer.csv: 1 workload; 288 requests; over 24h; bins of 1m, arrivals within")
        .containsPattern("cold starts +0 +288")
        .containsPattern("requests that met one +0.0 % +100.0 %")
        .containsPattern("latency, p95 +100ms +1[23]\\d\\dms")
        .containsPattern("target of 2s at p95 +met +met")
        .contains("Decision: Knative (WeightedMatrix)")
        .contains("Hindsight: Knative: both meet the target and it is cheaper.")
        .contains("The decision was the same.");
  }

  @Test
  void theSameSeedGivesTheSameOutput() throws IOException {
    execute("simulate", "--trace", timer(), "-f", placement);
    String first = out.toString();
    out.getBuffer().setLength(0);
    execute("simulate", "--trace", timer(), "-f", placement);
    assertThat(out.toString()).isEqualTo(first);

    out.getBuffer().setLength(0);
    execute("simulate", "--trace", timer(), "-f", placement, "--seed", "2");
    assertThat(out.toString()).isNotEqualTo(first);
  }

  @Test
  void pricesAreThoseOfThePolicy() throws IOException {
    Path policy =
        write(
            "policy.yaml",
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: PlacementPolicy
            metadata: {name: expensive}
            spec: {prices: {currency: CAD, cpuCoreHour: "10", memoryGibHour: "0", requestsMillion: "0"}}
            """);

    execute("simulate", "--trace", timer(), "-f", placement, "--policy", policy);

    // 100m of a core for a month of 730.5 hours.
    assertThat(out.toString()).containsPattern("cost of a month, CAD +730.50 ");
  }

  @Test
  void severalWorkloadsAreReplayedEachByItself() throws IOException {
    Path trace = write("two.csv", "workload_id,m1,m2,m3\na,1,0,0\nb,0,0,5\n");

    assertThat(execute("simulate", "--trace", trace, "-f", placement, "--sum")).isZero();

    assertThat(out.toString())
        .contains("2 workloads")
        .containsPattern("(?m)^a +1 Knative ")
        .containsPattern("(?m)^b +5 Knative ")
        .containsPattern("cold starts +0 +2")
        .contains("the replay adds up 2 workloads");
  }

  @Test
  void severalWorkloadsAreAddedUpOnlyWhenAsked() throws IOException {
    Path trace = write("two.csv", "workload_id,m1,m2,m3\na,1,0,0\nb,0,0,5\n");

    assertThat(execute("simulate", "--trace", trace, "-f", placement)).isEqualTo(2);
    assertThat(err.toString())
        .containsPattern("(?m)two.csv holds 2 workloads, and .*checkout.yaml is one:$")
        .containsPattern("(?m)^  a +1 request$")
        .containsPattern("(?m)^  b +5 requests$")
        .contains("Choose one with --workload, such as --workload 'a'", "add them up with --sum");

    assertThat(execute("simulate", "--trace", trace, "-f", placement, "--workload", "b")).isZero();
    assertThat(out.toString())
        .startsWith("two.csv: 1 workload; 5 requests; over 3m;")
        .containsPattern("cold starts +0 +1");
  }

  @Test
  void whatIsSavedStandsFirst() throws IOException {
    execute("simulate", "--trace", timer(), "-f", placement);

    assertThat(out.toString().lines().skip(2).findFirst().orElseThrow())
        .matches(
            "Knative saves 2\\.\\d\\d USD a month \\(7\\d %\\): 0\\.\\d\\d instead of 2\\.70 for a Deployment\\."
                + " In the 24h of the trace that is 0\\.0\\d+ USD\\. Both sides meet the target of 2s at p95\\.");
  }

  @Test
  void aDearerSideThatAloneMeetsTheTargetIsSaidToBe() throws IOException {
    Path hurry = write("hurry.yaml", PLACEMENT.replace("target: 2s", "target: 150ms"));

    execute("simulate", "--trace", timer(), "-f", hurry);

    assertThat(out.toString())
        .containsPattern(
            "A Deployment costs 2\\.\\d\\d USD a month more than Knative \\(\\d+ %\\): 2\\.70 instead of")
        .contains("Only a Deployment meets the target of 150ms at p95.");
  }

  @Test
  void aSideThatCannotRunItSavesNothing() throws IOException {
    Path blocked =
        write("blocked.yaml", PLACEMENT.replace("{spec: {", "{spec: {hostNetwork: true, "));

    execute("simulate", "--trace", timer(), "-f", blocked);

    assertThat(out.toString())
        .contains("Knative cannot run it; a Deployment would cost 2.70 USD a month.")
        .contains("Hindsight: Deployment: Knative cannot run it.");
  }

  @Test
  void withoutRequestsOrPricesNothingIsDividedByZero() throws IOException {
    Path silent = write("silent.csv", "t_s,count\n0,0\n60,0\n86400,0\n");
    Path free =
        write(
            "free.yaml",
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: PlacementPolicy
            metadata: {name: free}
            spec: {prices: {currency: USD, cpuCoreHour: "0", memoryGibHour: "0", requestsMillion: "0"}}
            """);
    Path report = folder.resolve("silent.html");

    assertThat(execute("simulate", "--trace", silent, "-f", placement, "--report", report))
        .isZero();
    assertThat(execute("simulate", "--trace", timer(), "-f", placement, "--policy", free)).isZero();

    assertThat(out + Files.readString(report))
        .contains("The trace has no requests", "Both sides would cost 0.00 USD a month.")
        .doesNotContain("NaN", "Infinity");
  }

  @Test
  void estimateAndReplayAreToldApart() throws IOException {
    execute("simulate", "--trace", timer(), "-f", placement);

    assertThat(out.toString())
        .containsPattern("estimated: p95 +100ms +905ms")
        .contains(
            "Estimated is what the decision expects of the declared traffic (0.005 requests per second, each cold start 800ms); the other rows are what this trace gave (0.0033 requests per second, cold starts that spread around a median of 800ms): p95 was 1")
        .containsPattern("p95 was 1[23]\\d\\dms on Knative and not 905ms\\.");
  }

  @Test
  void aShortTraceIsWarnedOf() throws IOException {
    Path one = write("one.csv", "t_s\n17\n");

    execute("simulate", "--trace", one, "-f", placement);
    assertThat(out.toString())
        .contains(
            "Warning: The trace covers 1s: less than a day says little of a month. Give a day at least, and a week where weekdays differ.",
            "Warning: The trace has 1 request: p95 is then the chance of a few. Give 100 requests at least.");

    execute("profile", "--trace", one);
    assertThat(out.toString()).contains("# Warning: The trace covers 1s");

    out.getBuffer().setLength(0);
    execute("simulate", "--trace", timer(), "-f", placement);
    execute("profile", "--trace", timer());
    assertThat(out.toString()).doesNotContain("Warning");
  }

  @Test
  void aTraceWithDatesSaysFromWhenToWhen() throws IOException {
    Path dated = write("dated.csv", "date,count\n2026-11-02T00:00:00Z,5\n2026-11-02T12:00:00Z,7\n");
    Path report = folder.resolve("dated.html");

    execute("simulate", "--trace", dated, "-f", placement, "--report", report);

    assertThat(out.toString())
        .startsWith(
            "dated.csv: 1 workload; 12 requests; over 24h, 2026-11-02 00:00 to 2026-11-03 00:00 UTC;");
    assertThat(Files.readString(report))
        .contains(
            ">Nov 2<",
            ">06:00<",
            "<p class=\"below\">2026-11-02 00:00 to 2026-11-03 00:00 UTC</p>");
  }

  @Test
  void reportIsOnePageThatNeedsNothingElseAndEscapesWhatItShows() throws Exception {
    Path report = folder.resolve("out.html");
    Path trace = write("a<b>&.csv", "t_s\n1\n2\n500\n");

    assertThat(execute("simulate", "--trace", trace, "-f", placement, "--report", report)).isZero();

    String page = Files.readString(report);
    assertThat(page)
        .contains("<svg", "Requests per second", "Replicas", "Cost so far", "TrafficPattern")
        .contains(
            "<p class=\"lead\">Knative saves ", "<p class=\"warning\"><strong>Warning.</strong>")
        .contains(">target 2s</span>", ">p95</span>", "latency, on a logarithmic axis")
        .contains("share of the requests that took at most so long, in percent", ">USD</p>")
        .contains("prefers-color-scheme: dark", "@media print", "@media (max-width")
        .contains("a&lt;b&gt;&amp;.csv")
        // Text within a chart would shrink with it on a phone.
        .doesNotContain("<text")
        .doesNotContain("a<b>", "http", "<script", "<link", "@import", "url(", "NaN", "Infinity");
    var factory = DocumentBuilderFactory.newInstance();
    for (String svg : page.split("(?=<svg)")) {
      if (svg.startsWith("<svg")) {
        String whole = svg.substring(0, svg.indexOf("</svg>") + 6);
        assertThat(
                factory
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(whole)))
                    .getElementsByTagName("path")
                    .getLength())
            .isPositive();
      }
    }
  }

  @Test
  void evaluationEndsWithTheTableOfRegret() throws IOException {
    Path traces = Files.createDirectory(folder.resolve("traces"));
    Files.copy(timer(), traces.resolve("timer.csv"));
    Files.writeString(traces.resolve("config.csv"), "app,cpu\na,1\n");
    Files.writeString(traces.resolve("README.md"), "text");

    assertThat(execute("simulate", "--evaluate", traces)).isZero();

    assertThat(out.toString())
        .contains("Skipped, no trace: README.md", "Skipped, no trace: config.csv")
        .contains("Moves, when each workload is decided anew every hour");
    assertThat(out.toString().strip().lines().reduce((a, b) -> b).orElseThrow())
        .startsWith("timer")
        .containsPattern("all +all +4 ")
        .contains("100.0%");
  }

  @Test
  void profileIsOneToPasteIntoAPlacement() throws IOException {
    assertThat(execute("profile", "--trace", timer())).isZero();

    assertThat(out.toString())
        .contains("# timer: 288 requests in 24h;")
        .contains("pattern: Bursty", "averageRequestsPerSecond: \"0.003333\"", "interval:");
    Path pasted =
        write(
            "pasted.yaml",
            PLACEMENT.replaceFirst("  traffic: .*\n", "")
                + out.toString().substring(out.toString().indexOf("spec:\n") + 6));
    assertThat(execute("simulate", "--trace", timer(), "-f", pasted)).isZero();
  }

  @Test
  void profileOfATraceWithDatesHasWindows() throws IOException {
    StringBuilder trace = new StringBuilder("date,count\n");
    for (int hour = 0; hour < 5 * 24; hour++) {
      trace.append(
          "2026-11-%02dT%02d:00:00Z,%d\n"
              .formatted(2 + hour / 24, hour % 24, hour % 24 >= 9 && hour % 24 < 12 ? 3600 : 0));
    }

    assertThat(execute("profile", "--trace", write("dates.csv", trace.toString()))).isZero();

    assertThat(out.toString())
        .contains("requests come at these hours (UTC) and hardly at others")
        .contains("pattern: Diurnal", "schedule: 0 9 * * *", "duration: 3h");
  }

  @Test
  void profileSaysWhatSeemsOutOfUse() throws IOException {
    Path once = write("once.csv", minutes(minute -> minute == 300));

    assertThat(execute("profile", "--trace", once)).isZero();

    assertThat(out.toString())
        .contains("it seems out of use: with a generous spec.latency.target its cost decides");
  }

  @Test
  void anAnnotatedServiceIsSimulatedWithItsDeployment() throws IOException {
    Path annotated =
        write(
            "annotated.yaml",
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: checkout
              annotations:
                workloadplacement.io/traffic-pattern: Sporadic
                workloadplacement.io/average-requests-per-second: "0.003"
                workloadplacement.io/latency-target: 5s
            spec: {selector: {app: checkout}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: checkout}
            spec:
              selector: {matchLabels: {app: checkout}}
              template:
                metadata: {labels: {app: checkout}}
                spec:
                  containers:
                    - name: app
                      image: example.com/checkout:1
                      ports: [{containerPort: 8080}]
                      resources: {requests: {cpu: "2", memory: 128Mi}}
            """);

    assertThat(execute("simulate", "--trace", timer(), "-f", annotated)).isZero();

    // Two CPUs for a month: the price is that of its Deployment.
    assertThat(out.toString()).contains("46.5");
  }

  @Test
  void aMalformedTraceIsNamedWithStatus2() throws IOException {
    Path trace = write("bad.csv", "t_s,count\n0,1\n60,minus one\n");

    assertThat(execute("simulate", "--trace", trace, "-f", placement)).isEqualTo(2);
    assertThat(err.toString())
        .contains("bad.csv, line 3, column count: 'minus one' is not a whole number of requests");
  }

  @Test
  void wrongUsageIsRefusedWithStatus2AndAHint() throws IOException {
    assertThat(execute("simulate", "--trace", timer())).isEqualTo(2);
    assertThat(err.toString()).contains("--file is missing", "Try: placement simulate --help");
    assertThat(execute("simulate")).isEqualTo(2);
    assertThat(execute("simulate", "--evaluate", folder.resolve("none"))).isEqualTo(2);
    assertThat(execute("simulate", "--trace", placement, "-f", placement)).isEqualTo(2);
    assertThat(err.toString()).contains("is no trace: its header has neither columns m1, m2");
    assertThat(execute("simulate", "--trace", timer(), "-f", placement, "--bin", "0s"))
        .isEqualTo(2);
    assertThat(execute("profile", "--trace", timer(), "--workload", "none")).isEqualTo(2);
    Path wrong = write("wrong.yaml", PLACEMENT.replace("0.005", "many"));
    assertThat(execute("simulate", "--trace", timer(), "-f", wrong)).isEqualTo(2);
    assertThat(err.toString())
        .contains("wrong.yaml:6:58:", "averageRequestsPerSecond: Invalid value: \"many\"");
    Path two =
        write("two.yaml", PLACEMENT + "---\n" + PLACEMENT.replace("name: checkout", "name: cart"));
    assertThat(execute("simulate", "--trace", timer(), "-f", two)).isEqualTo(2);
    assertThat(err.toString())
        .contains("two.yaml holds 2 WorkloadPlacements; one is simulated at a time");
  }

  /** A request every five minutes of a day. */
  private Path timer() throws IOException {
    return write("timer.csv", minutes(minute -> minute % 5 == 0));
  }

  private static String minutes(IntPredicate called) {
    StringBuilder trace = new StringBuilder("t_s,count\n");
    for (int minute = 0; minute < 1440; minute++) {
      trace.append(60 * minute).append(',').append(called.test(minute) ? 1 : 0).append('\n');
    }
    return trace.toString();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private int execute(Object... args) {
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    return Main.commandLine(
            context -> {
              throw new AssertionError("No operator is to be built");
            })
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(texts);
  }
}
