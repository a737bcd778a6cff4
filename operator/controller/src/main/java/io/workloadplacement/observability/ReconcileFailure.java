package io.workloadplacement.observability;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Why a reconcile could not be finished. Its message is for people: it may stand in a status or an
 * event, and names neither a class of Java nor the API server's address. What happened in detail is
 * its cause, which belongs into the log.
 */
public final class ReconcileFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean internal;

  private ReconcileFailure(String message, Throwable cause, boolean internal) {
    super(message, cause);
    this.internal = internal;
  }

  /**
   * Reads what was thrown.
   *
   * @param thrown any exception or error, as it is or as the cause of others
   */
  public static ReconcileFailure of(Throwable thrown) {
    List<Throwable> causes =
        Stream.iterate(thrown, cause -> cause != null, Throwable::getCause).limit(20).toList();
    for (Throwable cause : causes) {
      if (cause instanceof ReconcileFailure failure) {
        return failure;
      }
      if (cause instanceof Error) {
        return new ReconcileFailure(inWords(cause), cause, true);
      }
    }
    return causes.stream()
        .filter(ReconcileFailure::isOfApiServer)
        .map(KubernetesClientException.class::cast)
        .findFirst()
        .map(refused -> new ReconcileFailure(ApiFailure.inWords(refused), refused, false))
        .orElseGet(() -> new ReconcileFailure(inWords(thrown), thrown, true));
  }

  /**
   * Whether the fault is the operator's own, such as an error of the Java runtime; otherwise the
   * API server refused or did not answer, which may pass by itself.
   */
  public boolean isInternal() {
    return internal;
  }

  /** Its message alone: whoever writes it down writes it for people. */
  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }

  /** The client throws the same type for its own complaints. */
  private static boolean isOfApiServer(Throwable cause) {
    return cause instanceof KubernetesClientException failure
        && (failure.getCode() > 0
            || Stream.<Throwable>iterate(failure, next -> next != null, Throwable::getCause)
                .anyMatch(next -> next instanceof IOException || next instanceof TimeoutException));
  }

  private static String inWords(Throwable fault) {
    String what =
        fault instanceof StackOverflowError
            ? "the operator ran out of stack; something in this object, or in what applies to it,"
                + " is nested or evaluated too deeply"
            : fault instanceof OutOfMemoryError
                ? "the operator ran out of memory"
                : "internal error of the operator";
    return what + ". The operator's log has the details.";
  }
}
