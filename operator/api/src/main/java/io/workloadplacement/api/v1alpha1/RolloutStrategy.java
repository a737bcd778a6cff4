package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the replicas of a Deployment are replaced by those of a new version. */
public enum RolloutStrategy {
  /** Step by step, within {@code maxUnavailable} and {@code maxSurge}. */
  @JsonProperty("RollingUpdate")
  ROLLING_UPDATE("RollingUpdate"),
  /** All of them end before the first new one starts. */
  @JsonProperty("Recreate")
  RECREATE("Recreate");

  private final String text;

  RolloutStrategy(String text) {
    this.text = text;
  }

  /** The name as it stands in YAML. */
  @Override
  public String toString() {
    return text;
  }
}
