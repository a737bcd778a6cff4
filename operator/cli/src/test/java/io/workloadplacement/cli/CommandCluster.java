package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.workloadplacement.app.Application;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The cluster of a class of tests, for commands that are typed against it. */
final class CommandCluster implements BeforeAllCallback, AfterAllCallback {

  private static final int LONGEST_NAMESPACE = 40;

  private final boolean operated;
  private LocalCluster local;
  private KubernetesClient client;
  private Path kubeconfig;
  private Optional<Application> operator = Optional.empty();

  private CommandCluster(boolean operated) {
    this.operated = operated;
  }

  /** One in which an operator works, and pods start soon. */
  static CommandCluster withOperator() {
    return new CommandCluster(true);
  }

  /** One that has the definitions, and nobody who acts on them. */
  static CommandCluster withoutOperator() {
    return new CommandCluster(false);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Options options = Options.defaults();
    local =
        LocalCluster.start(
            operated ? options.withPodStart(Duration.ofMillis(20)).withSpeed(100) : options);
    kubeconfig = local.writeKubeconfig(Files.createTempFile("commands", ".kubeconfig"));
    kubeconfig.toFile().deleteOnExit();
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
            .build();
    for (String name : List.of("workloadplacements", "placementpolicies")) {
      Path file = PlanRun.ROOT.resolve("crds/" + name + ".workloadplacement.io.yaml");
      client.resource(Files.readString(file)).serverSideApply();
    }
    if (operated) {
      operator = Optional.of(QuickOperator.start(local, kubeconfig));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    operator.ifPresent(Application::close);
    client.close();
    local.close();
  }

  LocalCluster local() {
    return local;
  }

  KubernetesClient client() {
    return client;
  }

  Path kubeconfig() {
    return kubeconfig;
  }

  /** Makes a namespace of a test's own, named as the test is. */
  String namespaceOf(TestInfo test) {
    String method = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    String name =
        method.replace('_', '-').substring(0, Math.min(LONGEST_NAMESPACE, method.length())) + "-x";
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }
}
