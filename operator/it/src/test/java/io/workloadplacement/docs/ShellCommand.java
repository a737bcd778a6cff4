package io.workloadplacement.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.workloadplacement.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A command of a page, whose every name has to be one that exists. */
record ShellCommand(List<String> words) {

  /** The option whose file is written, not read. */
  private static final String WRITTEN = "--report";

  private static final Set<String> PHASES =
      Set.of("compile", "test-compile", "test", "package", "verify");
  private static final Map<String, Set<String>> GOALS =
      Map.of(
          "jib", Set.of("build", "buildTar"),
          "spotless", Set.of("apply", "check"),
          "exec", Set.of("exec"));
  private static final Set<String> PROPERTIES_OF_PLUGINS =
      Set.of("skipTests", "test", "surefire.failIfNoSpecifiedTests");
  private static final Set<String> FLAGS_OF_MAVEN = Set.of("-am", "-q", "-o", "-B", "-pl");

  /** The commands of a block, those that are joined one by one. */
  static Stream<ShellCommand> in(Markdown.Block block) {
    return block
        .text()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .flatMap(line -> Arrays.stream(line.split(" && | \\| ")))
        .map(command -> new ShellCommand(List.of(command.strip().split("\\s+"))));
  }

  /** Whether all that the command names is there. */
  void namesWhatExists() {
    switch (words.get(0)) {
      case "./mvnw" -> maven();
      case "java" -> program();
      case "kubectl" -> kubectl();
      case "helm" -> helm();
      case ".ci/package" -> assertThat(file(words.get(0))).isExecutable();
      default -> throw new AssertionError("No test knows the command " + this);
    }
  }

  private void maven() {
    assertThat(file("mvnw")).exists();
    for (String word : words.subList(1, words.size())) {
      if (word.startsWith("-D")) {
        property(word.substring(2).split("=", 2));
      } else if (word.startsWith("-P")) {
        assertThat(poms()).contains("<id>" + word.substring(2) + "</id>");
      } else if (words.get(words.indexOf(word) - 1).equals("-pl")) {
        assertThat(file(word)).as("%s", this).exists();
      } else if (word.contains(":")) {
        String[] goal = word.split(":");
        assertThat(poms()).contains("<artifactId>" + goal[0] + "-maven-plugin</artifactId>");
        assertThat(GOALS.getOrDefault(goal[0], Set.of())).as("%s", this).contains(goal[1]);
      } else {
        assertThat(PHASES.contains(word) || FLAGS_OF_MAVEN.contains(word))
            .as("%s of %s", word, this)
            .isTrue();
      }
    }
  }

  private void property(String... nameAndValue) {
    String name = nameAndValue[0];
    boolean known =
        PROPERTIES_OF_PLUGINS.contains(name)
            || poms().contains("<" + name + ">")
            || tests().anyMatch(test -> text(test).contains("getBoolean(\"" + name + "\")"));
    assertThat(known).as("property %s of %s", name, this).isTrue();
    if (name.equals("test")) {
      assertThat(tests().map(test -> test.getFileName().toString()))
          .contains(nameAndValue[1] + ".java");
    }
  }

  private void program() {
    assertThat(words.subList(1, 3)).isEqualTo(List.of("-jar", jar()));
    CommandLine command = program(words.get(3));
    CommandLine.ParseResult parsed =
        command
            .getParent()
            .parseArgs(words.subList(3, words.size()).toArray(String[]::new))
            .subcommand();
    parsed.matchedOptions().stream()
        .filter(option -> option.auxiliaryTypes()[0] == Path.class)
        .filter(option -> !WRITTEN.equals(option.longestName()))
        .flatMap(option -> option.originalStringValues().stream())
        .forEach(name -> assertThat(file(name)).as("%s", this).exists());
  }

  private void kubectl() {
    for (int i = 1; i + 1 < words.size(); i++) {
      switch (words.get(i)) {
        case "-f", "-k" -> assertThat(file(words.get(i + 1))).as("%s", this).exists();
        case "explain" -> CustomResource.field(words.get(i + 1));
        case "get", "describe", "delete" -> {
          if (words.get(i + 1).matches("[wp]p")) {
            CustomResource.ofShortName(words.get(i + 1));
          }
        }
        default -> {
          // Names of objects and namespaces are the reader's own.
        }
      }
    }
  }

  private void helm() {
    if (!Set.of("install", "upgrade").contains(words.get(1))) {
      return;
    }
    Path chart = file(words.get(3));
    assertThat(chart.resolve("Chart.yaml")).as("%s", this).exists();
    for (int i = 4; i < words.size(); i++) {
      if (words.get(i).equals("--set")) {
        String value = words.get(i + 1).split("=", 2)[0];
        assertThat(
                yaml(chart.resolve("values.yaml"))
                    .at("/" + value.replace('.', '/'))
                    .isMissingNode())
            .as("value %s is missing", value)
            .isFalse();
      }
    }
  }

  /** A command of the program. */
  static CommandLine program(String name) {
    Map<String, CommandLine> commands = programs();
    assertThat(commands).containsKey(name);
    return commands.get(name);
  }

  /** The commands of the program by their names. */
  static Map<String, CommandLine> programs() {
    try {
      Method commandLine =
          Arrays.stream(Main.class.getDeclaredMethods())
              .filter(method -> method.getName().equals("commandLine"))
              .findFirst()
              .orElseThrow();
      commandLine.setAccessible(true);
      // What a command runs with is of no use here: none is run.
      Object[] nothing = new Object[commandLine.getParameterCount()];
      return ((CommandLine) commandLine.invoke(null, nothing)).getSubcommands();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static String jar() {
    String pom = text(Markdown.ROOT.resolve("operator/pom.xml"));
    Matcher parent =
        Pattern.compile("(?s)<parent>.*?<version>(.*?)</version>.*?</parent>").matcher(pom);
    assertThat(parent.find()).isTrue();
    Matcher artifact =
        Pattern.compile("<artifactId>(.*?)</artifactId>").matcher(pom.substring(parent.end()));
    assertThat(artifact.find()).isTrue();
    return "operator/target/" + artifact.group(1) + "-" + parent.group(1) + ".jar";
  }

  private static String poms() {
    return text(Markdown.ROOT.resolve("pom.xml"))
        + ofModules("pom.xml").map(ShellCommand::text).collect(Collectors.joining());
  }

  private static Stream<Path> tests() {
    return ofModules("Test.java");
  }

  /** Files of all modules whose names end so. */
  private static Stream<Path> ofModules(String end) {
    try (Stream<Path> files = Files.walk(Markdown.ROOT.resolve("operator"))) {
      return files
          .filter(file -> file.toString().endsWith(end) && !file.toString().contains("/target/"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(String path) {
    return Markdown.ROOT.resolve(path);
  }

  private static JsonNode yaml(Path file) {
    try {
      return new YAMLMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
