package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The ways to install the operator. */
final class Installations {

  static final Path CHART = KubernetesObjects.ROOT.resolve("charts/workload-placement-operator");
  static final String NAMESPACE = "workload-placement-system";

  private Installations() {}

  static Helm helm() {
    return new Helm(CHART);
  }

  static TemplateCommand chart() {
    return helm()
        .template()
        .withName("workload-placement-operator")
        .withNamespace(NAMESPACE)
        .withKubeVersion("1.36.0");
  }

  static KubernetesObjects byHelm() {
    return KubernetesObjects.parse(chart().call());
  }

  /** By Roles in some namespaces alone. */
  static KubernetesObjects inNamespaces(String... namespaces) {
    TemplateCommand chart = chart();
    for (int i = 0; i < namespaces.length; i++) {
      chart.set("watchNamespaces[" + i + "]", namespaces[i]);
    }
    return KubernetesObjects.parse(chart.call());
  }

  /** What {@code config/default} is made of, without what kustomize itself adds. */
  static KubernetesObjects byKustomize() {
    return new KubernetesObjects(
        Stream.of(
                "config/manager",
                "config/rbac",
                "config/admission",
                "config/approvers",
                "config/router")
            .flatMap(folder -> KubernetesObjects.folder(folder).objects().stream())
            .toList());
  }

  static boolean hasKubectl() {
    try {
      return run("kubectl", "version", "--client").exitCode() == 0;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  static KubernetesObjects kustomize(String... arguments) {
    List<String> command =
        Stream.concat(Stream.of("kubectl", "kustomize"), Stream.of(arguments)).toList();
    Output output = run(command.toArray(String[]::new));
    assertThat(output.exitCode()).as("%s: %s", command, output.text()).isZero();
    return KubernetesObjects.parse(output.text());
  }

  private static Output run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(KubernetesObjects.ROOT.toAbsolutePath().toFile())
              .redirectErrorStream(true)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Output(process.waitFor(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private record Output(int exitCode, String text) {}
}
