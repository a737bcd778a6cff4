package io.workloadplacement.decision;

/**
 * What one workload's pods and requests cost.
 *
 * @param currency ISO 4217 code
 * @param deploymentReplicaHour one pod of a Deployment for an hour
 * @param knativeReplicaHour one pod of Knative for an hour, with the queue-proxy's request
 * @param requestsMillion a million requests on Knative
 */
public record UnitPrices(
    String currency,
    double deploymentReplicaHour,
    double knativeReplicaHour,
    double requestsMillion) {

  /** Hours in the month for which costs are given. */
  public static final double HOURS_A_MONTH = CostModel.HOURS;

  /** Cost of a Deployment that ran for so many replica-seconds. */
  public double deployment(double replicaSeconds) {
    return replicaSeconds / 3600 * deploymentReplicaHour;
  }

  /** Cost of Knative that ran for so many replica-seconds and served so many requests. */
  public double knative(double replicaSeconds, double requests) {
    return replicaSeconds / 3600 * knativeReplicaHour + requests / 1e6 * requestsMillion;
  }
}
