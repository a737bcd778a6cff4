package io.workloadplacement.cli;

import io.workloadplacement.app.OperatorRuntime;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;

/** A command as it is typed, and what became of it. */
record CommandRun(int status, String out, String err) {

  /** Runs {@code placement ARGUMENTS} with an empty standard input. */
  static CommandRun of(Object... arguments) {
    return withInput("", arguments);
  }

  static CommandRun withInput(String standardInput, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine main =
        Main.commandLine(
                OperatorRuntime::create,
                () -> PlanRun.NOW,
                new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8)))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int status =
        main.execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new CommandRun(status, out.toString(), err.toString());
  }

  /** Everything that was said, for who reads a failure. */
  String said() {
    return out + err;
  }
}
