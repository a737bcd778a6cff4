package io.workloadplacement.app;

import java.time.Clock;
import java.time.InstantSource;

/** The one place from which commands take the present. */
public final class SystemTime {

  private SystemTime() {}

  /** The clock of this machine. */
  public static InstantSource source() {
    return Clock.systemUTC();
  }
}
