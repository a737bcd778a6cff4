package io.workloadplacement.simulation;

/** What sets the number of replicas. */
interface ReplicaAutoscaler {

  /** When it looks next. */
  double next();

  /** Looks, and scales the pool. */
  void look(double now, ReplicaPool pool);

  /** A request came while no replica was wanted. */
  void wake(double now, ReplicaPool pool);

  /** Whether looking again would change nothing as long as no request comes. */
  boolean isSettled(ReplicaPool pool);

  /** Leaves out the looks before this time, in which nothing would change. */
  void skipTo(double time, ReplicaPool pool);
}
