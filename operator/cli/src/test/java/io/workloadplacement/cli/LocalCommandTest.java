package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The first command of the README, as a newcomer types it. */
class LocalCommandTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("repository.root"), "config", "samples");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void brings_every_sample_to_ready_and_says_why() {
    assertThat(local("--apply", SAMPLES.toString(), "--once")).as(() -> out + "\n" + err).isZero();
    assertThat(out.toString())
        .contains("kubectl --kubeconfig=")
        .contains("default/payment-webhook decided: Knative")
        .contains("default/payment-webhook Ready on Knative")
        .contains("default/storefront-api Ready on Deployment")
        .contains("default/card-vault runs on Deployment (PolicyRequires)")
        .contains("services.serving.knative.dev/payment-webhook-kn")
        .contains("endpointslices.discovery.k8s.io/payment-webhook-router")
        .doesNotContain("NOT Ready");
  }

  @Test
  void names_the_culprit_when_the_time_is_over() {
    int status =
        local(
            "--apply", SAMPLES.resolve("steady-api.yaml").toString(), "--once", "--timeout", "1ms");
    assertThat(status).isEqualTo(1);
    assertThat(out.toString()).contains("default/storefront-api is NOT Ready: ");
  }

  @Test
  void refuses_a_manifest_in_the_words_of_the_api_server(@TempDir Path folder) throws IOException {
    Path manifest = folder.resolve("typo.yaml");
    Files.writeString(
        manifest,
        Files.readString(SAMPLES.resolve("steady-api.yaml"))
            .replace("pattern: Steady", "pattern: Stedy"));
    assertThat(local("--apply", manifest.toString(), "--once")).isEqualTo(2);
    assertThat(err.toString())
        .contains("spec.traffic.pattern")
        .contains("Stedy")
        .contains("\"Steady\"");
  }

  @Test
  void takes_a_folder_as_far_as_it_goes(@TempDir Path folder) throws IOException {
    Files.copy(SAMPLES.resolve("steady-api.yaml"), folder.resolve("a.yaml"));
    Files.write(folder.resolve("b.yaml"), new byte[] {0, 1, (byte) 0xff, 7});
    Files.writeString(
        folder.resolve("c.yaml"),
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: store}
        """);
    Files.writeString(
        folder.resolve("d.yaml"),
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: lonely
          annotations:
            workloadplacement.io/traffic-pattern: Sporadic
            workloadplacement.io/average-requests-per-second: "0.01"
            workloadplacement.io/latency-target: 2s
        spec: {selector: {app: nobody}, ports: [{port: 80}]}
        """);

    assertThat(local("--apply", folder.toString(), "--once", "--timeout", "20s"))
        .as(() -> out + "\n" + err)
        .isEqualTo(2);

    assertThat(out.toString())
        .contains("default/storefront-api runs on Deployment")
        .contains("default/lonely is NOT Ready: NotPlaced: ")
        .doesNotContain("\tat ");
    assertThat(err.toString())
        .contains("b.yaml")
        .contains("c.yaml:1:1: document 1, StatefulSet store: skipped: the local mode has no")
        .doesNotContain("\tat ");
  }

  @Test
  void a_file_that_is_no_text_is_refused_in_a_line(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("program"), new byte[] {0x7f, 'E', 'L', 'F', 0, 1, 2});

    assertThat(local("--apply", file.toString())).isEqualTo(2);
    assertThat(err.toString()).startsWith("--apply: " + file).doesNotContain("\tat ", "Exception");
  }

  @Test
  void refuses_a_path_that_does_not_exist_and_a_time_that_is_none() {
    assertThat(local("--apply", "no/such/folder")).isEqualTo(2);
    assertThat(err.toString()).contains("no/such/folder: there is no such file or folder");
    assertThat(local("--timeout", "soon")).isEqualTo(2);
    assertThat(err.toString()).contains("--timeout: 'soon' is not a duration");
  }

  private int local(String... arguments) {
    CommandLine command =
        LocalCommand.commandLine(QuickOperator::create, InputStream.nullInputStream());
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }
}
