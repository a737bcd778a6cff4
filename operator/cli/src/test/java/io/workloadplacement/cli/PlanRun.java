package io.workloadplacement.cli;

import io.workloadplacement.app.OperatorRuntime;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The command {@code plan} as it is typed, and what became of it. */
record PlanRun(int status, String out, String err) {

  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  static final Path ROOT = Path.of(System.getProperty("repository.root", ".."));
  static final Path FILES = ROOT.resolve("operator/cli/src/test/resources/plan");

  /** Runs {@code placement plan} with an empty standard input. */
  static PlanRun of(Object... arguments) {
    return withInput("", arguments);
  }

  static PlanRun withInput(String standardInput, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine main =
        Main.commandLine(
                OperatorRuntime::create,
                () -> NOW,
                new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8)))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    List<String> typed =
        Stream.concat(Stream.of("plan"), Arrays.stream(arguments).map(Object::toString)).toList();
    int status = main.execute(typed.toArray(String[]::new));
    return new PlanRun(status, out.toString(), err.toString());
  }

  List<String> errors() {
    return err.lines().toList();
  }
}
