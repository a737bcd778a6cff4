package io.workloadplacement.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What a command says beside its output. */
record CommandMessages(CommandLine command) {

  /** Says what is wrong, or what should be known, a line each. */
  void tell(List<String> lines) {
    PrintWriter err = command.getErr();
    lines.forEach(err::println);
    err.flush();
  }

  /** Says what is wrong, and gives the exit status for it. */
  int failed(List<String> faults) {
    tell(faults);
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** The same of one thing. */
  int failed(String fault) {
    return failed(List.of(fault));
  }

  /** The command line is wrong. */
  ParameterException wrong(String message) {
    return new ParameterException(command, message);
  }
}
