package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.app.OperatorMain;
import io.workloadplacement.app.OperatorRuntime;
import io.workloadplacement.app.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... args) {
    CommandLine main =
        Main.commandLine(
                context -> {
                  throw new AssertionError("No operator is to be built");
                })
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return main.execute(OperatorMain.withDefaultCommand(args));
  }

  @Test
  void versionShowsTheProgramItsPartsAndJava() {
    assertThat(execute("version")).isZero();

    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("placement \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"),
            line -> assertThat(line).matches("Java Operator SDK \\d+\\.\\d+\\.\\d+"),
            line -> assertThat(line).matches("Fabric8 Kubernetes client \\d+\\.\\d+\\.\\d+"),
            line -> assertThat(line).startsWith("Java " + Runtime.version().feature()));
  }

  @Test
  void helpNamesTheCommands() {
    assertThat(execute("--help")).isZero();

    assertThat(out.toString())
        .startsWith("Usage: placement")
        .contains("run", "version", "Without a command, run is meant.");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void helpOfRunDocumentsEverySetting(Setting setting) {
    assertThat(execute("run", "--help")).isZero();

    String help = out.toString().replaceAll("\\s+", " ");
    assertThat(help)
        .contains(setting.option() + "=VALUE")
        .contains(setting.meaning().replaceAll("\\s+", " "))
        .contains(setting.rule())
        .contains("Default: " + setting.defaultDescription() + ". Variable: " + setting.name());
  }

  @Test
  void aWrongSettingIsRefusedWithStatus2AndAHint() {
    assertThat(execute("run", "--http-port=http")).isEqualTo(2);

    assertThat(err.toString())
        .startsWith("--http-port=http is wrong: it must be a whole number from 0 to 65535")
        .contains("Try: placement run --help");
  }

  @Test
  void optionsWithoutACommandAreThoseOfRun() {
    assertThat(execute("--log-level=loud")).isEqualTo(2);

    assertThat(err.toString()).startsWith("--log-level=loud is wrong");
  }

  @Test
  void anUnknownCommandIsRefusedWithStatus2AndASuggestion() {
    assertThat(execute("versoin")).isEqualTo(2);

    assertThat(err.toString()).contains("versoin", "version", "Try: placement --help");
  }

  @Test
  void anUnknownOptionIsRefusedWithStatus2() {
    assertThat(execute("run", "--http-prot=1")).isEqualTo(2);

    assertThat(err.toString()).contains("--http-prot", "--http-port", "placement run --help");
  }

  @Test
  void the_page_of_commands_has_each_of_them_and_no_other() throws IOException {
    String page = Files.readString(PlanRun.ROOT.resolve("docs/commands.md"));
    String table = page.substring(page.indexOf("| Command |"), page.indexOf("\n\nWhat cannot"));
    Set<String> documented =
        table
            .lines()
            .skip(2)
            .map(row -> row.split("\\|")[1])
            .flatMap(cell -> Arrays.stream(cell.split(",")))
            .map(name -> name.replace("`", "").strip())
            .collect(Collectors.toSet());

    assertThat(
            Main.commandLine(OperatorRuntime::create).getSubcommands().keySet().stream()
                .filter(name -> !Set.of("run", "version").contains(name)))
        .containsExactlyInAnyOrderElementsOf(documented);
  }
}
