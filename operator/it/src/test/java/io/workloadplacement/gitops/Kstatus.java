package io.workloadplacement.gitops;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What kstatus, by which Flux waits, makes of a custom resource. The rules in their order: a
 * deletion, a generation that was not seen yet, the conditions Reconciling and Stalled, the
 * condition Ready; an object that says nothing is current.
 */
enum Kstatus {
  IN_PROGRESS,
  FAILED,
  CURRENT,
  TERMINATING;

  static Kstatus of(JsonNode object) {
    if (object.at("/metadata").has("deletionTimestamp")) {
      return TERMINATING;
    }
    JsonNode observed = object.at("/status/observedGeneration");
    if (!observed.isMissingNode()
        && observed.asLong() != object.at("/metadata/generation").asLong()) {
      return IN_PROGRESS;
    }
    for (JsonNode condition : object.at("/status/conditions")) {
      boolean holds = "True".equals(condition.path("status").asText());
      if (holds && "Reconciling".equals(condition.path("type").asText())) {
        return IN_PROGRESS;
      }
      if (holds && "Stalled".equals(condition.path("type").asText())) {
        return FAILED;
      }
    }
    for (JsonNode condition : object.at("/status/conditions")) {
      if ("Ready".equals(condition.path("type").asText())) {
        return "True".equals(condition.path("status").asText()) ? CURRENT : IN_PROGRESS;
      }
    }
    return CURRENT;
  }

  /** The health by which Argo CD says the same. */
  String health() {
    return switch (this) {
      case CURRENT -> "Healthy";
      case FAILED -> "Degraded";
      case IN_PROGRESS, TERMINATING -> "Progressing";
    };
  }

  /** As kstatus writes it. */
  @Override
  public String toString() {
    return switch (this) {
      case CURRENT -> "Current";
      case FAILED -> "Failed";
      case IN_PROGRESS -> "InProgress";
      case TERMINATING -> "Terminating";
    };
  }
}
