package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Target;
import java.util.function.Supplier;

/**
 * The side that the chain settled on, before stability.
 *
 * @param reason what settled it
 * @param message the reason with its figures; written on demand
 */
record ChainResult(Target target, Reason reason, Supplier<String> message) {}
