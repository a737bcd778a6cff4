package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Kubernetes objects as they stand in YAML. */
record KubernetesObjects(List<ObjectNode> objects) {

  static final Path ROOT = Path.of(System.getProperty("repository.root", "..")).normalize();

  private static final YAMLMapper YAML = new YAMLMapper();

  static KubernetesObjects parse(String yaml) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      List<ObjectNode> objects = new ArrayList<>();
      documents.forEachRemaining(
          document -> {
            if (document instanceof ObjectNode object) {
              objects.add(object);
            }
          });
      return new KubernetesObjects(List.copyOf(objects));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All objects of the YAML files in a folder of the repository, kustomize's own aside. */
  static KubernetesObjects folder(String folder) {
    return new KubernetesObjects(
        files(folder).stream().flatMap(file -> parse(text(file)).objects().stream()).toList());
  }

  static List<Path> files(String folder) {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<ObjectNode> ofKind(String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
  }

  ObjectNode only(String kind) {
    List<ObjectNode> found = ofKind(kind);
    assertThat(found).as(kind).hasSize(1);
    return found.get(0);
  }

  /** The operator's own of a kind of which the router has one, too. */
  ObjectNode ofOperator(String kind) {
    return named(kind, "-operator");
  }

  ObjectNode ofRouter(String kind) {
    return named(kind, "-router");
  }

  ObjectNode named(String kind, String nameEnd) {
    List<ObjectNode> found =
        ofKind(kind).stream()
            .filter(object -> object.at("/metadata/name").asText().endsWith(nameEnd))
            .toList();
    assertThat(found).as("%s ...%s", kind, nameEnd).hasSize(1);
    return found.get(0);
  }
}
