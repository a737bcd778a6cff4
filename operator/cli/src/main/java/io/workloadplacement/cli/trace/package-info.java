/** Reads request traces: comma-separated files, plain or gzip, told apart by their header. */
package io.workloadplacement.cli.trace;
