package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far the operator may go. */
public enum PlacementMode {
  /** Decide and migrate. */
  @JsonProperty("Auto")
  AUTO("Auto"),
  /** Decide and report; migrate nothing. */
  @JsonProperty("Recommend")
  RECOMMEND("Recommend"),
  /** Keep the workload on the declared target. */
  @JsonProperty("Pinned")
  PINNED("Pinned");

  private final String text;

  PlacementMode(String text) {
    this.text = text;
  }

  /** The name as it stands in YAML. */
  @Override
  public String toString() {
    return text;
  }
}
