package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the requests of a workload are spread over the day. */
public enum TrafficPattern {
  /** A rate that hardly changes. */
  @JsonProperty("Steady")
  STEADY("Steady"),
  /** A rate that follows the hours of the day. */
  @JsonProperty("Diurnal")
  DIURNAL("Diurnal"),
  /** Short bursts with quiet in between. */
  @JsonProperty("Bursty")
  BURSTY("Bursty"),
  /** Single requests at random moments. */
  @JsonProperty("Sporadic")
  SPORADIC("Sporadic"),
  /** Requests within declared windows and none outside them. */
  @JsonProperty("Scheduled")
  SCHEDULED("Scheduled");

  private final String text;

  TrafficPattern(String text) {
    this.text = text;
  }

  /** The name as it stands in YAML. */
  @Override
  public String toString() {
    return text;
  }
}
