package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** A migration that runs or waits. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MigrationStatus(
    @JsonPropertyDescription("Where it comes from.") @Nullable Target from,
    @JsonPropertyDescription("Where it goes.") @Nullable Target to,
    @JsonPropertyDescription(
            "Phase of the migration: Queued, Preparing, Warming, Attaching, Draining, RollingBack or"
                + " BackingOff.")
        @Nullable String phase,
    @JsonPropertyDescription("When the migration began, or was queued.") @Nullable String startedAt,
    @JsonPropertyDescription("When the phase began.") @Nullable String phaseStartedAt,
    @JsonPropertyDescription("What it waits for, or why it was rolled back.")
        @Nullable String message,
    @JsonPropertyDescription(
            "How often this migration was rolled back since the spec last changed.")
        @Nullable Integer attempts,
    @JsonPropertyDescription("BackingOff: when it is tried again.") @Nullable String retryAt) {
  /** A long message is cut to what a status holds. */
  public MigrationStatus {
    message = StatusLimits.text(message, StatusLimits.MESSAGE);
  }

  /** A migration of which nothing but its times is known yet. */
  public static MigrationStatus of(
      Target from, Target to, String phase, String startedAt, String phaseStartedAt) {
    return new MigrationStatus(from, to, phase, startedAt, phaseStartedAt, null, null, null);
  }

  /** The same migration in another phase. */
  public MigrationStatus withPhase(String phase, String phaseStartedAt) {
    return new MigrationStatus(
        from, to, phase, startedAt, phaseStartedAt, message, attempts, retryAt);
  }

  /** The same migration, which waits for something else. */
  public MigrationStatus withMessage(@Nullable String message) {
    return new MigrationStatus(
        from, to, phase, startedAt, phaseStartedAt, message, attempts, retryAt);
  }

  /**
   * The same migration after it was rolled back.
   *
   * @param attempts how often; null for never
   * @param retryAt when it is tried again; null where it does not wait for that
   */
  public MigrationStatus withAttempts(@Nullable Integer attempts, @Nullable String retryAt) {
    return new MigrationStatus(
        from, to, phase, startedAt, phaseStartedAt, message, attempts, retryAt);
  }
}
