package io.workloadplacement.reconcile.migration;

import io.workloadplacement.api.v1alpha1.MigrationStatus;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a migration stands. Each phase is seen in the cluster, so that an operator that starts anew
 * in the middle goes on from there; the status adds only the times.
 *
 * <pre>
 *            a slot is free       Knative: pods as many as       callers reach
 *  Queued ------------> Preparing -------> Warming -------> Attaching -------> Draining ---> (moved)
 *                           |  ready  load needs |  gateway knows |   the new side    drainPeriod
 *                           +--------------------+----------------+
 *                                                | readyTimeout
 *                                                v
 *     (tried again) <------- BackingOff <--- RollingBack
 *                    retryAt             nothing of the new side is left
 * </pre>
 *
 * A changed decision turns the migration around from any of them; a changed spec ends BackingOff.
 */
public enum MigrationPhase {
  /** As many migrations run as may run at once; nothing has been changed. */
  QUEUED("Queued", false),
  /** The new side is getting ready; the old one serves. */
  PREPARING("Preparing", true),
  /** Knative is ready and gets as many pods as the Deployment has; the old side serves. */
  WARMING("Warming", true),
  /** The new side is ready and is being made reachable at the address; the old one serves. */
  ATTACHING("Attaching", true),
  /** The new side serves; the old one ends what it has begun. */
  DRAINING("Draining", true),
  /** The new side did not serve in time and is taken away; the old one serves. */
  ROLLING_BACK("RollingBack", true),
  /** A migration that was rolled back waits for its next try; the old side serves. */
  BACKING_OFF("BackingOff", false);

  private final String text;
  private final boolean running;

  MigrationPhase(String text, boolean running) {
    this.text = text;
    this.running = running;
  }

  /** Whether something is being changed, which takes one of the places of parallel migrations. */
  public boolean running() {
    return running;
  }

  /** Whether the new side does not serve yet, and is given no longer than the ready timeout. */
  public boolean timed() {
    return this == PREPARING || this == WARMING || this == ATTACHING;
  }

  /** Whether the side that callers do not come to any more ends what it has begun. */
  public boolean drains() {
    return this == DRAINING || this == ROLLING_BACK;
  }

  /**
   * The phase that a status names; empty where there is no migration, or a phase of another
   * version.
   */
  public static Optional<MigrationPhase> of(@Nullable MigrationStatus migration) {
    return migration == null
        ? Optional.empty()
        : Arrays.stream(values()).filter(phase -> phase.text.equals(migration.phase())).findFirst();
  }

  @Override
  public String toString() {
    return text;
  }
}
