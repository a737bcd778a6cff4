package io.workloadplacement.app;

import static java.util.stream.Collectors.joining;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.observability.ApiFailure;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The connection to the cluster. */
public final class Cluster {

  // The default of ten makes one request last twenty seconds, longer than a lease.
  private static final int RETRIES_OF_A_REQUEST = 3;
  private static final int CONCURRENT_REQUESTS = 256;

  private Cluster() {}

  /**
   * Opens a client; nothing is sent yet.
   *
   * @throws ConfigurationException if there is no such context
   */
  public static KubernetesClient connect(Configuration configuration) {
    return client(find(configuration));
  }

  /** A client with the operator's limits, whose watches stand any text. */
  public static KubernetesClient client(Config found) {
    Config config =
        new ConfigBuilder(found)
            .withRequestRetryBackoffLimit(RETRIES_OF_A_REQUEST)
            .withMaxConcurrentRequests(CONCURRENT_REQUESTS)
            .withMaxConcurrentRequestsPerHost(CONCURRENT_REQUESTS)
            .withUserAgent("workload-placement-operator")
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(
            http -> http.addOrReplaceInterceptor("ascii-watch-bodies", new AsciiWatchBodies()))
        .build();
  }

  private static Config find(Configuration configuration) {
    String context = configuration.kubeContext().orElse(null);
    Config config =
        configuration
            .kubeconfig()
            .map(file -> Config.fromKubeconfig(context, file.toFile()))
            .orElseGet(() -> Config.autoConfigure(context));
    // The client falls back to the current context when there is none of the name.
    if (context != null
        && (config.getCurrentContext() == null
            || !context.equals(config.getCurrentContext().getName()))) {
      throw new ConfigurationException(
          "KUBE_CONTEXT="
              + context
              + " is wrong: it must be "
              + Setting.KUBE_CONTEXT.rule()
              + ". There are: "
              + config.getContexts().stream().map(NamedContext::getName).collect(joining(", ")),
          null);
    }
    return config;
  }

  /** What stands in the way of a start, as a sentence; empty when nothing does. */
  static Optional<String> obstacle(KubernetesClient client) {
    String groupVersion = WorkloadPlacement.GROUP + "/v1alpha1";
    try {
      APIResourceList resources = client.getApiResources(groupVersion);
      Set<String> served =
          (resources == null ? List.<APIResource>of() : resources.getResources())
              .stream().map(APIResource::getName).collect(Collectors.toSet());
      return served.contains(HasMetadata.getPlural(WorkloadPlacement.class))
              && served.contains(HasMetadata.getPlural(PlacementPolicy.class))
          ? Optional.empty()
          : Optional.of(
              "the API server does not serve "
                  + groupVersion
                  + ": install the custom resource definitions (kubectl apply -f crds/)");
    } catch (KubernetesClientException e) {
      return Optional.of(
          e.getCode() > 0
              ? "the API server %s does not answer as it should: %s"
                  .formatted(client.getMasterUrl(), ApiFailure.inWords(e))
              : "no connection to %s: %s".formatted(client.getMasterUrl(), ApiFailure.inWords(e)));
    }
  }
}
