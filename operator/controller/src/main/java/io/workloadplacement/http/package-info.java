/**
 * The HTTP server of the process: what its ports have in common, and that whoever reaches them can
 * do no harm.
 */
package io.workloadplacement.http;
