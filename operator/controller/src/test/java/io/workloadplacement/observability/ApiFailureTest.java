package io.workloadplacement.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ApiFailureTest {

  @Test
  void theApiServersOwnWordsAreKept() {
    assertThat(
            ApiFailure.inWords(
                new KubernetesClientException(
                    new StatusBuilder()
                        .withCode(403)
                        .withMessage("events is forbidden: User \"x\" cannot create")
                        .build())))
        .isEqualTo("events is forbidden: User \"x\" cannot create");
  }

  @Test
  void withoutWordsTheStatusIsNamed() {
    assertThat(
            ApiFailure.inWords(
                new KubernetesClientException(new StatusBuilder().withCode(503).build())))
        .isEqualTo("status 503");
  }

  @ParameterizedTest
  @MethodSource("brokenConnections")
  void a_broken_connection_is_said_without_a_class_and_without_an_address(
      Throwable cause, String words) {
    assertThat(
            ApiFailure.inWords(
                new KubernetesClientException(
                    "Failure executing: GET at: https://10.0.0.1:6443/api. Message: x.", cause)))
        .isEqualTo(words);
  }

  static Stream<Arguments> brokenConnections() {
    return Stream.of(
        arguments(
            new IOException("outer", new ConnectException("Connection refused")),
            "the API server refuses connections"),
        arguments(
            new IOException(null, new ConnectException()), "the API server refuses connections"),
        arguments(
            new IOException(new HttpConnectTimeoutException("HTTP connect timed out")),
            "the API server does not answer in time"),
        arguments(new TimeoutException(), "the API server does not answer in time"),
        arguments(
            new IOException(new UnknownHostException("api.example")),
            "the API server's name cannot be resolved"),
        arguments(
            new IOException("Connection reset"),
            "the connection to the API server broke: Connection reset"),
        arguments(
            new IOException("GET https://10.0.0.1:6443/api failed"),
            "the connection to the API server broke"),
        arguments(new IOException(), "the connection to the API server broke"),
        arguments(
            new SSLHandshakeException(
                "PKIX path building failed: sun.security.provider.certpath."
                    + "SunCertPathBuilderException: unable to find valid certification path"),
            "no TLS connection to the API server: PKIX path building failed: unable to find valid"
                + " certification path"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dial tcp 10.96.50.1:443: connect: connection refused | connection refused",
        "context deadline exceeded | context deadline exceeded",
        "no endpoints available for service \"webhook\" | no endpoints available for service \"webhook\""
      })
  void a_webhook_that_cannot_be_called_is_one_short_sentence(String cause, String words) {
    assertThat(
            ApiFailure.inWords(
                new KubernetesClientException(
                    new StatusBuilder()
                        .withCode(500)
                        .withMessage(
                            "Internal error occurred: failed calling webhook"
                                + " \"webhook.serving.knative.dev\": failed to call webhook: Post"
                                + " \"https://webhook.knative-serving.svc:443/defaulting?timeout=10s\": "
                                + cause)
                        .build())))
        .isEqualTo("the webhook webhook.serving.knative.dev cannot be called: " + words);
  }

  @Test
  void whole_pages_in_place_of_an_answer_are_cut() {
    assertThat(
            ApiFailure.inWords(
                new KubernetesClientException(
                    new StatusBuilder().withCode(502).withMessage("<p>".repeat(1000)).build())))
        .hasSize(500);
  }
}
