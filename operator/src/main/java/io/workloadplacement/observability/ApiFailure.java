package io.workloadplacement.observability;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.stream.Stream;

/** What a failed request to the API server says to people. */
public final class ApiFailure {

  private ApiFailure() {}

  /** The API server's own words, where it answered; else what became of the connection. */
  public static String inWords(KubernetesClientException failure) {
    if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
      return failure.getStatus().getMessage();
    }
    if (failure.getCode() != 0) {
      return "status " + failure.getCode();
    }
    Throwable root =
        Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
            .reduce(failure, (outer, inner) -> inner);
    return root.getMessage() == null
        ? root.getClass().getSimpleName()
        : root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
