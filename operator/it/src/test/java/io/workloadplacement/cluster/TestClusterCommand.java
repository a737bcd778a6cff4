package io.workloadplacement.cluster;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workloadplacement.caller.CallerRun;
import io.workloadplacement.caller.EchoServer;
import io.workloadplacement.caller.KeptConnections;
import io.workloadplacement.caller.RawCall;
import io.workloadplacement.load.LoadGenerator;
import io.workloadplacement.load.LoadReport;
import io.workloadplacement.load.TraceLoad;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The real cluster on which the scenarios run, by the command that the variable TEST_CLUSTER names.
 */
final class TestClusterCommand {

  private static final Duration LONGEST_LOAD = Duration.ofMinutes(20);

  private final String command;

  private TestClusterCommand(String command) {
    this.command = command;
  }

  static TestClusterCommand here() {
    String command = System.getenv("TEST_CLUSTER");
    assertThat(command).as("the variable TEST_CLUSTER names the laboratory's command").isNotNull();
    return new TestClusterCommand(command);
  }

  /**
   * Runs the laboratory's command and gives what it prints; anything but success fails the test
   * with that.
   */
  String run(String... arguments) {
    Process process = start(arguments);
    String output = read(process);
    assertThat(end(process)).as("%s %s: %s", command, String.join(" ", arguments), output).isZero();
    return output;
  }

  /**
   * Takes Knative's definitions away; its namespaces may take longer to end than the command waits.
   */
  void removeKnative() {
    Process process = start("remove-knative");
    String output = read(process);
    end(process);
    assertThat(output).contains("\"services.serving.knative.dev\" deleted");
  }

  String kubectl(String... arguments) {
    List<String> all = new ArrayList<>(List.of("kubectl"));
    all.addAll(Arrays.asList(arguments));
    return run(all.toArray(String[]::new));
  }

  /** The status code with which an address inside the cluster answers; 0 where it does not. */
  int status(String url, int timeoutSeconds) {
    return status("-m", Integer.toString(timeoutSeconds), url);
  }

  /** The same for a caller of its own kind, by curl's arguments. */
  int status(String... curl) {
    List<String> line =
        new ArrayList<>(List.of("exec", "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}"));
    line.addAll(Arrays.asList(curl));
    Process process = start(line.toArray(String[]::new));
    String output = read(process).strip();
    end(process);
    return Integer.parseInt(output);
  }

  /**
   * Waits until an address inside the cluster answers. Proxies follow the endpoints of a Service a
   * moment after the API server tells them, and nothing tells when they have.
   */
  void answers(String url) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(status(url, 30)).as(url).isEqualTo(200));
  }

  /**
   * A load on an address from inside the cluster, until it is stopped: half of it on new
   * connections, half on kept ones.
   */
  Load load(String url, int requestsPerSecond) {
    Process process =
        java(
            LoadGenerator.class,
            url,
            Integer.toString(requestsPerSecond),
            Integer.toString((int) LONGEST_LOAD.toSeconds()),
            "--samples");
    return new Load(process, CompletableFuture.supplyAsync(() -> read(process)));
  }

  /**
   * Sends requests from inside the cluster at the moments of a plan, see {@link TraceLoad}, and
   * waits for the last answer.
   *
   * @param start milliseconds since 1970
   * @return what became of them, by the names in the plan
   */
  Map<String, LoadReport> send(Path plan, long start) {
    Process process = java(TraceLoad.class, plan.toString(), Long.toString(start));
    String samples = read(process);
    assertThat(end(process)).as(samples).isZero();
    return samples
        .lines()
        .map(line -> line.split(" ", 2))
        .collect(
            groupingBy(
                words -> words[0],
                collectingAndThen(mapping(words -> words[1], joining("\n")), LoadReport::parse)));
  }

  /** A load that runs. */
  record Load(Process process, CompletableFuture<String> samples) {

    /** Ends it, and fails unless every single request was answered with 200. */
    LoadReport everyRequestWasAnswered() {
      LoadReport report = stop();
      assertThat(report.samples()).isNotEmpty();
      assertThat(report.failed()).as(report::summary).isEmpty();
      return report;
    }

    LoadReport stop() {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return LoadReport.parse(samples.join());
    }
  }

  /**
   * Requests by which a ServiceAccount has changed something since the cluster started, counted by
   * verb and resource.
   */
  String writes(String serviceAccount) {
    return run("writes", "^system:serviceaccount:" + serviceAccount + "$");
  }

  /**
   * Calls a workload in every way from inside the cluster, until it is stopped.
   *
   * @param arguments those of {@link CallerRun}
   */
  Calls calls(String... arguments) {
    Process process = java(CallerRun.class, arguments);
    return new Calls(process, CompletableFuture.supplyAsync(() -> read(process)));
  }

  /** Keeps connections to a Service, with a request on each from time to time. */
  Calls keptConnections(String host, int count, int pauseMillis) {
    Process process =
        java(
            KeptConnections.class,
            kubectl(
                "get",
                "service",
                host.split("\\.")[0],
                "-n",
                "shop",
                "-o",
                "jsonpath={.spec.clusterIP}"),
            host,
            Integer.toString(count),
            Integer.toString(pauseMillis));
    return new Calls(process, CompletableFuture.supplyAsync(() -> read(process)));
  }

  /** What arrives at an {@link EchoServer} of a request with this head. */
  String arrives(String ip, String head) {
    Process process = java(RawCall.class, ip, "80", head + "\r\n");
    String arrived = read(process);
    assertThat(end(process)).as(arrived).isZero();
    return arrived;
  }

  /** Calls that go on. */
  record Calls(Process process, CompletableFuture<String> lines) {

    /** Begins no more of them, and waits for the end of those that it has begun. */
    CallReport stop() {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return CallReport.parse(lines.join());
    }
  }

  static Path testClasses() {
    return Path.of(System.getProperty("test.classes", "target/test-classes")).toAbsolutePath();
  }

  /** Starts a class of the tests inside the cluster's network. */
  private Process java(Class<?> main, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add("exec");
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-XX:TieredStopAtLevel=1");
    line.add("--add-exports=java.net.http/jdk.internal.net.http.hpack=ALL-UNNAMED");
    line.add("-cp");
    line.add(testClasses().toString());
    line.add(main.getName());
    line.addAll(Arrays.asList(arguments));
    return start(line.toArray(String[]::new));
  }

  private Process start(String... arguments) {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(Arrays.asList(arguments));
    try {
      return new ProcessBuilder(line).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Process process) {
    try (var output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int end(Process process) {
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** A file with these manifests. */
  static Path file(String name, String manifests) {
    try {
      Path file = Files.createTempFile(name, ".yaml");
      Files.writeString(file, manifests);
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The root of the repository, where the user would stand. */
  static Path repository() {
    Path root = Path.of(System.getProperty("repository.root", "."));
    assertThat(Files.exists(root.resolve("crds"))).isTrue();
    return root;
  }
}
