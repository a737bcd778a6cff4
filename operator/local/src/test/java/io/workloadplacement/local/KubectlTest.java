package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stock kubectl against the local cluster; skipped where there is none on the path. */
class KubectlTest extends ClusterTest {

  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.example.com}
      spec:
        group: example.com
        scope: Namespaced
        names: {kind: Widget, plural: widgets, shortNames: [wi]}
        versions:
        - name: v1
          served: true
          storage: true
          subresources: {status: {}}
          additionalPrinterColumns:
          - {name: SIZE, type: integer, jsonPath: .spec.size}
          schema:
            openAPIV3Schema:
              type: object
              description: A thing to try.
              properties:
                spec:
                  type: object
                  description: What is wanted.
                  required: [size]
                  properties:
                    size: {type: integer, minimum: 1, description: How large it is.}
      """;

  private static final String WIDGET =
      """
      apiVersion: example.com/v1
      kind: Widget
      metadata: {name: small}
      spec: {size: 1}
      """;

  @TempDir Path folder;
  private Path kubeconfig;

  private record Run(int code, String output) {}

  @BeforeAll
  static void requireKubectl() {
    boolean present =
        List.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)).stream()
            .anyMatch(path -> Files.isExecutable(Path.of(path, "kubectl")));
    assumeTrue(present, "there is no kubectl on the path");
  }

  @BeforeEach
  void writeKubeconfig() throws IOException {
    kubeconfig = cluster.writeKubeconfig(folder.resolve("kubeconfig"));
  }

  private Run kubectl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(
        List.of("--kubeconfig", kubeconfig.toString(), "--cache-dir", folder.toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    return new Run(process.exitValue(), Files.readString(output));
  }

  private Run apply(String manifest, String... flags) throws IOException, InterruptedException {
    Path file = Files.writeString(Files.createTempFile(folder, "manifest", ".yaml"), manifest);
    List<String> arguments = new ArrayList<>(List.of("apply", "-f", file.toString()));
    arguments.addAll(List.of(flags));
    return kubectl(arguments.toArray(String[]::new));
  }

  @Test
  void customResourcesAreAppliedShownExplainedAndRefusedAsOnARealCluster() throws Exception {
    assertThat(apply(DEFINITION).output()).contains("widgets.example.com created");
    assertThat(apply(WIDGET).output()).isEqualTo("widget.example.com/small created\n");
    assertThat(apply(WIDGET).output()).isEqualTo("widget.example.com/small unchanged\n");

    assertThat(kubectl("get", "wi").output()).matches("(?s)NAME +SIZE\\s+small +1\\s+");
    assertThat(kubectl("describe", "wi", "small").output()).contains("Size:  1");
    assertThat(kubectl("explain", "widget.spec.size").output()).contains("How large it is.");
    assertThat(kubectl("api-resources").output()).containsPattern("widgets +wi +example.com/v1");

    Run wrong = apply(WIDGET.replace("size: 1", "size: 0"));
    assertThat(wrong.code()).isNotZero();
    assertThat(wrong.output())
        .contains("The Widget \"small\" is invalid: spec.size: Invalid value: 0: spec.size in body")
        .contains("should be greater than or equal to 1");
    Run unknown = apply(WIDGET.replace("size: 1", "size: 1, colour: red"));
    assertThat(unknown.output()).contains("unknown field \"spec.colour\"");

    assertThat(kubectl("delete", "wi", "small").output()).contains("deleted");
  }

  @Test
  void deploymentsAreAppliedBothWaysScaledLabelledAwaitedAndWatched() throws Exception {
    assertThat(apply(WEB).output()).isEqualTo("deployment.apps/web created\n");
    assertThat(apply(WEB).output()).isEqualTo("deployment.apps/web unchanged\n");
    assertThat(kubectl("rollout", "status", "deploy/web", "--timeout=30s").output())
        .contains("successfully rolled out");
    assertThat(kubectl("wait", "--for=condition=Available", "deploy/web", "--timeout=30s").output())
        .contains("condition met");
    assertThat(kubectl("scale", "deploy/web", "--replicas=3").output()).contains("scaled");
    assertThat(kubectl("label", "deploy/web", "team=shop").output()).contains("labeled");
    assertThat(kubectl("annotate", "deploy/web", "note=x").output()).contains("annotated");
    until(DEPLOYMENTS + "/web", ClusterTest::isRolledOut);

    assertThat(kubectl("get", "deploy").output())
        .matches("(?s)NAME +READY +UP-TO-DATE +AVAILABLE +AGE\\s+web +3/3 +3 +3 +\\d+s\\s+");
    assertThat(kubectl("get", "pods").output()).contains("1/1", "Running");
    assertThat(kubectl("describe", "deploy", "web").output()).contains("3 available");
    assertThat(kubectl("get", "deploy", "-w", "--request-timeout=2s").output())
        .contains("web    3/3");

    Run conflict = apply(WEB.replace("web:1", "web:2"), "--server-side");
    assertThat(conflict.output()).contains("conflict with \"kubectl-client-side-apply\"");
    assertThat(apply(WEB.replace("web:1", "web:2"), "--server-side", "--force-conflicts").output())
        .contains("serverside-applied");
    assertThat(kubectl("delete", "deploy", "web").output()).contains("deleted");
  }

  @Test
  void whatIsNotServedIsRefusedInWords() throws Exception {
    Run logs = kubectl("logs", "nothing");
    assertThat(logs.code()).isNotZero();
    assertThat(kubectl("version").output()).contains("Server Version: v1.36.0-local");
  }
}
