package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A side on which a workload can run. */
public enum Target {
  /** A Deployment with a HorizontalPodAutoscaler and a PodDisruptionBudget. */
  @JsonProperty("Deployment")
  DEPLOYMENT("Deployment"),
  /** A Knative Service that scales to zero. */
  @JsonProperty("Knative")
  KNATIVE("Knative");

  private final String text;

  Target(String text) {
    this.text = text;
  }

  /** The other of the two sides. */
  public Target other() {
    return this == DEPLOYMENT ? KNATIVE : DEPLOYMENT;
  }

  /** The name as it stands in YAML. */
  @Override
  public String toString() {
    return text;
  }
}
