/** The commands of the program. */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.cli;
