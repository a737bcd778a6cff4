/** The commands of the program. */
package io.workloadplacement.cli;
