/** What the operator tells about itself: metrics, health, events and the keys of its log lines. */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.observability;
