package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.rendering.ServiceAnnotations;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Manifests as users write them, to be applied as kubectl would. */
record Manifests(List<HasMetadata> objects) {

  private static final String PLACEMENT = HasMetadata.getKind(WorkloadPlacement.class);
  private static final String FIELD_MANAGER = "placement-local";

  /**
   * Reads files and folders, in the order in which they are given, the files of a folder by name.
   *
   * @throws ParameterException if a path does not exist or is no manifest
   */
  static Manifests read(List<Path> sources, CommandLine command) {
    List<HasMetadata> objects = new ArrayList<>();
    for (Path source : sources) {
      for (Path file : files(source, command)) {
        objects.addAll(parse(file, command));
      }
    }
    return new Manifests(List.copyOf(objects));
  }

  /** Reads what the program itself brings. */
  static Manifests ofResources(List<String> names) {
    return new Manifests(names.stream().flatMap(name -> parse(resource(name)).stream()).toList());
  }

  /**
   * Applies all of them, in the namespace {@code default} where they name none.
   *
   * @return the placements that they declare or, as annotated Services, ask for, as namespace/name
   */
  List<String> apply(KubernetesClient client) {
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FIELD_MANAGER)
            .withFieldValidation("Strict")
            .withForce(true)
            .build();
    List<String> placements = new ArrayList<>();
    for (HasMetadata object : objects) {
      HasMetadata applied = client.resource(object).patch(context);
      if (PLACEMENT.equals(applied.getKind()) || ServiceAnnotations.optsIn(applied)) {
        placements.add(Board.key(applied));
      }
    }
    return placements;
  }

  private static List<Path> files(Path source, CommandLine command) {
    if (!Files.exists(source)) {
      throw new ParameterException(command, "--apply: " + source + " does not exist");
    }
    if (!Files.isDirectory(source)) {
      return List.of(source);
    }
    try (Stream<Path> files = Files.list(source)) {
      List<Path> manifests =
          files
              .filter(file -> file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
              .sorted()
              .toList();
      if (manifests.isEmpty()) {
        throw new ParameterException(command, "--apply: " + source + " holds no .yaml file");
      }
      return manifests;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + source, e);
    }
  }

  private static Collection<HasMetadata> parse(Path file, CommandLine command) {
    try {
      return parse(Files.readAllBytes(file));
    } catch (IOException | KubernetesClientException | IllegalArgumentException e) {
      throw new ParameterException(
          command, "--apply: " + file + " is no manifest: " + e.getMessage(), e);
    }
  }

  private static Collection<HasMetadata> parse(byte[] yaml) {
    Object parsed = Serialization.unmarshal(new ByteArrayInputStream(yaml));
    Collection<?> all = parsed instanceof Collection<?> several ? several : List.of(parsed);
    return all.stream().filter(Objects::nonNull).map(HasMetadata.class::cast).toList();
  }

  private static byte[] resource(String name) {
    try (InputStream in = Manifests.class.getClassLoader().getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }
}
