package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.stream.StreamSupport;
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

  /** What is planned, where the output is JSON. */
  List<JsonNode> placements() {
    try {
      JsonNode list = new ObjectMapper().readTree(out);
      assertThat(list.isArray()).as(out).isTrue();
      return StreamSupport.stream(list.spliterator(), false).toList();
    } catch (JsonProcessingException e) {
      throw new AssertionError(out + err, e);
    }
  }

  List<String> errors() {
    return err.lines().toList();
  }
}
