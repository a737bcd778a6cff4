package io.workloadplacement.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads manifests from files, folders and standard input, and remembers where everything stands.
 * What cannot be read is a fault with its place, and does not keep the rest from being read. Files
 * of kustomize and Helm are skipped, with the command that makes manifests of them.
 */
final class ManifestReader {

  private static final String STANDARD_INPUT = "-";
  private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

  /** Far more than any file of manifests; the least that a machine has memory for. */
  private static final int MOST_BYTES = 32 << 20;

  private final InputStream standardInput;
  private final List<String> faults = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  ManifestReader(InputStream standardInput) {
    this.standardInput = standardInput;
  }

  /** Everything that could not be read, each with file, line and column. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /** The files of other tools, each with what to do. */
  List<String> skipped() {
    return List.copyOf(skipped);
  }

  /**
   * Reads sources in their order.
   *
   * @param sources files; folders, which mean their .yaml, .yml and .json files by name; {@code -}
   *     for standard input
   */
  List<ManifestDocument> read(List<String> sources) {
    List<ManifestDocument> documents = new ArrayList<>();
    for (String source : sources) {
      try {
        if (source.equals(STANDARD_INPUT)) {
          documents.addAll(parse(source, standardInput));
        } else {
          documents.addAll(read(Path.of(source)));
        }
      } catch (InvalidPathException e) {
        faults.add("'%s' is no name of a file: %s".formatted(source, e.getReason()));
      } catch (IOException e) {
        faults.add(unreadable(source, e));
      }
    }
    return documents;
  }

  private List<ManifestDocument> read(Path source) throws IOException {
    if (!Files.exists(source)) {
      faults.add(source + ": there is no such file or folder");
      return List.of();
    }
    if (!Files.isDirectory(source)) {
      return file(source);
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(source)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
              .sorted()
              .toList();
    }
    if (files.isEmpty()) {
      faults.add(source + ": the folder holds no " + String.join(", ", ENDINGS) + " file");
    }
    Set<String> parts = partsOfKustomization(files);
    List<ManifestDocument> documents = new ArrayList<>();
    for (Path file : files) {
      if (parts.contains(file.getFileName().toString())) {
        skipped.add(ToolFiles.partOfKustomization(file.toString()));
        continue;
      }
      try {
        documents.addAll(file(file));
      } catch (IOException e) {
        faults.add(unreadable(file.toString(), e));
      }
    }
    return documents;
  }

  private Set<String> partsOfKustomization(List<Path> files) {
    Set<String> parts = new HashSet<>();
    for (Path file : files) {
      if (ToolFiles.isKustomization(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          text(file.toString(), in)
              .map(text -> ManifestText.read(file.toString(), text))
              .ifPresent(text -> parts.addAll(ToolFiles.parts(text)));
        } catch (IOException e) {
          faults.add(unreadable(file.toString(), e));
        }
      }
    }
    return parts;
  }

  private List<ManifestDocument> file(Path file) throws IOException {
    Optional<String> toolFile = ToolFiles.byName(file);
    if (toolFile.isPresent()) {
      skipped.add(toolFile.get());
      return List.of();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return parse(file.toString(), in);
    }
  }

  private List<ManifestDocument> parse(String source, InputStream in) throws IOException {
    Optional<String> text = text(source, in);
    if (text.isEmpty()) {
      return List.of();
    }
    ManifestText read = ManifestText.read(source, text.get());
    Optional<String> toolFile = ToolFiles.byContent(source, text.get(), read);
    if (toolFile.isPresent()) {
      skipped.add(toolFile.get());
      return List.of();
    }
    faults.addAll(read.faults());
    return read.documents();
  }

  private Optional<String> text(String source, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      faults.add(
          "%s: has more than %d MiB: give less at a time".formatted(source, MOST_BYTES >> 20));
      return Optional.empty();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') < 0) {
        return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
      }
    } catch (CharacterCodingException e) {
      // The fault below says it.
    }
    faults.add(source + ": is no text: a manifest is YAML or JSON in UTF-8");
    return Optional.empty();
  }

  private static String unreadable(String source, IOException e) {
    return "%s: cannot be read: %s"
        .formatted(
            source, e instanceof AccessDeniedException ? "permission denied" : e.getMessage());
  }
}
