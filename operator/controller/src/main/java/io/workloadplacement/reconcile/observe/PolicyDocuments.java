package io.workloadplacement.reconcile.observe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.PlacementPolicySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PlacementPolicies as they stand in files, where no API server has checked them against their
 * schema. What their fields may hold is judged with the policy.
 *
 * @param policies in the order of the files' names; none where anything is wrong
 * @param faults why some cannot be taken, each with its file; empty where all can be
 */
record PolicyDocuments(List<PlacementPolicy> policies, List<String> faults) {

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  /** Reads a file, or the YAML and JSON files of a folder. */
  static PolicyDocuments read(Path path) {
    Reader reader = new Reader();
    try {
      for (Path file : files(path)) {
        reader.read(file);
      }
    } catch (IOException e) {
      reader.faults.add("%s cannot be read: %s".formatted(path, e.getMessage()));
    }
    return new PolicyDocuments(
        reader.faults.isEmpty() ? List.copyOf(reader.policies) : List.of(),
        List.copyOf(reader.faults));
  }

  /** A mounted ConfigMap has hidden folders beside its files. */
  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(ya?ml|json)"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private static final class Reader {

    private final List<PlacementPolicy> policies = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    void read(Path file) throws IOException {
      String where = String.valueOf(file.getFileName());
      String text = Files.readString(file);
      try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
        while (documents.hasNextValue()) {
          JsonNode document = documents.nextValue();
          if (document != null && !document.isNull() && !document.isMissingNode()) {
            take(where, document);
          }
        }
      } catch (JsonProcessingException e) {
        faults.add(
            "%s cannot be read as YAML: line %d: %s"
                .formatted(
                    where,
                    e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                    e.getOriginalMessage().lines().findFirst().orElse("")));
      }
    }

    private void take(String where, JsonNode document) {
      String version = HasMetadata.getApiVersion(PlacementPolicy.class);
      String kind = HasMetadata.getKind(PlacementPolicy.class);
      String name = document.path("metadata").path("name").asText();
      if (!kind.equals(document.path("kind").asText())
          || !version.equals(document.path("apiVersion").asText())) {
        faults.add(
            "%s: it must hold objects of apiVersion %s and kind %s alone"
                .formatted(where, version, kind));
      } else if (name.isEmpty()) {
        faults.add("%s: metadata.name is missing: name the policy".formatted(where));
      } else if (!names.add(name)) {
        faults.add("%s: policy %s stands there twice: take one out".formatted(where, name));
      } else {
        policy(where + ": policy " + name, document);
      }
    }

    private void policy(String where, JsonNode document) {
      PlacementPolicy policy;
      try {
        policy = YAML.treeToValue(document, PlacementPolicy.class);
      } catch (JsonProcessingException e) {
        faults.add(
            "%s: %s"
                .formatted(
                    where, e.getOriginalMessage().lines().findFirst().orElse("is no policy")));
        return;
      }
      unknown("spec", document.path("spec"), known(policy.getSpec()))
          .forEach(
              field ->
                  faults.add(
                      "%s: %s is no field of a policy: see kubectl explain placementpolicy.spec"
                          .formatted(where, field)));
      if (asksForApprovers(policy.getSpec())) {
        faults.add(
            "%s: spec.exceptions.approvers: only the API server knows who writes an exception, and it does not know the policies of a file: leave it out"
                .formatted(where));
      }
      policies.add(policy);
    }

    /** A selector would keep what it does not know. */
    private static JsonNode known(@Nullable PlacementPolicySpec spec) {
      JsonNode read = YAML.valueToTree(spec);
      for (String selector : List.of("namespaceSelector", "workloadSelector")) {
        if (read.get(selector) instanceof ObjectNode fields) {
          fields.retain("matchLabels", "matchExpressions");
        }
      }
      return read;
    }

    /** What was given and is not there once it was read. */
    private static List<String> unknown(String path, JsonNode given, @Nullable JsonNode read) {
      List<String> fields = new ArrayList<>();
      boolean empty =
          given.isMissingNode() || given.isNull() || (given.isContainerNode() && given.isEmpty());
      if (!empty && (read == null || read.isNull())) {
        fields.add(path);
      } else if (given.isObject() && read != null) {
        given
            .properties()
            .forEach(
                field ->
                    fields.addAll(
                        unknown(
                            path + "." + field.getKey(),
                            field.getValue(),
                            read.get(field.getKey()))));
      } else if (given.isArray() && read != null) {
        for (int i = 0; i < given.size(); i++) {
          fields.addAll(unknown(path + "[" + i + "]", given.get(i), read.get(i)));
        }
      }
      return fields;
    }

    private static boolean asksForApprovers(@Nullable PlacementPolicySpec spec) {
      return spec != null && spec.exceptions() != null && !spec.exceptions().approvers().isEmpty();
    }
  }
}
