package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The kinds that an API server serves, as it tells them; asked for once each. */
final class ServedKinds {

  private static final String API_VERSION = "([a-z0-9][-a-z0-9.]*/)?v[a-z0-9]+";

  private final KubernetesClient client;
  private final Map<String, List<APIResource>> served = new HashMap<>();

  ServedKinds(KubernetesClient client) {
    this.client = client;
  }

  /**
   * The resource of an object's kind.
   *
   * @throws NotApplied where there is none; the message says what can be done
   */
  APIResource of(ManifestDocument document) throws NotApplied {
    String apiVersion = document.apiVersion();
    String kind = document.kind();
    if (apiVersion.isEmpty() || kind.isEmpty()) {
      throw new NotApplied(
          true, "it has no apiVersion and kind, so it is no manifest of a Kubernetes object");
    }
    if (!apiVersion.matches(API_VERSION)) {
      throw new NotApplied(false, "apiVersion: '%s' is no API version".formatted(apiVersion));
    }
    Optional<APIResource> found = find(apiVersion, kind);
    if (found.isPresent()) {
      return found.get();
    }
    List<String> elsewhere = versionsOf(kind);
    if (!elsewhere.isEmpty() && !isOther(apiVersion, elsewhere)) {
      throw new NotApplied(
          false,
          "apiVersion: %s has no %s here, but %s has"
              .formatted(apiVersion, kind, String.join(" and ", elsewhere)));
    }
    throw new NotApplied(
        true,
        isOfKubernetes(apiVersion)
            ? "the local mode has no " + kind + " of " + apiVersion
            : "%s has no %s here: add its CustomResourceDefinition to the manifests"
                .formatted(apiVersion, kind));
  }

  private Optional<APIResource> find(String apiVersion, String kind) {
    List<APIResource> resources =
        served.computeIfAbsent(
            apiVersion,
            version ->
                Optional.ofNullable(client.getApiResources(version))
                    .map(list -> list.getResources())
                    .orElse(List.of()));
    return resources.stream()
        .filter(resource -> resource.getKind().equals(kind))
        .filter(resource -> !resource.getName().contains("/"))
        .filter(resource -> resource.getVerbs().contains("get"))
        .findFirst();
  }

  /** The API versions that serve a kind. */
  private List<String> versionsOf(String kind) {
    Set<String> versions = new TreeSet<>();
    Stream.concat(
            Stream.of("v1"),
            client.getApiGroups().getGroups().stream()
                .flatMap(group -> group.getVersions().stream())
                .map(version -> version.getGroupVersion()))
        .filter(version -> find(version, kind).isPresent())
        .forEach(versions::add);
    return List.copyOf(versions);
  }

  /** Whether a kind of the same name belongs to somebody else, as Knative's Service does. */
  private static boolean isOther(String apiVersion, List<String> elsewhere) {
    Set<String> groups = new HashSet<>();
    elsewhere.forEach(version -> groups.add(group(version)));
    return !isOfKubernetes(apiVersion) && !groups.contains(group(apiVersion));
  }

  private static String group(String apiVersion) {
    return apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
  }

  private static boolean isOfKubernetes(String apiVersion) {
    String group = group(apiVersion);
    return !group.contains(".") || group.endsWith(".k8s.io");
  }
}
