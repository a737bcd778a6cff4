package io.workloadplacement.app;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.workloadplacement.observability.OperatorHealth;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease that lets one of several instances work.
 *
 * <p>JOSDK takes and renews it. It does not give it back when the operator ends, which would make
 * the next instance wait until it has run out; {@link #release()} does.
 */
final class Leadership {

  /** Name of the lease. */
  static final String LEASE = "workload-placement-operator";

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private final KubernetesClient client;
  private final Clock clock;
  private final String namespace;
  private final String holder;

  Leadership(KubernetesClient client, Clock clock, String namespace, String holder) {
    this.client = client;
    this.clock = clock;
    this.namespace = namespace;
    this.holder = holder;
  }

  /**
   * What JOSDK has to know.
   *
   * @param onLoss runs at once when the lease is lost; to go on would be to work beside the next
   *     leader
   */
  LeaderElectionConfiguration configuration(
      Configuration.Lease lease, OperatorHealth health, Runnable onLoss) {
    LeaderCallbacks callbacks =
        new LeaderCallbacks(
            () -> {
              LOG.info("Leading as {}", holder);
              health.leads();
            },
            onLoss,
            leader -> {
              if (!holder.equals(leader)) {
                LOG.info("Standing by, the leader is {}", leader);
                health.standsByFor(Objects.requireNonNullElse(leader, ""));
              }
            });
    return new LeaderElectionConfiguration(
        LEASE,
        namespace,
        lease.duration(),
        lease.renewDeadline(),
        lease.retryPeriod(),
        holder,
        callbacks,
        // JOSDK would end the process from within its own executor, which the end then waits for.
        false);
  }

  /** Gives the lease back, if this instance holds it. */
  void release() {
    var resource = client.leases().inNamespace(namespace).withName(LEASE);
    Lease lease = resource.get();
    if (lease == null || !holder.equals(lease.getSpec().getHolderIdentity())) {
      return;
    }
    ZonedDateTime now =
        ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    client
        .resource(
            new LeaseBuilder(lease)
                .editSpec()
                .withHolderIdentity(null)
                .withLeaseDurationSeconds(1)
                .withRenewTime(now)
                .endSpec()
                .build())
        .update();
    LOG.info("Released the lease {}/{}", namespace, LEASE);
  }
}
