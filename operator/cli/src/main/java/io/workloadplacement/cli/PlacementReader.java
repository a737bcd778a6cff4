package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.ClosestName;
import io.workloadplacement.observability.ApiFailure;
import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds placements in a cluster; what is not found is said with the way out. */
record PlacementReader(KubernetesClient client) {

  private static final String NAME = "[a-z0-9]([-a-z0-9.]*[a-z0-9])?";
  private static final int MOST_NAMES = 3;

  /** Something that is done with placements; gives an exit status. */
  interface Task {
    int in(PlacementReader placements) throws PinChange.RejectedException;
  }

  /** Does it; whatever keeps it from being done is one sentence, and status 1. */
  static int run(ClusterOptions cluster, CommandMessages messages, Task task) {
    try (KubernetesClient client = cluster.connect()) {
      try {
        return task.in(new PlacementReader(client));
      } catch (PinChange.RejectedException e) {
        return messages.failed(Objects.requireNonNull(e.getMessage(), "each is made with one"));
      } catch (KubernetesClientException e) {
        return messages.failed(
            e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                ? "You may not do this: %s. The cluster's role 'view' may read placements, 'edit' and 'admin' may change them: ask for one of them."
                    .formatted(ApiFailure.inWords(e))
                : "The API server %s does not answer as it should: %s"
                    .formatted(client.getMasterUrl(), ApiServerAnswer.inWords(e)));
      }
    }
  }

  /** Refuses what can be no name before it becomes a part of a URL. */
  static void requireNames(CommandMessages messages, @Nullable String... names) {
    for (String given : Arrays.asList(names)) {
      if (given != null && !given.matches(NAME)) {
        throw messages.wrong(
            "'%s' is no name of a placement or namespace: write small letters, digits and -"
                .formatted(given));
      }
    }
  }

  /**
   * All placements.
   *
   * @param namespace empty for every namespace
   */
  List<WorkloadPlacement> list(Optional<String> namespace) throws PinChange.RejectedException {
    try {
      return listed(namespace);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        requireDefinitions();
      }
      throw e;
    }
  }

  private List<WorkloadPlacement> listed(Optional<String> namespace) {
    var all = client.resources(WorkloadPlacement.class);
    return namespace
        .map(name -> all.inNamespace(name).list())
        .orElseGet(() -> all.inAnyNamespace().list())
        .getItems()
        .stream()
        // Only definitions of another version let one through.
        .filter(placement -> placement.getSpec() != null)
        .toList();
  }

  /** One placement. */
  WorkloadPlacement find(String namespace, String name) throws PinChange.RejectedException {
    WorkloadPlacement found =
        client.resources(WorkloadPlacement.class).inNamespace(namespace).withName(name).get();
    if (found == null) {
      requireDefinitions();
      throw new PinChange.RejectedException(
          "There is no WorkloadPlacement '%s' in the namespace '%s': %s"
              .formatted(name, namespace, near(namespace, name)));
    }
    if (found.getSpec() == null) {
      throw new PinChange.RejectedException(
          "WorkloadPlacement '%s' has no spec: are its definitions those of this version (kubectl apply -f crds/)?"
              .formatted(name));
    }
    return found;
  }

  private void requireDefinitions() throws PinChange.RejectedException {
    if (client.getApiResources(WorkloadPlacement.GROUP + "/v1alpha1") == null) {
      throw new PinChange.RejectedException(
          "The cluster does not know WorkloadPlacements: install their definitions (kubectl apply"
              + " -f crds/)");
    }
  }

  private String near(String namespace, String name) {
    List<PlacementState> all = all(namespace);
    return ClosestName.of(
            name,
            all.stream()
                .filter(other -> other.namespace().equals(namespace))
                .map(PlacementState::name)
                .toList())
        .or(() -> elsewhere(name, all))
        .map(meant -> "is " + meant + " meant?")
        .orElse("kubectl get wp -A shows where there are any");
  }

  private static Optional<String> elsewhere(String name, List<PlacementState> all) {
    return ClosestName.of(name, all.stream().map(PlacementState::name).toList())
        .map(
            meant ->
                all.stream()
                    .filter(other -> other.name().equals(meant))
                    .map(PlacementState::key)
                    .sorted()
                    .limit(MOST_NAMES)
                    .collect(Collectors.joining(" or ")));
  }

  /** Of every namespace, or of those that one may read. */
  private List<PlacementState> all(String namespace) {
    try {
      return listed(Optional.empty()).stream().map(PlacementState::new).toList();
    } catch (KubernetesClientException everywhere) {
      try {
        return listed(Optional.of(namespace)).stream().map(PlacementState::new).toList();
      } catch (KubernetesClientException here) {
        return List.of();
      }
    }
  }
}
