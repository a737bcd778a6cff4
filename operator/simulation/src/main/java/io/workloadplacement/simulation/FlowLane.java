package io.workloadplacement.simulation;

/** Replicas of a flow that have been ready for equally long, and what waits for them. */
final class FlowLane {

  /** Takes so many requests that came at one moment. */
  interface Taker {
    void take(double arrival, double amount);
  }

  private static final double NOTHING = 1e-6;

  int replicas;
  // It keeps how many came where single requests keep their service time.
  private final RequestQueue backlog = new RequestQueue();
  private double queued;

  FlowLane(int replicas) {
    this.replicas = replicas;
  }

  boolean isEmpty() {
    return queued <= NOTHING;
  }

  double queued() {
    return queued;
  }

  double perReplica() {
    return queued / replicas;
  }

  void add(double arrival, double amount) {
    backlog.add(arrival, amount);
    queued += amount;
  }

  /** Takes so many out, in the order of their arrival. */
  void serve(double amount, Taker taker) {
    double left = amount;
    while (left > NOTHING && backlog.size() > 0) {
      double arrival = backlog.headArrival();
      double here = backlog.headService();
      double part = Math.min(left, here);
      taker.take(arrival, part);
      left -= part;
      backlog.remove();
      if (part < here) {
        backlog.addFirst(arrival, here - part);
      }
    }
    queued = backlog.size() == 0 ? 0 : queued - amount;
  }
}
