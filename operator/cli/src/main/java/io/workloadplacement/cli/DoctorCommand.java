package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.app.Versions;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks for what keeps placements from working. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Looks at what placements need: the definitions, the operator, its leader, rights and router,"
            + " Knative and its flags, metrics, autoscalers, NetworkPolicies, and the placements"
            + " themselves. Says of each how it is, and the way out. Nothing is written.",
    footer =
        "%nExit status: 0 when nothing fails; 1 when there are warnings and --strict is given; 2 when"
            + " something fails, or the command line is wrong.")
final class DoctorCommand implements Callable<Integer> {

  private static final int WARNED = 1;
  private static final int FAILED = 2;

  private final InstantSource clock;

  @Option(names = "--strict", description = "Warnings give the exit status 1.")
  private boolean strict;

  @Mixin private ClusterOptions cluster;

  @Spec private CommandSpec spec;

  DoctorCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try (KubernetesClient client = cluster.connect()) {
      PrintWriter out = spec.commandLine().getOut();
      List<Finding> findings = findings(client);
      findings.forEach(
          finding ->
              out.println(
                  "%-4s  %-15s  %s"
                      .formatted(finding.level(), finding.subject(), finding.message())));
      out.flush();
      return switch (findings.stream()
          .map(Finding::level)
          .max(Comparator.naturalOrder())
          .orElse(Finding.Level.OK)) {
        case OK -> CommandLine.ExitCode.OK;
        case WARN -> strict ? WARNED : CommandLine.ExitCode.OK;
        case FAIL -> FAILED;
      };
    }
  }

  private List<Finding> findings(KubernetesClient client) {
    try {
      String version = client.getKubernetesVersion().getGitVersion();
      return Stream.concat(
              Stream.of(Finding.ok("API server", "It answers, as Kubernetes " + version + ".")),
              Stream.concat(
                      new InstallationDiagnoses(clock.instant()).all().stream(),
                      ClusterDiagnoses.all().stream())
                  .flatMap(diagnosis -> diagnosis.findings(client).stream()))
          .toList();
    } catch (KubernetesClientException e) {
      return List.of(
          Finding.fail(
              "API server",
              "%s does not answer as it should: %s"
                  .formatted(client.getMasterUrl(), ApiServerAnswer.inWords(e))));
    }
  }
}
