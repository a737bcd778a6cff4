package io.workloadplacement.app;

import io.javaoperatorsdk.operator.Operator;

/** The composition of the operator: its controllers, with what they are built from. */
public final class OperatorRuntime {

  private OperatorRuntime() {}

  /** Builds the operator. */
  public static Operator create(OperatorContext context) {
    return new Operator(context.settings());
  }
}
