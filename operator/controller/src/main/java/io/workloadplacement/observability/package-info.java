/** What the operator tells about itself: metrics, health, events and the keys of its log lines. */
package io.workloadplacement.observability;
