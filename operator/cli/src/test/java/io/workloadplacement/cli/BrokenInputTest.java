package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.app.OperatorRuntime;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import io.workloadplacement.local.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever {@code plan}, {@code migrate} and {@code run} are given, they answer in sentences. */
class BrokenInputTest {

  /** What stands beside each broken object, so that the object bears upon something. */
  private static final String SOUND =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: cart}
      spec:
        selector: {matchLabels: {app: cart}}
        template:
          metadata: {labels: {app: cart}}
          spec: {containers: [{name: app, image: "registry.example/cart:1"}]}
      ---
      apiVersion: v1
      kind: Service
      metadata:
        name: cart
        annotations:
          workloadplacement.io/traffic-pattern: Sporadic
          workloadplacement.io/average-requests-per-second: "0.01"
          workloadplacement.io/latency-target: 2s
      spec: {selector: {app: cart}, ports: [{port: 80, targetPort: 8080}]}
      ---
      """;

  @TempDir static Path folder;
  private static LocalCluster cluster;
  private static Path kubeconfig;

  @BeforeAll
  static void start() throws IOException {
    cluster = LocalCluster.start(Options.defaults());
    kubeconfig = cluster.writeKubeconfig(folder.resolve("kubeconfig"));
    cluster.intercept(new Oddities());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5",
        "[]",
        "- - - x",
        "{}",
        "kind: Deployment",
        "apiVersion: {a: 1}\nkind: [Deployment]",
        "apiVersion: apps/v1\nkind: Deployment",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: x\nspec: y",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: other}\nspec: {selector: 5, template: {metadata: {labels: [app]}}}",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: other, ownerReferences: [{name: x}, {}]}\nspec: {selector: {matchLabels: {app: o}}, template: {metadata: {labels: {app: o}}, spec: {containers: []}}}",
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: [x]",
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db, labels: 5}\nspec: {template: {metadata: {labels: {app: {a: b}}}}}",
        "apiVersion: v1\nkind: Service\nmetadata: {name: other}",
        "apiVersion: v1\nkind: Service\nmetadata: {name: other, annotations: {workloadplacement.io/traffic-pattern: 5}}\nspec: {ports: x}",
        "apiVersion: v1\nkind: Service\nmetadata: {name: other, annotations: {workloadplacement.io/traffic-pattern: Steady, workloadplacement.io/average-requests-per-second: \"1e999999999\", workloadplacement.io/latency-target: 99999999999999999999h}}\nspec: {selector: {app: cart}}",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: cart, labels: {app: cart}, ownerReferences: [{kind: Job}]}\nspec: {}",
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: cart}\nspec: {}",
        "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: {name: cart}\nspec: {minReplicas: [1]}",
        "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: {name: cart}",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: cart}\nspec: {rules: [null, {http: {paths: [{}]}}]}",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: cart}\nspec: {rules: [{http: {}}], defaultBackend: {}}",
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: cart}\nspec: x",
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: cart}",
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: cart}\nspec: {selector: {matchExpressions: [{key: app, operator: Has}]}}",
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: cart}",
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: cart}\nspec: {rules: {backendRefs: x}}",
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: cart}\nspec: [1, 2]",
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nspec: {rules: [5, {backendRefs: [7, {name: [x]}], filters: [{urlRewrite: 1}]}]}",
        "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: cart}\nspec: {scaleTargetRef: [cart]}",
        "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: cart}\nspec: {scaleTargetRef: {name: {a: 1}}, advanced: 5}",
        "apiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata: {name: cart}\nspec: {targetRef: cart, updatePolicy: [Off]}",
        "apiVersion: v1\nkind: Namespace\nmetadata: {labels: {a: b}}",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: [a]}",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config-features, namespace: knative-serving}\ndata: [x]",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config-defaults, namespace: knative-serving}\ndata: {max-revision-timeout-seconds: \"99999999999999999999\"}",
        "apiVersion: workloadplacement.io/v1alpha1\nkind: PlacementPolicy\nmetadata: {name: p}\nspec: {rules: [{when: 5}], weights: x}",
        "apiVersion: workloadplacement.io/v1alpha1\nkind: PlacementPolicy\nmetadata: {name: p}",
        "apiVersion: workloadplacement.io/v1alpha1\nkind: WorkloadPlacement\nmetadata: {name: x}\nspec: {template: [], traffic: null, latency: 5}",
        "apiVersion: workloadplacement.io/v1alpha1\nkind: WorkloadPlacement\nmetadata: {name: x, annotations: {a: 5}, labels: [x]}\nspec: null",
        "apiVersion: workloadplacement.io/v1alpha1\nkind: WorkloadPlacement\nmetadata: {name: x}\nspec: {template: {spec: {containers: [{name: a, image: a, resources: {requests: {cpu: x}}}]}}, traffic: {pattern: Steady, averageRequestsPerSecond: \"999999999999999999999999999999999\"}, latency: {target: 1ms}}",
        "apiVersion: workloadplacement.io/v1alpha1\nkind: WorkloadPlacement\nmetadata: {name: x}\nspec: {template: {spec: {containers: [{name: a, image: a, ports: [{containerPort: 99999999999}]}]}}, traffic: {pattern: Bursty, averageRequestsPerSecond: \"1\", burst: {duration: 2h, interval: 1h}}, latency: {target: 1s}}",
        "apiVersion: workloadplacement.io/v1alpha1\nkind: WorkloadPlacement\nmetadata: {name: x}\nspec: {workloadRef: {name: nobody}, traffic: {pattern: Scheduled, averageRequestsPerSecond: \"1\", activeWindows: [{schedule: '0 0 30 2 *', duration: 99999h, timeZone: ''}]}, latency: {target: 1s}}",
        "apiVersion: v1\nkind: List\nitems: [1, null, {}, [], {kind: List, items: {a: 1}}]",
        "apiVersion: v1\nkind: List\nitems: x",
        "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": 1e999}}",
        "a: *nobody",
        "? {a: b}\n: c",
        "%YAML 9.9\n---\na: b",
        "\t",
        "!!java.net.URL [http://example.com]",
      })
  void plan_answers_in_sentences(String broken) {
    PlanRun alone = PlanRun.withInput(broken, "-f", "-");
    PlanRun beside = PlanRun.withInput(SOUND + broken, "-f", "-", "--details", "--manifests");

    assertThat(alone.status()).as(alone.toString()).isEqualTo(1);
    isInSentences(alone.err());
    assertThat(beside.out()).as(beside.toString()).contains("default/cart: ");
    assertThat(beside.out()).doesNotContain("Exception");
    assertThat(beside.err().isEmpty() || beside.status() == 1 || beside.err().contains("skipped"))
        .as(beside.toString())
        .isTrue();
    if (!beside.err().isEmpty()) {
      isInSentences(beside.err());
    }
  }

  static Stream<List<String>> migrations() {
    Stream<String> arguments =
        Stream.of(
            "x --to Knative",
            "x --unpin",
            "x --watch",
            "x --to Lambda",
            "x --to",
            "--to Knative",
            "x y",
            "x --to Knative --unpin",
            "x --timeout -5s",
            "x --timeout 99999999999999999999h",
            "x --timeout ''",
            "X --to Knative",
            "x/y",
            "..",
            "-- -x",
            "x -n A",
            "x -n a/b",
            "x -n ..",
            "x --kubeconfig FOLDER",
            "x --kubeconfig FOLDER/none",
            "x --kubeconfig EMPTY",
            "x --kubeconfig BINARY",
            "x --kubeconfig TEXT",
            "x --kubeconfig NOSERVER",
            "x --kubeconfig BADSERVER",
            "x --kubeconfig NOFILES",
            "x --kubeconfig DEAD",
            "html --to Knative --kubeconfig KUBECONFIG",
            "list --to Knative --kubeconfig KUBECONFIG",
            "bare --watch --timeout 2s --kubeconfig KUBECONFIG",
            "bare --to Knative --kubeconfig KUBECONFIG",
            "error --to Knative --kubeconfig KUBECONFIG");
    // Never the machine's own kubeconfig.
    return arguments
        .map(line -> line.contains("--kubeconfig") ? line : line + " --kubeconfig KUBECONFIG")
        .map(line -> List.of(("migrate " + line).split(" ")));
  }

  static Stream<List<String>> runs() {
    Stream<String> arguments =
        Stream.of(
            "--http-port=x",
            "--http-port=-1",
            "--http-port=65536",
            "--http-port=",
            "--kubeconfig=FOLDER",
            "--kubeconfig=FOLDER/none",
            "--kubeconfig=EMPTY",
            "--kubeconfig=BINARY",
            "--kubeconfig=TEXT",
            "--kubeconfig=NOSERVER",
            "--kubeconfig=NOFILES",
            "--kubeconfig=KUBECONFIG --kube-context=nobody",
            "--kubeconfig=KUBECONFIG --pod-namespace=A",
            "--kubeconfig=KUBECONFIG --pod-name=a_b",
            "--kubeconfig=KUBECONFIG --watch-namespaces=a,,b",
            "--kubeconfig=KUBECONFIG --leader-election=perhaps",
            "--kubeconfig=KUBECONFIG --lease-duration=1s",
            "--kubeconfig=KUBECONFIG --lease-duration=soon",
            "--kubeconfig=KUBECONFIG --renew-deadline=99999999999999999999h",
            "--kubeconfig=KUBECONFIG --renew-deadline=1h",
            "--kubeconfig=KUBECONFIG --retry-period=0s",
            "--kubeconfig=KUBECONFIG --retry-period=8s",
            "--kubeconfig=KUBECONFIG --max-concurrent-reconciles=0",
            "--kubeconfig=KUBECONFIG --max-concurrent-reconciles=99999999999",
            "--kubeconfig=KUBECONFIG --max-parallel-migrations=many",
            "--kubeconfig=KUBECONFIG --resync-interval=1ms",
            "--kubeconfig=KUBECONFIG --log-format=xml",
            "--kubeconfig=KUBECONFIG --log-level=loud",
            "--kubeconfig=KUBECONFIG --cluster-domain=a..b",
            "--unknown",
            "more",
            "--log-level");
    return arguments.map(line -> List.of(("run " + line).split(" ")));
  }

  @ParameterizedTest
  @MethodSource({"migrations", "runs"})
  void commands_answer_in_sentences(List<String> typed) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine(
                OperatorRuntime::create, () -> PlanRun.NOW, new ByteArrayInputStream(new byte[0]))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(typed.stream().map(BrokenInputTest::resolve).toArray(String[]::new));

    assertThat(status).as(out + "\n" + err).isIn(1, 2);
    isInSentences(err.toString());
  }

  private static void isInSentences(String err) {
    assertThat(err).isNotBlank().doesNotContain("\tat ", "Exception", "fault of the program");
  }

  private static String resolve(String argument) {
    int end = argument.indexOf('=');
    String option = end < 0 ? "" : argument.substring(0, end + 1);
    String value = argument.substring(end + 1);
    return option
        + switch (value) {
          case "''" -> "";
          case "FOLDER" -> folder;
          case "FOLDER/none" -> folder.resolve("none");
          case "EMPTY" -> file("");
          case "BINARY" -> file("\0\1\2\uFFFD");
          case "TEXT" -> file("hello");
          case "NOSERVER" -> file("apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\n");
          case "BADSERVER" -> file(config("htp:/nowhere else"));
          case "NOFILES" ->
              file(config("https://127.0.0.1:1', certificate-authority: '/nowhere/ca.crt"));
          case "DEAD" -> file(config("http://127.0.0.1:1"));
          case "KUBECONFIG" -> kubeconfig;
          default -> value;
        };
  }

  private static String config(String server) {
    return "apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters: [{name: c, cluster: {server: '%s'}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {}}]\n"
        .formatted(server);
  }

  private static Path file(String content) {
    try {
      Path file = Files.createTempFile(folder, "kubeconfig", "");
      Files.write(file, content.getBytes(StandardCharsets.UTF_8));
      return file;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What stands between a client and its API server may answer anything. */
  private record Oddities() implements Interceptor {
    @Override
    public Optional<Answer> before(Request request) {
      String name = request.path().replaceAll("^.*/workloadplacements/?", "");
      return switch (name) {
        case "html" ->
            Optional.of(
                new Answer.Response(
                    200,
                    Map.of("Content-Type", List.of("text/html")),
                    "<html>Sign in</html>".getBytes(StandardCharsets.UTF_8)));
        case "list" -> Optional.of(Answer.json(200, "[1, 2]"));
        case "bare" ->
            Optional.of(
                Answer.json(
                    200,
                    "{\"apiVersion\": \"workloadplacement.io/v1alpha1\", \"kind\": \"WorkloadPlacement\", \"metadata\": {\"name\": \"bare\"}}"));
        case "error" -> Optional.of(Answer.refusal(400, "BadRequest", "the request is bad"));
        default -> Optional.empty();
      };
    }
  }
}
