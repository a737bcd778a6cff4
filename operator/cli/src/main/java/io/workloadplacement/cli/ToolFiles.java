package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files that stand among manifests and are another tool's: each is skipped, in a sentence that says
 * how to plan what the tool makes of it.
 */
final class ToolFiles {

  static final String KUSTOMIZE_GROUP = "kustomize.config.k8s.io/";

  private static final Set<String> KUSTOMIZATION =
      Set.of("kustomization.yaml", "kustomization.yml");
  private static final Set<String> CHART = Set.of("Chart.yaml", "Chart.yml");
  private static final Pattern VALUES =
      Pattern.compile("(?i)(.*[-_.])?values([-_.].*)?[.](ya?ml|json)");
  private static final Pattern COMPOSE = Pattern.compile("(docker-)?compose([-_.].*)?[.]ya?ml");

  /** What stands in braces is Helm's, and neither that of alerts nor of dashboards. */
  private static final Pattern HELM =
      Pattern.compile(
          "\\{\\{-?\\s*[^}]*([.](Values|Release|Chart|Capabilities|Files|Template)\\b|\\binclude \")");

  private static final Pattern BRACES = Pattern.compile("\\{\\{.*?}}", Pattern.DOTALL);

  /** Lists of a kustomization that name manifests; whatever else it names is no manifest. */
  private static final Set<String> NAMES_MANIFESTS = Set.of("resources", "bases", "crds");

  private static final Set<String> OF_KUSTOMIZE =
      Set.of("resources", "bases", "components", "patches", "patchesStrategicMerge");

  private ToolFiles() {}

  static boolean isKustomization(Path file) {
    return KUSTOMIZATION.contains(name(file));
  }

  /** What a file is skipped for by its name alone. */
  static Optional<String> byName(Path file) {
    String name = name(file);
    if (isKustomization(file)) {
      return Optional.of(kustomize(file.toString(), folder(file)));
    }
    if (CHART.contains(name)) {
      return Optional.of(chart(file.toString(), folder(file)));
    }
    return Optional.empty();
  }

  /**
   * What a file is skipped for by its content.
   *
   * @param source how the file was named, or {@code -} for standard input
   * @param text of the file
   * @param read what of the text is a manifest
   */
  static Optional<String> byContent(String source, String text, ManifestText read) {
    boolean template =
        read.faults().isEmpty()
            ? read.documents().stream().anyMatch(ToolFiles::isTemplate)
            : BRACES.matcher(text).find();
    if (template) {
      return Optional.of(template(source));
    }
    boolean noObject =
        read.documents().stream()
            .allMatch(document -> document.apiVersion().isEmpty() && document.kind().isEmpty());
    if (!noObject || read.documents().isEmpty()) {
      return Optional.empty();
    }
    Path file = Path.of(source);
    if (VALUES.matcher(name(file)).matches()) {
      return Optional.of(chart(source, folder(file)));
    }
    if (COMPOSE.matcher(name(file)).matches()) {
      return Optional.of(source + ": is for Docker Compose, and is skipped");
    }
    return read.documents().stream()
            .allMatch(
                document ->
                    OF_KUSTOMIZE.stream().anyMatch(key -> document.content().path(key).isArray()))
        ? Optional.of(kustomize(source, folder(file)))
        : Optional.empty();
  }

  private static boolean isTemplate(ManifestDocument document) {
    return !Set.of("ConfigMap", "Secret").contains(document.kind())
        && HELM.matcher(document.content().toString().replace("\\\"", "\"")).find();
  }

  /** Why a file that a kustomization of its folder names as something else is skipped. */
  static String partOfKustomization(String source) {
    return kustomize(source, folder(Path.of(source)));
  }

  /** The files that a kustomization names, but not as resources: patches above all. */
  static Set<String> parts(ManifestText kustomization) {
    Set<String> parts = new HashSet<>();
    for (ManifestDocument document : kustomization.documents()) {
      document
          .content()
          .properties()
          .forEach(
              field -> {
                if (!NAMES_MANIFESTS.contains(field.getKey())) {
                  parts.addAll(texts(field.getValue()));
                }
              });
    }
    return parts;
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.forEach(below -> texts.addAll(texts(below)));
    return texts;
  }

  private static String kustomize(String source, String folder) {
    return source
        + ": is kustomize's, and is skipped; to plan what it makes: kubectl kustomize "
        + folder
        + " | placement plan -f -";
  }

  private static String chart(String source, String folder) {
    return source + ": is a Helm chart's, and is skipped; " + toPlan(folder);
  }

  private static String template(String source) {
    Path file = Path.of(source).toAbsolutePath();
    Path chart = file.getParent();
    while (chart != null && CHART.stream().map(chart::resolve).noneMatch(Files::exists)) {
      chart = chart.getParent();
    }
    String shown =
        chart == null
            ? "CHART"
            : chart.equals(file.getParent())
                ? folder(Path.of(source))
                : shown(Path.of("").toAbsolutePath(), chart);
    return source + ": is a Helm template, and is skipped; " + toPlan(shown);
  }

  private static String toPlan(String chart) {
    return "to plan what it makes: helm template " + chart + " | placement plan -f -";
  }

  private static String shown(Path here, Path chart) {
    return chart.startsWith(here) && !chart.equals(here)
        ? here.relativize(chart).toString()
        : chart.toString();
  }

  private static String folder(Path file) {
    return Optional.ofNullable(file.getParent()).map(Path::toString).orElse(".");
  }

  private static String name(Path file) {
    return Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
  }
}
