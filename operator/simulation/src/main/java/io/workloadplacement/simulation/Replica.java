package io.workloadplacement.simulation;

/** One pod: it serves as many requests at once as it has slots; others wait within it, in order. */
final class Replica {

  final RequestQueue waiting = new RequestQueue();

  /** Slots in use. */
  int busy;

  /** When it can serve. */
  final double readyAt;

  /** Whether it serves what it has and takes nothing new. */
  boolean draining;

  Replica(double readyAt) {
    this.readyAt = readyAt;
  }

  int inFlight() {
    return busy + waiting.size();
  }
}
