package io.workloadplacement.reconcile.object;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import java.util.List;
import java.util.Objects;

/**
 * How far one object is in becoming what its spec says.
 *
 * @param reason CamelCase, as in a condition
 * @param message the cluster's own words where it has any
 */
public record Readiness(State state, String reason, String message) {

  public enum State {
    READY,
    PROGRESSING,
    FAILED
  }

  public boolean ready() {
    return state == State.READY;
  }

  public static Readiness of(io.fabric8.knative.serving.v1.Service service) {
    var status = service.getStatus();
    if (status == null
        || !Objects.equals(status.getObservedGeneration(), service.getMetadata().getGeneration())) {
      return progressing("Knative has not seen the latest template yet.");
    }
    return ofKnative("Knative Service " + service.getMetadata().getName(), status.getConditions());
  }

  public static Readiness of(Ingress ingress) {
    var status = ingress.getStatus();
    if (status == null
        || !Objects.equals(status.getObservedGeneration(), ingress.getMetadata().getGeneration())) {
      return progressing("Knative's gateway has not seen the latest routes yet.");
    }
    return ofKnative("Ingress " + ingress.getMetadata().getName(), status.getConditions());
  }

  private static Readiness ofKnative(
      String what, List<io.fabric8.knative.pkg.apis.Condition> conditions) {
    for (var condition : conditions) {
      if ("Ready".equals(condition.getType())) {
        return switch (condition.getStatus()) {
          case "True" -> new Readiness(State.READY, "KnativeReady", what + " serves.");
          case "False" ->
              failed(
                  Objects.requireNonNullElse(condition.getReason(), "KnativeFailed"),
                  what + ": " + Objects.requireNonNullElse(condition.getMessage(), "not ready"));
          default ->
              progressing(
                  what
                      + " is getting ready"
                      + (condition.getMessage() == null || condition.getMessage().isEmpty()
                          ? "."
                          : ": " + condition.getMessage()));
        };
      }
    }
    return progressing(what + " is getting ready.");
  }

  /** The same, with what else is known of the cause. */
  public Readiness with(String cause) {
    return new Readiness(state, reason, message + " " + cause);
  }

  public static Readiness progressing(String message) {
    return new Readiness(State.PROGRESSING, "Progressing", message);
  }

  public static Readiness failed(String reason, String message) {
    return new Readiness(State.FAILED, reason, message);
  }
}
