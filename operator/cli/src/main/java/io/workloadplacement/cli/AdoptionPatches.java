package io.workloadplacement.cli;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The proposed annotations as patches for Git, one of nothing but annotations for each Service. */
record AdoptionPatches(List<SurveyedService> services) {

  private static final String KUSTOMIZATION = "kustomization.yaml";
  private static final String HOW_TO_USE =
      "Name this folder under components in the kustomization that has the Services.";

  /** Lists are copied. */
  AdoptionPatches {
    services = List.copyOf(services);
  }

  /** Writes all of them as documents of one stream. */
  void write(PrintWriter out) {
    services.forEach(service -> out.print(patch(service)));
  }

  /**
   * Writes each to a file, and beside them a component of kustomize that lists them. Nothing is
   * overwritten: somebody's answers may stand in it.
   *
   * @return the files, in order
   * @throws IOException if a file is there already or cannot be written; the message is a sentence
   */
  List<Path> write(Path folder) throws IOException {
    Map<Path, String> files = files(folder);
    for (Path file : files.keySet()) {
      if (Files.exists(file)) {
        throw new IOException(
            file
                + " is there already, and somebody's answers may stand in it: name another folder, or remove it");
      }
    }
    try {
      Files.createDirectories(folder);
      for (var file : files.entrySet()) {
        Files.writeString(file.getKey(), file.getValue(), StandardOpenOption.CREATE_NEW);
      }
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be written: %s (%s)"
              .formatted(folder, e.getMessage(), e.getClass().getSimpleName()),
          e);
    }
    return List.copyOf(files.keySet());
  }

  private Map<Path, String> files(Path folder) {
    boolean oneNamespace =
        services.stream().map(SurveyedService::namespace).distinct().count() <= 1;
    ObjectNode kustomization = JsonNodeFactory.instance.objectNode();
    kustomization.put("apiVersion", "kustomize.config.k8s.io/v1alpha1").put("kind", "Component");
    var patches = kustomization.putArray("patches");
    Map<Path, String> files = new LinkedHashMap<>();
    for (SurveyedService service : services) {
      String name = (oneNamespace ? "" : service.namespace() + "_") + service.name() + ".yaml";
      files.put(folder.resolve(name), patch(service));
      ObjectNode target = patches.addObject().put("path", name).putObject("target");
      target.put("version", "v1").put("kind", "Service").put("name", service.name());
      if (!oneNamespace) {
        target.put("namespace", service.namespace());
      }
    }
    files.put(
        folder.resolve(KUSTOMIZATION),
        PlainYaml.of(kustomization, Map.of("", List.of(HOW_TO_USE))));
    return files;
  }

  /** The namespace is that of the manifest: where it names none, kustomize may give one. */
  private static String patch(SurveyedService service) {
    ProposedProfile profile = service.profile().orElseThrow();
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.put("apiVersion", "v1").put("kind", "Service");
    ObjectNode metadata = patch.putObject("metadata").put("name", service.name());
    if (!service.document().namespace().isEmpty()) {
      metadata.put("namespace", service.document().namespace());
    }
    ObjectNode annotations = metadata.putObject("annotations");
    profile.annotations().forEach(annotations::put);
    JsonPointer at = JsonPointer.compile("/metadata/annotations");
    Map<String, List<String>> comments = new TreeMap<>();
    profile
        .annotationRemarks()
        .forEach((key, remark) -> comments.put(at.appendProperty(key).toString(), List.of(remark)));
    comments.put("", headline(service));
    return PlainYaml.of(patch, comments);
  }

  private static List<String> headline(SurveyedService service) {
    PlannedPlacement planned = service.planned().orElseThrow();
    List<String> lines = new ArrayList<>();
    lines.add("%s: %s (%s)".formatted(service.name(), service.fit(), planned.decision().reason()));
    lines.add(planned.decision().message());
    lines.addAll(planned.notes());
    return lines.stream().map(line -> line.replaceAll("\\s+", " ")).toList();
  }
}
