package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.workloadplacement.app.Cluster;
import io.workloadplacement.app.Configuration;
import io.workloadplacement.app.ConfigurationException;
import io.workloadplacement.app.Setting;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which cluster a command reads. */
final class ClusterOptions {

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
}
