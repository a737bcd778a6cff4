package io.workloadplacement.crd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The CustomResourceDefinitions as they are committed in {@code crds/}: generated from the API
 * types, completed by the overlays in {@code crd-generation/} with what the generator cannot say.
 */
public final class CustomResourceDefinitions {

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .build());

  private static final String POD_TEMPLATE = "/properties/spec/properties/template";

  private static final Path FOLDER =
      Path.of(System.getProperty("repository.root", "..")).resolve("crds");

  private CustomResourceDefinitions() {}

  /** A definition as it is committed, which is as it is generated. */
  public static ObjectNode committed(String plural) {
    try {
      return (ObjectNode)
          YAML.readTree(FOLDER.resolve(plural + ".workloadplacement.io.yaml").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The definitions by file name. */
  public static Map<String, ObjectNode> generate() {
    Map<String, ObjectNode> files = new TreeMap<>();
    for (Class<? extends HasMetadata> type :
        List.of(WorkloadPlacement.class, PlacementPolicy.class)) {
      ObjectNode definition = generated(type);
      ObjectNode version = (ObjectNode) definition.at("/spec/versions/0");
      orderColumns((ArrayNode) version.get("additionalPrinterColumns"), type);
      ObjectNode schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
      SchemaOverlay.apply(resource(definition.at("/spec/names/plural").asText() + ".yaml"), schema);
      if (schema.at(POD_TEMPLATE) instanceof ObjectNode template) {
        SchemaOverlay.apply(resource("pod-template.yaml"), template);
      }
      SchemaOverlay.boundIntegers(schema);
      SchemaOverlay.writeEachRuleOnce(schema);
      files.put(definition.at("/metadata/name").asText() + ".yaml", definition);
    }
    return files;
  }

  /**
   * The text of a file, every string quoted so that no YAML reader takes one for something else.
   */
  public static String yaml(JsonNode definition) {
    try {
      return YAML.writeValueAsString(definition);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode resource(String name) {
    try (var stream =
        CustomResourceDefinitions.class.getResourceAsStream("/crd-generation/" + name)) {
      return YAML.readTree(stream);
    } catch (IOException e) {
      throw new UncheckedIOException("crd-generation/" + name, e);
    }
  }

  private static ObjectNode generated(Class<? extends HasMetadata> type) {
    try (InMemoryOutput output = new InMemoryOutput()) {
      int count =
          new CRDGenerator()
              .withOutput(output)
              .withParallelGenerationEnabled(false)
              .customResourceClasses(List.of(type))
              .generate();
      if (count != 1) {
        throw new IllegalStateException(type + " gave " + count + " definitions, not one");
      }
      return (ObjectNode) YAML.readTree(output.bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The generator sorts the columns by path; a reader wants them in the order of declaration. */
  private static void orderColumns(ArrayNode columns, Class<?> type) {
    ArrayNode ordered = columns.arrayNode();
    for (var declared : type.getAnnotationsByType(AdditionalPrinterColumn.class)) {
      for (JsonNode column : columns) {
        if (column.get("name").asText().equals(declared.name())) {
          ordered.add(withoutDefaultPriority((ObjectNode) column));
        }
      }
    }
    columns.removeAll().addAll(ordered);
  }

  /** The API server leaves a 0 out, so that kubectl would find the file changed at every apply. */
  private static ObjectNode withoutDefaultPriority(ObjectNode column) {
    if (column.path("priority").asInt() == 0) {
      column.remove("priority");
    }
    return column;
  }

  private static final class InMemoryOutput
      implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public ByteArrayOutputStream outputFor(String name) {
      return bytes;
    }

    @Override
    public void close() {
      bytes.reset();
    }
  }
}
