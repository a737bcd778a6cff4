package io.workloadplacement.local;

import java.time.Clock;
import java.time.Duration;

/**
 * How a local cluster is set up.
 *
 * @param port the port on the loopback interface; 0 lets the operating system choose
 * @param knative whether Knative Serving is installed from the start
 * @param podStart how long a simulated pod takes until it is Ready
 * @param speed how much faster declared times pass for the simulated controllers, such as
 *     minReadySeconds and progressDeadlineSeconds: at 50, ten seconds pass in 200 ms
 * @param history how many changes watches can look back; a watch from before them gets 410
 * @param clock the source of timestamps
 */
public record Options(
    int port, boolean knative, Duration podStart, double speed, int history, Clock clock) {

  /**
   * Any port, Knative installed, pods Ready after 100 ms, declared times at fifty times the pace.
   */
  public static Options defaults() {
    return new Options(0, true, Duration.ofMillis(100), 50, 10_000, Clock.systemUTC());
  }

  /** These options with another port. */
  public Options withPort(int port) {
    return new Options(port, knative, podStart, speed, history, clock);
  }

  /** These options with or without Knative. */
  public Options withKnative(boolean knative) {
    return new Options(port, knative, podStart, speed, history, clock);
  }

  /** These options with another time that pods take to start. */
  public Options withPodStart(Duration podStart) {
    return new Options(port, knative, podStart, speed, history, clock);
  }

  /** These options with declared times that pass at another pace. */
  public Options withSpeed(double speed) {
    return new Options(port, knative, podStart, speed, history, clock);
  }

  /** These options with a history of another length. */
  public Options withHistory(int history) {
    return new Options(port, knative, podStart, speed, history, clock);
  }
}
