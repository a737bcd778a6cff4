package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What scales the Deployment side. */
public enum AutoscalerKind {
  /** The operator's HorizontalPodAutoscaler. */
  @JsonProperty("HorizontalPodAutoscaler")
  HORIZONTAL_POD_AUTOSCALER("HorizontalPodAutoscaler"),
  /** Nothing of the operator's: somebody else scales it. */
  @JsonProperty("None")
  NONE("None");

  private final String text;

  AutoscalerKind(String text) {
    this.text = text;
  }

  /** The name as it stands in YAML. */
  @Override
  public String toString() {
    return text;
  }
}
