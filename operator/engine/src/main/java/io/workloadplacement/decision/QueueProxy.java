package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.workloadplacement.api.v1alpha1.QuantityText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Knative's queue-proxy requests, the container that Knative puts beside the workload's
 * ({@code pkg/reconciler/revision/resources/queue.go} of Knative Serving).
 *
 * @param requests what the installed Knative gives it where the template says nothing: cores of
 *     cpu, bytes of memory and ephemeral-storage
 */
public record QueueProxy(Map<String, Double> requests) {

  private static final String EPHEMERAL_STORAGE = "ephemeral-storage";
  private static final double MIB = 1024.0 * 1024;
  private static final double DEFAULT_CORES = 0.025;
  private static final double DEFAULT_BYTES = 400 * MIB;

  private static final String ANNOTATION = "queue.sidecar.serving.knative.dev/";
  private static final List<String> PERCENTAGE =
      List.of(ANNOTATION + "resource-percentage", ANNOTATION + "resourcePercentage");

  /** Where a percentage of the workload's request has its bounds. */
  private record Share(String resource, double least, double most) {}

  private static final List<Share> SHARES =
      List.of(
          new Share(PodRequests.CPU, 0.025, 0.1),
          new Share(PodRequests.MEMORY, 50 * MIB, 200 * MIB));

  /** Requests are copied. */
  public QueueProxy {
    requests = Map.copyOf(requests);
  }

  /** That of a Knative Serving as it is installed: 25m of CPU. */
  public static QueueProxy defaults() {
    return of(Map.of(), false);
  }

  /**
   * Reads what an installation says; a value that is no quantity counts as absent.
   *
   * @param configDeployment data of the ConfigMap {@code config-deployment}; may be empty
   * @param memoryByDefault whether {@code queueproxy.resource-defaults} is Enabled in {@code
   *     config-features}
   */
  public static QueueProxy of(Map<String, String> configDeployment, boolean memoryByDefault) {
    Map<String, Double> requests = new TreeMap<>();
    requests.put(PodRequests.CPU, DEFAULT_CORES);
    if (memoryByDefault) {
      requests.put(PodRequests.MEMORY, DEFAULT_BYTES);
    }
    // The former names stand first: the present ones win.
    Map.of(
            PodRequests.CPU,
            List.of("queueSidecarCPURequest", "queue-sidecar-cpu-request"),
            PodRequests.MEMORY,
            List.of("queueSidecarMemoryRequest", "queue-sidecar-memory-request"),
            EPHEMERAL_STORAGE,
            List.of(
                "queueSidecarEphemeralStorageRequest", "queue-sidecar-ephemeral-storage-request"))
        .forEach(
            (resource, keys) ->
                keys.forEach(
                    key ->
                        quantity(configDeployment.get(key))
                            .ifPresent(amount -> requests.put(resource, amount))));
    return new QueueProxy(requests);
  }

  /** What it requests beside the containers of a template, whose annotations may say otherwise. */
  Map<String, Double> requestsBeside(PodTemplateSpec template) {
    Map<String, String> annotations =
        Optional.ofNullable(template)
            .map(PodTemplateSpec::getMetadata)
            .map(ObjectMeta::getAnnotations)
            .orElse(Map.of());
    Map<String, Double> beside = new TreeMap<>(requests);
    percentage(annotations)
        .ifPresent(percentage -> beside.putAll(shares(template.getSpec(), percentage / 100)));
    for (String resource : List.of(PodRequests.CPU, PodRequests.MEMORY, EPHEMERAL_STORAGE)) {
      quantity(annotations.get(ANNOTATION + resource + "-resource-request"))
          .ifPresent(amount -> beside.put(resource, amount));
    }
    return beside;
  }

  private static Map<String, Double> shares(PodSpec pod, double fraction) {
    Map<String, Quantity> served =
        serving(pod)
            .map(Container::getResources)
            .map(ResourceRequirements::getRequests)
            .orElse(Map.of());
    Map<String, Double> shares = new TreeMap<>();
    for (Share share : SHARES) {
      double amount =
          Optional.ofNullable(served.get(share.resource())).map(PodRequests::amount).orElse(0.0);
      if (amount > 0) {
        shares.put(
            share.resource(), Math.max(share.least(), Math.min(share.most(), fraction * amount)));
      }
    }
    return shares;
  }

  /** The container that Knative takes for the one that serves. */
  private static Optional<Container> serving(PodSpec pod) {
    List<Container> containers = pod == null ? List.of() : pod.getContainers();
    return containers.size() == 1
        ? Optional.of(containers.get(0))
        : containers.stream().filter(container -> !container.getPorts().isEmpty()).findFirst();
  }

  private static OptionalDouble percentage(Map<String, String> annotations) {
    Optional<String> text = PERCENTAGE.stream().flatMap(key -> value(annotations, key)).findFirst();
    try {
      double percentage = text.isEmpty() ? Double.NaN : Double.parseDouble(text.get());
      return Double.isFinite(percentage) ? OptionalDouble.of(percentage) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private static Stream<String> value(Map<String, String> annotations, String key) {
    return Stream.ofNullable(annotations.get(key));
  }

  private static Optional<Double> quantity(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(QuantityText::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
