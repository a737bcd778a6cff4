package io.workloadplacement.reconcile.workload;

import java.time.Duration;

/**
 * Why a placement cannot be carried out as it stands. It is reported in the conditions and an
 * event, and looked at again after a while, because a name may become free and a quota may be
 * raised without any change that the operator could see.
 */
public final class PlacementProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of problem, and how soon it is worth another look. */
  public enum Kind {
    /**
     * The placement says something that cannot be; only an edit mends it, which brings its own
     * event.
     */
    INVALID("Invalid", Duration.ofMinutes(10)),
    /** A name that the placement needs belongs to somebody else. */
    CONFLICT("Conflict", Duration.ofSeconds(10)),
    /** Somebody else starts what has to be at zero, again and again. */
    SCALE_CONFLICT("ScaleConflict", Duration.ofMinutes(10)),
    /** The API server, a webhook or a quota refuses a manifest. */
    REJECTED("Rejected", Duration.ofSeconds(30));

    private final String reason;
    private final Duration lookAgainAfter;

    Kind(String reason, Duration lookAgainAfter) {
      this.reason = reason;
      this.lookAgainAfter = lookAgainAfter;
    }

    public String reason() {
      return reason;
    }

    public Duration lookAgainAfter() {
      return lookAgainAfter;
    }
  }

  private final Kind kind;

  public PlacementProblem(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  public static PlacementProblem invalid(String field, String message) {
    return new PlacementProblem(Kind.INVALID, field + ": " + message);
  }

  public static PlacementProblem conflict(String kind, String name) {
    return new PlacementProblem(
        Kind.CONFLICT,
        kind
            + " '"
            + name
            + "' already exists and does not belong to this placement. It is left as it is: rename"
            + " the placement, or delete or rename that object.");
  }

  public static PlacementProblem rejected(String kind, String name, String words) {
    return new PlacementProblem(Kind.REJECTED, kind + " '" + name + "' was refused: " + words);
  }
}
