package io.workloadplacement.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown file of the repository, as far as its tests have to understand it. */
record Markdown(Path file, List<String> lines) {

  static final Path ROOT = Path.of(System.getProperty("repository.root", "..")).normalize();

  private static final String FENCE = "```";
  private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /**
   * A fenced block.
   *
   * @param line number of its first fence
   */
  record Block(String language, int line, String text) {

    @Override
    public String toString() {
      return language + " in line " + line;
    }
  }

  static Markdown read(String path) {
    return read(ROOT.resolve(path));
  }

  static Markdown read(Path file) {
    try {
      return new Markdown(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every page that is written by hand. */
  static List<Markdown> pages() {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(ROOT::resolve),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .filter(file -> !file.endsWith("api.md"))
          .map(Markdown::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Block> blocks(String language) {
    return blocks().stream().filter(block -> block.language().equals(language)).toList();
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (int start = 0; start < lines.size(); start++) {
      if (lines.get(start).startsWith(FENCE)) {
        int end = start + 1;
        while (!lines.get(end).equals(FENCE)) {
          end++;
        }
        blocks.add(
            new Block(
                lines.get(start).substring(FENCE.length()),
                start + 1,
                String.join("\n", lines.subList(start + 1, end)) + "\n"));
        start = end;
      }
    }
    return blocks;
  }

  /** The rows of the one table with these columns, each as its cells. */
  List<List<String>> table(String... columns) {
    int header = prose().indexOf("| " + String.join(" | ", columns) + " |");
    assertThat(header).as("%s: table with the columns %s", this, List.of(columns)).isNotNegative();
    return prose().stream()
        .skip(header + 2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.substring(2, line.length() - 2))
        .map(row -> Arrays.stream(row.split(" \\| ", -1)).map(String::strip).toList())
        .toList();
  }

  /** The first column of a table, without its backquotes. */
  List<String> namesIn(String... columns) {
    return table(columns).stream().map(row -> row.get(0).replace("`", "")).toList();
  }

  List<String> links() {
    return matches(LINK);
  }

  /** What stands in backquotes within the text. */
  List<String> codes() {
    return matches(CODE);
  }

  /** The anchors that links to this page may name. */
  List<String> anchors() {
    return prose().stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }

  /** The lines outside of fenced blocks. */
  private List<String> prose() {
    List<String> prose = new ArrayList<>();
    boolean fenced = false;
    for (String line : lines) {
      if (line.startsWith(FENCE)) {
        fenced = !fenced;
      } else if (!fenced) {
        prose.add(line);
      }
    }
    return prose;
  }

  private List<String> matches(Pattern pattern) {
    return pattern
        .matcher(String.join("\n", prose()))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  @Override
  public String toString() {
    return ROOT.relativize(file).toString();
  }
}
