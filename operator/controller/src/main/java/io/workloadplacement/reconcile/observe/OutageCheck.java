package io.workloadplacement.reconcile.observe;

import io.fabric8.knative.pkg.apis.Condition;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.knative.serving.v1.ServiceStatus;
import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.reconcile.object.Readiness;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Says what keeps callers from a workload that was brought to Knative, as far as that is seen from
 * what is watched. Since when, the status remembers: an operator that starts anew goes on counting.
 */
final class OutageCheck {

  private static final String CONFIGURATIONS_READY = "ConfigurationsReady";

  private record Cause(String reason, String message) {}

  private final Observation observed;
  private final Optional<WorkloadPlacementStatus> last;

  private OutageCheck(Observation observed) {
    this.observed = observed;
    this.last = observed.last().status();
  }

  static Optional<Outage> of(Observation observed) {
    return new OutageCheck(observed).outage();
  }

  private Optional<Outage> outage() {
    boolean concerned =
        last.filter(s -> s.target() == Target.KNATIVE || s.outage() != null || s.hasFallenBack())
            .isPresent();
    return concerned
        ? router().or(this::knative).map(cause -> new Outage(cause.reason, cause.message, since()))
        : Optional.empty();
  }

  /** One cause may follow upon another: what counts is how long callers have not been served. */
  private String since() {
    return last.map(WorkloadPlacementStatus::outage)
        .map(Outage::since)
        .orElseGet(() -> observed.now().toString());
  }

  private Optional<Cause> router() {
    if (!observed.throughRouter() || !observed.router().pods().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Cause(
            Outage.ROUTER_UNAVAILABLE,
            observed.router().installed()
                ? "No pod of the router is ready."
                : "The operator has no router any more (ROUTER_SERVICE)."));
  }

  /** A new workload, whose first Revision may take its time, has never been served by Knative. */
  private Optional<Cause> knative() {
    boolean served =
        last.map(WorkloadPlacementStatus::history).stream()
            .flatMap(List::stream)
            .limit(1)
            .anyMatch(record -> record.target() == Target.KNATIVE);
    return served && observed.knative().installed()
        ? revision().map(message -> new Cause(Outage.KNATIVE_UNAVAILABLE, message))
        : Optional.empty();
  }

  /**
   * A new template that fails leaves the Revision before it serving; one that serves and fails is
   * the latest that was ready.
   */
  private Optional<String> revision() {
    Optional<Service> service = observed.inventory().knativeService();
    if (service.isEmpty()) {
      return Optional.of("The Knative Service is gone.");
    }
    Readiness readiness = Readiness.of(service.get());
    if (readiness.ready()) {
      return Optional.empty();
    }
    String name = service.get().getMetadata().getName();
    ServiceStatus status = service.get().getStatus();
    if (status == null || status.getLatestReadyRevisionName() == null) {
      return Optional.of("No Revision is ready. " + readiness.message());
    }
    return Objects.equals(
            status.getLatestReadyRevisionName(), status.getLatestCreatedRevisionName())
        ? status.getConditions().stream()
            .filter(c -> CONFIGURATIONS_READY.equals(c.getType()) && "False".equals(c.getStatus()))
            .map(Condition::getMessage)
            .map(
                message ->
                    "The Revision of Knative Service %s that serves has failed: %s"
                        .formatted(name, Objects.requireNonNullElse(message, "no message")))
            .findFirst()
        : Optional.empty();
  }
}
