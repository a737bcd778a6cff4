package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one pod reserves: the sum over all containers that run as long as it does.
 *
 * @param cores CPU cores
 * @param bytes bytes of memory
 * @param assumed names of the resources that no container requests and that are assumed
 */
record PodRequests(double cores, double bytes, List<String> assumed) {

  private static final double DEFAULT_CORES = 0.1;
  private static final double DEFAULT_BYTES = 128.0 * 1024 * 1024;

  static PodRequests of(PodTemplateSpec template) {
    PodSpec pod = template == null ? null : template.getSpec();
    double cores = pod == null ? 0 : sum(pod, "cpu");
    double bytes = pod == null ? 0 : sum(pod, "memory");
    List<String> assumed =
        Stream.of(cores == 0 ? "100m of CPU" : "", bytes == 0 ? "128Mi of memory" : "")
            .filter(text -> !text.isEmpty())
            .toList();
    return new PodRequests(
        cores == 0 ? DEFAULT_CORES : cores, bytes == 0 ? DEFAULT_BYTES : bytes, assumed);
  }

  private static double sum(PodSpec pod, String resource) {
    double ofPod = amount(pod.getResources(), resource);
    if (ofPod > 0) {
      return ofPod;
    }
    Stream<Container> sidecars =
        pod.getInitContainers().stream()
            .filter(container -> "Always".equals(container.getRestartPolicy()));
    return Stream.concat(pod.getContainers().stream(), sidecars)
        .mapToDouble(container -> amount(container.getResources(), resource))
        .sum();
  }

  /** The request, or the limit, which the API server takes for the request where that is absent. */
  private static double amount(ResourceRequirements resources, String resource) {
    if (resources == null) {
      return 0;
    }
    Quantity request = entry(resources.getRequests(), resource);
    Quantity quantity = request == null ? entry(resources.getLimits(), resource) : request;
    return quantity == null ? 0 : Quantity.getAmountInBytes(quantity).doubleValue();
  }

  private static Quantity entry(Map<String, Quantity> quantities, String resource) {
    return quantities == null ? null : quantities.get(resource);
  }
}
