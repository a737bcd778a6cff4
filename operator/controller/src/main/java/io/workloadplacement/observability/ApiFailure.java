package io.workloadplacement.observability;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * What a failed request to the API server says to people: a short text without the names of Java's
 * classes and without the API server's address.
 */
public final class ApiFailure {

  private static final int LONGEST = 500;
  private static final Pattern UNREACHABLE_WEBHOOK =
      Pattern.compile(
          "(?s).*failed calling webhook \"([^\"]+)\": (?:failed to call webhook: )?"
              + "(?:\\w+ \"[^\"]*\": )?(?:dial tcp \\S+: )?(?:connect: )?(.*)");
  private static final Pattern CLASS_NAMES =
      Pattern.compile("\\b(?:[a-z]\\w*\\.)+[A-Z]\\w*(?:Exception|Error)\\b(?:: )?");

  private ApiFailure() {}

  /** The API server's own words, where it answered; else what became of the connection. */
  public static String inWords(KubernetesClientException failure) {
    return ownWords(failure)
        .map(words -> bounded(withoutClassNames(ofWebhook(words).orElse(words))))
        .orElseGet(
            () ->
                failure.getCode() > 0
                    ? "status " + failure.getCode()
                    : bounded(withoutClassNames(ofConnection(failure))));
  }

  /**
   * Whether a request failed because its namespace is being deleted or has gone, where nothing can
   * be created any more.
   */
  public static boolean isOfEndingNamespace(KubernetesClientException failure) {
    Optional<StatusDetails> details =
        Optional.ofNullable(failure.getStatus()).map(Status::getDetails);
    boolean ending =
        details.stream()
            .flatMap(d -> d.getCauses().stream())
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
    boolean gone =
        failure.getCode() == HttpURLConnection.HTTP_NOT_FOUND
            && details.filter(d -> "namespaces".equals(d.getKind())).isPresent();
    return ending || gone;
  }

  private static Optional<String> ownWords(KubernetesClientException failure) {
    return Optional.ofNullable(failure.getStatus())
        .map(Status::getMessage)
        .filter(words -> !words.isBlank());
  }

  private static Optional<String> ofWebhook(String words) {
    Matcher webhook = UNREACHABLE_WEBHOOK.matcher(words);
    return webhook.matches()
        ? Optional.of(
            "the webhook %s cannot be called: %s".formatted(webhook.group(1), webhook.group(2)))
        : Optional.empty();
  }

  private static String ofConnection(KubernetesClientException failure) {
    List<Throwable> causes =
        Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
            .filter(cause -> !(cause instanceof KubernetesClientException))
            .toList();
    if (isAny(causes, UnknownHostException.class, UnresolvedAddressException.class)) {
      return "the API server's name cannot be resolved";
    }
    if (isAny(causes, HttpTimeoutException.class, SocketTimeoutException.class)
        || isAny(causes, TimeoutException.class)) {
      return "the API server does not answer in time";
    }
    if (isAny(causes, ConnectException.class)) {
      return "the API server refuses connections";
    }
    String what =
        isAny(causes, SSLException.class)
            ? "no TLS connection to the API server"
            : "the connection to the API server broke";
    // The innermost that has something to say.
    return causes.stream()
        .map(Throwable::getMessage)
        .filter(message -> message != null && !message.contains("://"))
        .reduce((outer, inner) -> inner)
        .map(message -> what + ": " + message)
        .orElse(what);
  }

  private static boolean isAny(List<Throwable> causes, Class<?>... types) {
    return causes.stream().anyMatch(cause -> Stream.of(types).anyMatch(t -> t.isInstance(cause)));
  }

  private static String withoutClassNames(String words) {
    return CLASS_NAMES.matcher(words).replaceAll("");
  }

  private static String bounded(String words) {
    return words.length() <= LONGEST ? words : words.substring(0, LONGEST - 1) + "…";
  }
}
