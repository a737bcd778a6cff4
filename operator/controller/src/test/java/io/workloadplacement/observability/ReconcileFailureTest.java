package io.workloadplacement.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.net.ConnectException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReconcileFailureTest {

  private static final KubernetesClientException REFUSED =
      new KubernetesClientException(
          new StatusBuilder().withCode(409).withMessage("the object has been modified").build());

  static Stream<Arguments> thrown() {
    return Stream.of(
        arguments(REFUSED, false, "the object has been modified"),
        arguments(new OperatorException(REFUSED), false, "the object has been modified"),
        arguments(
            new OperatorException(
                new KubernetesClientException("GET at: https://10.0.0.1", new ConnectException())),
            false,
            "the API server refuses connections"),
        arguments(
            new KubernetesClientException("x", new TimeoutException()),
            false,
            "the API server does not answer in time"),
        arguments(
            new StackOverflowError(),
            true,
            "the operator ran out of stack; something in this object, or in what applies to it, is"
                + " nested or evaluated too deeply. The operator's log has the details."),
        arguments(
            new ExecutionException(new OutOfMemoryError("Java heap space")),
            true,
            "the operator ran out of memory. The operator's log has the details."),
        arguments(
            new KubernetesClientException("x", new NoClassDefFoundError("io/example/Missing")),
            true,
            "internal error of the operator. The operator's log has the details."),
        arguments(
            new IllegalStateException("io.example.Thing: https://10.0.0.1:6443 is null"),
            true,
            "internal error of the operator. The operator's log has the details."),
        arguments(
            new KubernetesClientException("name not specified for an operation requiring one."),
            true,
            "internal error of the operator. The operator's log has the details."));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void says_what_was_thrown_for_people(Throwable thrown, boolean internal, String words) {
    ReconcileFailure failure = ReconcileFailure.of(thrown);

    assertThat(failure).hasMessage(words).hasToString(words);
    assertThat(failure.isInternal()).isEqualTo(internal);
  }

  @Test
  void is_itself_whatever_it_is_wrapped_in() {
    ReconcileFailure failure = ReconcileFailure.of(new AssertionError());

    assertThat(ReconcileFailure.of(new OperatorException(failure))).isSameAs(failure);
  }
}
