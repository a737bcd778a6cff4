package io.workloadplacement.observability;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** What a failed request to the API server says to people. */
public final class ApiFailure {

  private ApiFailure() {}

  /** The API server's own words, where it answered; else what became of the connection. */
  public static String inWords(KubernetesClientException failure) {
    if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
      return failure.getStatus().getMessage();
    }
    if (failure.getCode() > 0) {
      return "status " + failure.getCode();
    }
    List<Throwable> causes =
        Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
            .filter(cause -> !(cause instanceof KubernetesClientException))
            .toList();
    // The innermost that has something to say; a refused connection has nothing but its type.
    return causes.stream()
        .filter(cause -> cause.getMessage() != null)
        .reduce((outer, inner) -> inner)
        .map(cause -> cause.getClass().getSimpleName() + ": " + cause.getMessage())
        .or(
            () ->
                causes.stream()
                    .map(Object::getClass)
                    .filter(type -> type != IOException.class)
                    .findFirst()
                    .map(Class::getSimpleName))
        .orElse(failure.getMessage());
  }
}
