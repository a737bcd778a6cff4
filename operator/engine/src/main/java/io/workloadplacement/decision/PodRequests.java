package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one pod reserves on its node, as Kubernetes computes it: the larger of what runs together
 * (containers and native sidecars) and of what runs while each init container does, unless {@code
 * spec.resources} says it for the whole pod; then the overhead of its RuntimeClass.
 *
 * @param amounts by the name of the resource: cores of cpu, bytes of memory, ephemeral-storage and
 *     hugepages, units of every other
 * @param assumed the resources that no container requests and that are assumed, in words
 */
record PodRequests(Map<String, Double> amounts, List<String> assumed) {

  static final String CPU = "cpu";
  static final String MEMORY = "memory";

  /** The API server counts no quantity beyond this. */
  private static final double MOST = Long.MAX_VALUE;

  private static final double DEFAULT_CORES = 0.1;
  private static final double DEFAULT_BYTES = 128.0 * 1024 * 1024;

  static PodRequests of(PodTemplateSpec template) {
    return of(template, Map.of());
  }

  /**
   * @param besides what a further container requests that is not in the template
   */
  static PodRequests of(PodTemplateSpec template, Map<String, Double> besides) {
    PodSpec pod =
        Optional.ofNullable(template).map(PodTemplateSpec::getSpec).orElseGet(PodSpec::new);
    Map<String, Double> own = ofPod(pod, Map.of());
    Map<String, Double> further = new TreeMap<>(besides);
    List<String> assumed = new ArrayList<>();
    if (own.getOrDefault(CPU, 0.0) == 0) {
      further.merge(CPU, DEFAULT_CORES, Double::sum);
      assumed.add("100m of CPU");
    }
    if (own.getOrDefault(MEMORY, 0.0) == 0) {
      further.merge(MEMORY, DEFAULT_BYTES, Double::sum);
      assumed.add("128Mi of memory");
    }
    return new PodRequests(ofPod(pod, further), List.copyOf(assumed));
  }

  double cores() {
    return amounts.getOrDefault(CPU, 0.0);
  }

  double bytes() {
    return amounts.getOrDefault(MEMORY, 0.0);
  }

  private static Map<String, Double> ofPod(PodSpec pod, Map<String, Double> further) {
    Map<String, Double> requests = ofContainers(pod, further);
    if (pod.getResources() != null) {
      Map<String, Double> declared = ofContainers(pod, Map.of());
      amounts(pod.getResources().getLimits())
          .forEach(
              (name, limit) -> {
                if (isForWholePods(name) && !declared.containsKey(name)) {
                  requests.put(name, limit);
                }
              });
      amounts(pod.getResources().getRequests())
          .forEach(
              (name, request) -> {
                if (isForWholePods(name)) {
                  requests.put(name, request);
                }
              });
    }
    add(requests, amounts(pod.getOverhead()));
    return requests;
  }

  private static Map<String, Double> ofContainers(PodSpec pod, Map<String, Double> further) {
    Map<String, Double> together = new TreeMap<>(further);
    pod.getContainers().forEach(container -> add(together, requests(container.getResources())));
    Map<String, Double> sidecars = new HashMap<>();
    Map<String, Double> starting = new HashMap<>();
    for (Container init : pod.getInitContainers()) {
      Map<String, Double> own = requests(init.getResources());
      if (isSidecar(init)) {
        add(together, own);
        add(sidecars, own);
        raise(starting, sidecars);
      } else {
        add(own, sidecars);
        raise(starting, own);
      }
    }
    raise(together, starting);
    return together;
  }

  /** The API server takes the limit for the request where that is absent. */
  private static Map<String, Double> requests(ResourceRequirements resources) {
    Map<String, Double> requests = new HashMap<>();
    if (resources != null) {
      requests.putAll(amounts(resources.getLimits()));
      requests.putAll(amounts(resources.getRequests()));
    }
    return requests;
  }

  private static Map<String, Double> amounts(Map<String, Quantity> quantities) {
    Map<String, Double> amounts = new HashMap<>();
    if (quantities != null) {
      quantities.forEach((name, quantity) -> amounts.put(name, amount(quantity)));
    }
    return amounts;
  }

  static double amount(Quantity quantity) {
    return Math.min(MOST, Quantity.getAmountInBytes(quantity).doubleValue());
  }

  private static boolean isSidecar(Container init) {
    return "Always".equals(init.getRestartPolicy());
  }

  private static boolean isForWholePods(String resource) {
    return resource.equals(CPU) || resource.equals(MEMORY) || resource.startsWith("hugepages-");
  }

  private static void add(Map<String, Double> sum, Map<String, Double> more) {
    more.forEach((name, amount) -> sum.merge(name, amount, Double::sum));
  }

  private static void raise(Map<String, Double> most, Map<String, Double> other) {
    other.forEach((name, amount) -> most.merge(name, amount, Math::max));
  }
}
