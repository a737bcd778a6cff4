package io.workloadplacement.decision;

/**
 * Prices with which costs are estimated.
 *
 * @param currency ISO 4217 code
 * @param cpuCoreHour one CPU core for an hour
 * @param memoryGibHour one GiB of memory for an hour
 * @param requestsMillion a million requests on Knative
 */
record PriceBook(
    String currency, double cpuCoreHour, double memoryGibHour, double requestsMillion) {}
