package io.workloadplacement.observability;

/**
 * Keys of the mapped diagnostic context that log lines carry while an object is reconciled. JOSDK
 * sets them; the log's patterns write them as {@code namespace} and {@code name}.
 */
public final class LogKeys {

  /** Namespace of the object; {@code no namespace} for a cluster-scoped one. */
  public static final String NAMESPACE = "resource.namespace";

  /** Name of the object. */
  public static final String NAME = "resource.name";

  private LogKeys() {}
}
