package io.workloadplacement.cli;

import io.javaoperatorsdk.operator.Operator;
import io.workloadplacement.app.OperatorContext;
import io.workloadplacement.app.OperatorRuntime;
import java.time.Duration;

/** The operator as it is shipped, but that it may look at an object more often. */
final class QuickOperator {

  private static final Duration RECONCILE_AT_MOST_EVERY = Duration.ofMillis(50);

  private QuickOperator() {}

  static Operator create(OperatorContext context) {
    return OperatorRuntime.create(context, RECONCILE_AT_MOST_EVERY);
  }
}
