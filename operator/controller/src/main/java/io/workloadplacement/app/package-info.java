/**
 * The composition root: the typed configuration of the process, its HTTP endpoints, its start and
 * its end. Only this package reads the environment and the system clock.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.app;
