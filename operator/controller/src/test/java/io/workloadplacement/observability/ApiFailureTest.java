package io.workloadplacement.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

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

  @Test
  void aBrokenConnectionIsNamedByItsRoot() {
    assertThat(
            ApiFailure.inWords(
                new KubernetesClientException(
                    "An error has occurred.",
                    new IOException("outer", new ConnectException("Connection refused")))))
        .isEqualTo("ConnectException: Connection refused");
    assertThat(
            ApiFailure.inWords(
                new KubernetesClientException(
                    "An error has occurred.", new IOException(null, new ConnectException()))))
        .isEqualTo("ConnectException");
    assertThat(
            ApiFailure.inWords(
                new KubernetesClientException("An error has occurred.", new IOException())))
        .isEqualTo("An error has occurred.");
  }
}
