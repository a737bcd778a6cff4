package io.workloadplacement.app;

import io.javaoperatorsdk.operator.Operator;

/** Builds the operator that an {@link Application} runs. */
@FunctionalInterface
public interface OperatorFactory {

  /**
   * Builds an operator with all its controllers registered, and does not start it. It is called
   * again when a start fails because the API server went away.
   */
  Operator create(OperatorContext context);
}
