package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a policy rule does with its target. */
public enum RuleEffect {
  /** The workload runs there. */
  @JsonProperty("Require")
  REQUIRE("Require"),
  /** The workload does not run there. */
  @JsonProperty("Forbid")
  FORBID("Forbid");

  private final String text;

  RuleEffect(String text) {
    this.text = text;
  }

  /** The name as it stands in YAML. */
  @Override
  public String toString() {
    return text;
  }
}
