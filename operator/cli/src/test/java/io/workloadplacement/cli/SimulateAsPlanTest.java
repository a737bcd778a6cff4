package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** simulate decides as plan does, word for word, of whatever can be planned. */
class SimulateAsPlanTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("repository.root", "..")).resolve("config/samples");

  private static final Instant NOW = Instant.parse("2026-11-21T06:30:00Z");

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata:
        name: cart
        annotations:
          workloadplacement.io/traffic-pattern: %s
          workloadplacement.io/average-requests-per-second: "%s"
          workloadplacement.io/latency-target: 2s
          workloadplacement.io/cold-start: 800ms
      spec: {selector: {app: cart}, ports: [{port: 80, targetPort: 9000}]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: cart}
      spec:
        selector: {matchLabels: {app: cart}}
        template:
          metadata: {labels: {app: cart}}
          spec:
            %s
            containers:
              - name: app
                image: example.com/cart:1
                ports: [{name: web, containerPort: 9000}]
                lifecycle: {preStop: {sleep: {seconds: 5}}}
                resources: {requests: {cpu: 200m, memory: 256Mi}, limits: {memory: 256Mi}}
      """;

  private static final String EXCEPTION =
      """
      apiVersion: workloadplacement.io/v1alpha1
      kind: WorkloadPlacement
      metadata: {name: checkout}
      spec:
        template: {spec: {containers: [{name: app, image: app}]}}
        traffic: {pattern: Sporadic, averageRequestsPerSecond: '0.005'}
        latency: {target: 2s, coldStart: 800ms}
        placement: {exception: {reason: launch, approvedBy: ana, expiresAt: "%s"}}
      ---
      apiVersion: workloadplacement.io/v1alpha1
      kind: PlacementPolicy
      metadata: {name: warm}
      spec:
        exceptions: {allowed: true}
        rules: [{name: warm, when: "true", effect: Require, target: Deployment, message: Warm.}]
      """;

  @TempDir private static Path folder;
  private static Path trace;

  @BeforeAll
  static void trace() throws IOException {
    trace = Files.writeString(folder.resolve("t.csv"), "t_s,count\n0,1\n60,0\n120,3\n");
  }

  static Stream<Path> manifests() throws IOException {
    List<Path> samples;
    try (Stream<Path> files = Files.list(SAMPLES)) {
      samples = files.sorted().toList();
    }
    String kubernetesDefaults =
        "dnsPolicy: ClusterFirst\n      restartPolicy: Always\n      schedulerName: default-scheduler\n      terminationGracePeriodSeconds: 45";
    return Stream.concat(
        samples.stream(),
        Stream.of(
            write("adopted.yaml", SERVICE.formatted("Sporadic", "0.01", kubernetesDefaults)),
            write("blocked.yaml", SERVICE.formatted("Sporadic", "0.01", "hostNetwork: true")),
            write("busy.yaml", SERVICE.formatted("Steady", "400", "dnsPolicy: Default")),
            write("counts.yaml", EXCEPTION.formatted("2026-12-01T00:00:00Z")),
            write("expired.yaml", EXCEPTION.formatted("2026-11-01T00:00:00Z"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("manifests")
  void bothSayTheSame(Path manifest) throws IOException {
    String planned = run("plan", "-f", manifest.toString());
    String simulated = run("simulate", "--trace", trace.toString(), "-f", manifest.toString());

    List<String> plan = planned.lines().limit(2).map(String::strip).toList();
    String decision = plan.get(0).replaceFirst("^[^ ]+: ", "");
    assertThat(simulated).contains("Decision: " + decision + ". " + plan.get(1));
  }

  private static String run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine(context -> null, () -> NOW, new ByteArrayInputStream(new byte[0]))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    assertThat(status).as(err.toString()).isZero();
    return out.toString();
  }

  private static Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
