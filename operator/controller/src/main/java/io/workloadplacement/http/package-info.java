/**
 * The HTTP server of the process: what its ports have in common, and that whoever reaches them can
 * do no harm.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.http;
