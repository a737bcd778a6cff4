package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.app.Cluster;
import io.workloadplacement.app.Configuration;
import io.workloadplacement.app.ConfigurationException;
import io.workloadplacement.app.Setting;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which cluster a command reads. */
final class ClusterOptions {

  static final String DEFAULT_NAMESPACE = "default";

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Default: KUBECONFIG, then ~/.kube/config.")
  private String kubeconfig;

  @Option(names = "--context", description = "A context of the kubeconfig.")
  private String context;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  /** Whether a cluster is named. */
  boolean isGiven() {
    return kubeconfig != null || context != null;
  }

  /**
   * Opens a client; nothing is sent yet.
   *
   * @throws ParameterException if the kubeconfig names no API server
   */
  KubernetesClient connect() {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    Optional.ofNullable(kubeconfig).ifPresent(file -> settings.put(Setting.KUBECONFIG, file));
    Optional.ofNullable(context).ifPresent(name -> settings.put(Setting.KUBE_CONTEXT, name));
    try {
      return Cluster.connect(Configuration.ofProcess(settings));
    } catch (ConfigurationException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Something that is done in a cluster; gives an exit status. */
  interface Task {
    int in(KubernetesClient client) throws Prometheus.Failure, InterruptedException;
  }

  /**
   * Does it; what the API server answers otherwise than expected is said in words.
   *
   * @throws ParameterException if the kubeconfig names no API server
   */
  int run(CommandMessages messages, Task task) throws Prometheus.Failure, InterruptedException {
    try (KubernetesClient client = connect()) {
      try {
        return task.in(client);
      } catch (KubernetesClientException e) {
        return messages.failed(
            "The API server %s does not answer as it should: %s"
                .formatted(client.getMasterUrl(), ApiServerAnswer.inWords(e)));
      }
    }
  }

  /**
   * The namespace that is meant.
   *
   * @param stated null where the command line names none
   */
  static String namespace(KubernetesClient client, @Nullable String stated) {
    return Optional.ofNullable(stated)
        .or(() -> Optional.ofNullable(client.getNamespace()))
        .orElse(DEFAULT_NAMESPACE);
  }
}
