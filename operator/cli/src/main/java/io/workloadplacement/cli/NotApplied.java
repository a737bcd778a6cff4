package io.workloadplacement.cli;

/** Why an object of a manifest is not applied. */
final class NotApplied extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean skipped;

  /**
   * @param skipped whether the manifest is sound, and the local mode has no use for it
   */
  NotApplied(boolean skipped, String why) {
    super(why);
    this.skipped = skipped;
  }

  boolean isSkipped() {
    return skipped;
  }
}
