package io.workloadplacement.reconcile.workload;

/** How far a placement has taken its workload over. */
public sealed interface Lifecycle {

  /** Decided upon and never touched: it runs as it is. */
  record LeftAlone() implements Lifecycle {}

  /**
   * Nothing is done to it before it is written down what it is like.
   *
   * @param remembered what it is like
   */
  record Beginning(Remembered remembered) implements Lifecycle {}

  /** It runs as the placement says. */
  record Managed() implements Lifecycle {}

  /** Its placement is being deleted, and it becomes what it was before. */
  record Releasing() implements Lifecycle {}
}
