package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an organisation stands to its cloud vendor. */
public enum VendorStrategy {
  /** Portable between vendors. */
  @JsonProperty("MultiCloud")
  MULTI_CLOUD("MultiCloud"),
  /** Committed to one vendor. */
  @JsonProperty("SingleCloud")
  SINGLE_CLOUD("SingleCloud"),
  /** No preference. */
  @JsonProperty("Neutral")
  NEUTRAL("Neutral");

  private final String text;

  VendorStrategy(String text) {
    this.text = text;
  }

  /** The name as it stands in YAML. */
  @Override
  public String toString() {
    return text;
  }
}
