package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a container starts, command by command: programs without their paths, and without what only
 * starts them ({@code tini}, {@code bundle exec}, {@code python -m}).
 *
 * @param field {@code command}, or {@code args} where the image says which program takes them
 * @param lines a program and its arguments with a blank between, never empty
 */
record ContainerCommand(String field, List<String> lines) {

  private static final Pattern SHELL =
      Pattern.compile(
          "(?:\\S*/)?(?:ba|da|a|k|z)?sh(?: -\\S+)*? -[a-z]*c (?<script>.*)", Pattern.DOTALL);
  private static final Pattern BETWEEN_COMMANDS = Pattern.compile("&&|[|][|]|[;|&\n]");
  private static final Pattern STARTER =
      Pattern.compile(
          "(?:do|then|exec|env|tini|dumb-init|nohup|time|sudo|bundle|poetry|pipenv|uv|run|npx|yarn|pnpm|node|ruby"
              + "|python[0-9.]*|pypy[0-9]*|php[0-9.]*|docker-entrypoint[.]sh|docker-php-entrypoint|entrypoint[.]sh"
              + "|busybox|gosu \\S+|su-exec \\S+|nice -n \\S+|-d \\S+|-[a-zA-Z]+|--|[A-Z_][A-Z0-9_]*=\\S*) ");

  /** Lists are copied. */
  ContainerCommand {
    lines = List.copyOf(lines);
  }

  /**
   * Reads it.
   *
   * @return empty where the image alone says what runs
   */
  static Optional<ContainerCommand> of(Container container) {
    String whole =
        String.join(
            " ",
            Stream.concat(container.getCommand().stream(), container.getArgs().stream()).toList());
    List<String> lines = new ArrayList<>();
    Matcher shell = SHELL.matcher(whole);
    String script = shell.matches() ? shell.group("script") : null;
    Stream<String> commands =
        script == null ? Stream.of(whole) : BETWEEN_COMMANDS.splitAsStream(script);
    commands.map(ContainerCommand::line).filter(line -> !line.isEmpty()).forEach(lines::add);
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ContainerCommand(container.getCommand().isEmpty() ? "args" : "command", lines));
  }

  private static String line(String command) {
    String line =
        String.join(
            " ",
            Arrays.stream(command.replace('"', ' ').replace('\'', ' ').strip().split("\\s+", -1))
                .map(ContainerCommand::withoutPath)
                .toList());
    Matcher starter = STARTER.matcher(line);
    while (starter.lookingAt()) {
      line = line.substring(starter.end());
      starter = STARTER.matcher(line);
    }
    return line;
  }

  private static String withoutPath(String word) {
    return word.startsWith("-") || word.contains("=") || word.contains("://")
        ? word
        : word.substring(word.lastIndexOf('/', word.length() - 2) + 1);
  }

  /** The programs that are started. */
  Stream<String> programs() {
    return lines.stream().map(line -> line.split(" ", 2)[0]);
  }
}
