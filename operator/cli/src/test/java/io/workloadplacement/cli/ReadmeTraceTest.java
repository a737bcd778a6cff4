package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the page on simulation that read a trace give the output that it shows. */
class ReadmeTraceTest {

  private static final Path ROOT = Path.of(System.getProperty("repository.root"));
  private static final Pattern COMMAND =
      Pattern.compile(
          "```sh\njava -jar \\S+ ((?:simulate|profile) [^\n]*)\n```\n\n```text\n(.*?)```",
          Pattern.DOTALL);

  @Test
  void everyOutputIsWhatTheCommandGives(@TempDir Path folder) throws IOException {
    Matcher shown = COMMAND.matcher(Files.readString(ROOT.resolve("docs/simulation.md")));
    int commands = 0;
    while (shown.find()) {
      StringWriter out = new StringWriter();
      String report = folder.resolve("report.html").toString();
      String[] words =
          shown.group(1).replace("--report=report.html", "--report=" + report).split(" ");
      for (int i = 1; i < words.length; i++) {
        if (!words[i].startsWith("-")) {
          words[i] = ROOT.resolve(words[i]).toString();
        }
      }

      int status =
          Main.commandLine(context -> null).setOut(new PrintWriter(out, true)).execute(words);

      assertThat(status).isZero();
      assertThat(out.toString().replace(report, "report.html")).isEqualTo(shown.group(2));
      commands++;
    }
    assertThat(commands).isEqualTo(2);
  }
}
