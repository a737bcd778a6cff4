package io.workloadplacement.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The customizations of one kind, in the layout of Argo CD's own.
 *
 * @param folder with {@code health.lua}, {@code actions} and the objects on which they are tried
 */
record Customizations(Path folder) {

  static final Path ROOT = Path.of(System.getProperty("repository.root", "..")).normalize();
  static final YAMLMapper YAML = new YAMLMapper();

  private static final Path GROUP =
      ROOT.resolve("config/argocd/resource_customizations/workloadplacement.io");

  static Customizations of(String kind) {
    return new Customizations(GROUP.resolve(kind));
  }

  /** One for each kind that has some. */
  static Stream<Customizations> all() {
    return Stream.of("WorkloadPlacement", "PlacementPolicy").map(Customizations::of);
  }

  String kind() {
    return folder.getFileName().toString();
  }

  String script(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode yaml(String file) {
    try {
      return YAML.readTree(folder.resolve(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The recorded states, as paths below the folder. */
  List<String> states() {
    return files("testdata");
  }

  List<String> files(String below) {
    try (Stream<Path> files = Files.list(folder.resolve(below))) {
      return files.map(file -> below + "/" + file.getFileName()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the actions, in order. */
  List<String> actions() {
    Path actions = folder.resolve("actions");
    try (Stream<Path> files = Files.exists(actions) ? Files.list(actions) : Stream.empty()) {
      return files
          .filter(file -> Files.exists(file.resolve("action.lua")))
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return kind();
  }
}
