/** Reads request traces: comma-separated files, plain or gzip, told apart by their header. */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.cli.trace;
