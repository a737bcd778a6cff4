package io.workloadplacement.decision;

import java.util.Currency;
import java.util.Map;

/**
 * Prices with which costs are estimated.
 *
 * @param currency ISO 4217 code
 * @param cpuCoreHour one CPU core for an hour
 * @param memoryGibHour one GiB of memory for an hour
 * @param requestsMillion a million requests on Knative
 * @param resources one unit of any other resource for an hour, by its name; of what is counted in
 *     bytes a GiB
 */
record PriceBook(
    String currency,
    double cpuCoreHour,
    double memoryGibHour,
    double requestsMillion,
    Map<String, Double> resources) {

  /** The currency of the prices that apply where a policy has none. */
  static final String BUILT_IN_CURRENCY = "USD";

  private static final double GIB = 1024.0 * 1024 * 1024;

  PriceBook {
    resources = Map.copyOf(resources);
  }

  /** Price of a pod for an hour; a resource without a price costs nothing. */
  double hour(PodRequests pod) {
    return pod.amounts().entrySet().stream()
        .mapToDouble(amount -> units(amount.getKey(), amount.getValue()) * unit(amount.getKey()))
        .sum();
  }

  boolean hasPriceOf(String resource) {
    return resource.equals(PodRequests.CPU)
        || resource.equals(PodRequests.MEMORY)
        || resources.containsKey(resource);
  }

  private double unit(String resource) {
    return switch (resource) {
      case PodRequests.CPU -> cpuCoreHour;
      case PodRequests.MEMORY -> memoryGibHour;
      default -> resources.getOrDefault(resource, 0.0);
    };
  }

  private static double units(String resource, double amount) {
    return isInBytes(resource) ? amount / GIB : amount;
  }

  /** Whether Kubernetes counts a resource in bytes. */
  static boolean isInBytes(String resource) {
    return resource.equals(PodRequests.MEMORY)
        || resource.equals("ephemeral-storage")
        || resource.startsWith("hugepages-");
  }

  /** Whether a code of ISO 4217 stands for money, not for a metal or a test. */
  static boolean isCurrency(String code) {
    return Currency.getAvailableCurrencies().stream()
        .anyMatch(c -> c.getCurrencyCode().equals(code) && c.getDefaultFractionDigits() >= 0);
  }
}
