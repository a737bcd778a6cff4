package io.workloadplacement.cli;

import com.fasterxml.jackson.core.JacksonException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.observability.ApiFailure;
import java.net.ConnectException;
import java.net.URISyntaxException;
import java.util.stream.Stream;

/** What went wrong between a command and its API server, for who typed the command. */
final class ApiServerAnswer {

  private ApiServerAnswer() {}

  /** Why there is no answer, or none that could be used. */
  static String inWords(KubernetesClientException failure) {
    if (failure.getCode() <= 0 && isCausedBy(failure, JacksonException.class)) {
      return "what answers is no API server: is there a proxy in front of it that wants a sign-in?";
    }
    if (isCausedBy(failure, URISyntaxException.class)) {
      return "its address in the kubeconfig is no URL";
    }
    return isCausedBy(failure, ConnectException.class)
        ? "nothing answers at its address: is it up, and is the kubeconfig's server right?"
        : ApiFailure.inWords(failure);
  }

  private static boolean isCausedBy(Throwable failure, Class<? extends Exception> type) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .anyMatch(type::isInstance);
  }
}
