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
import io.fabric8.kubernetes.client.http.Interceptor;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.observability.ApiFailure;
import java.io.File;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The connection to the cluster. */
public final class Cluster {

  // The default of ten makes one request last twenty seconds, longer than a lease.
  private static final int RETRIES_OF_A_REQUEST = 3;
  private static final int CONCURRENT_REQUESTS = 256;

  /** What the client falls back to. */
  private static final String OF_PODS = "https://kubernetes.default.svc";

  private Cluster() {}

  /**
   * Opens a client; nothing is sent yet.
   *
   * @throws ConfigurationException if there is no such context, no API server is named anywhere, or
   *     the kubeconfig cannot be read
   */
  public static KubernetesClient connect(Configuration configuration) {
    return connect(configuration, new Interceptor() {});
  }

  /**
   * The same, watched.
   *
   * @param watching sees every request and its answer
   */
  static KubernetesClient connect(Configuration configuration, Interceptor watching) {
    Config found = find(configuration);
    try {
      return client(found, watching);
    } catch (KubernetesClientException e) {
      throw new ConfigurationException(
          "The kubeconfig %s cannot be used: %s. Correct the certificates, keys and files that it names."
              .formatted(lookedAt(configuration), innermost(e)),
          e);
    }
  }

  /** What really went wrong, in one line: what is around it says that something did. */
  private static String innermost(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .map(
            cause ->
                cause instanceof NoSuchFileException missing
                    ? "there is no file " + missing.getFile()
                    : cause.getMessage())
        .filter(Objects::nonNull)
        .reduce((outer, inner) -> inner)
        .flatMap(message -> message.lines().findFirst())
        .orElse("no reason is given");
  }

  /** A client with the operator's limits, whose watches stand any text. */
  public static KubernetesClient client(Config found) {
    return client(found, new Interceptor() {});
  }

  private static KubernetesClient client(Config found, Interceptor watching) {
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
            http ->
                http.addOrReplaceInterceptor("ascii-watch-bodies", new AsciiWatchBodies())
                    .addOrReplaceInterceptor("watching", watching))
        .build();
  }

  private static Config find(Configuration configuration) {
    String context = configuration.kubeContext().orElse(null);
    Config config = read(configuration, context);
    refuseNone(config, configuration);
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

  private static Config read(Configuration configuration, @Nullable String context) {
    try {
      return configuration
          .kubeconfig()
          .map(file -> Config.fromKubeconfig(context, file.toFile()))
          .orElseGet(() -> Config.autoConfigure(context));
    } catch (RuntimeException e) {
      throw new ConfigurationException(
          "The kubeconfig %s cannot be read: it must be YAML with clusters, users and contexts, as kubectl config view --raw writes it."
              .formatted(lookedAt(configuration)),
          e);
    }
  }

  /** Without any kubeconfig the client would look for a name that only pods can resolve. */
  private static void refuseNone(Config config, Configuration configuration) {
    boolean found = !config.getMasterUrl().startsWith(OF_PODS);
    if (!found) {
      throw new ConfigurationException(
          "There is no API server to talk to: this is no pod of a cluster, and %s names none. Give a kubeconfig that does, by --kubeconfig=FILE or KUBECONFIG=FILE; the command local brings a cluster and a kubeconfig of its own."
              .formatted(lookedAt(configuration)),
          null);
    }
  }

  private static String lookedAt(Configuration configuration) {
    return configuration
        .kubeconfig()
        .map(Object::toString)
        .orElseGet(
            () ->
                Config.getKubeconfigFilenames().stream()
                    .map(file -> file + (new File(file).exists() ? "" : " (which does not exist)"))
                    .collect(joining(", ")));
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
