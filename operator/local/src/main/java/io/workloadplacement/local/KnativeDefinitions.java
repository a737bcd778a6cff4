package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What an installation of Knative Serving consists of, read from {@code knative.yaml}. */
final class KnativeDefinitions {

  private static final String FILE = "knative.yaml";
  private static final String PART = "part";

  private final JsonNode content;

  KnativeDefinitions() {
    try (InputStream in = KnativeDefinitions.class.getResourceAsStream(FILE)) {
      content = Json.YAML.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FILE, e);
    }
  }

  /** The CustomResourceDefinitions. */
  List<ObjectNode> definitions() {
    List<ObjectNode> definitions = new ArrayList<>();
    content.path("definitions").forEach(one -> definitions.add(definition(one)));
    return definitions;
  }

  /** Namespaces, configuration and the gateway. */
  List<ObjectNode> objects() {
    List<ObjectNode> objects = new ArrayList<>();
    content.path("objects").forEach(object -> objects.add(object.deepCopy()));
    return objects;
  }

  private ObjectNode definition(JsonNode brief) {
    ObjectNode definition =
        Json.object()
            .put("apiVersion", "apiextensions.k8s.io/v1")
            .put("kind", "CustomResourceDefinition");
    String group = Json.text(brief, "group");
    Json.metadata(definition).put("name", Json.text(brief, "names", "plural") + "." + group);
    ObjectNode spec = definition.putObject("spec");
    spec.put("group", group).put("scope", "Namespaced").set("names", brief.get("names"));
    ObjectNode version = spec.putArray("versions").addObject();
    version.put("name", Json.text(brief, "version")).put("served", true).put("storage", true);
    version.putObject("subresources").putObject("status");
    version.set("additionalPrinterColumns", brief.get("columns"));
    ObjectNode schema = Json.within(version, "schema", "openAPIV3Schema");
    ObjectNode properties = schema.put("type", "object").putObject("properties");
    properties.set("spec", resolved(brief.get("spec")));
    properties.set("status", resolved(content.path("parts").path("status")));
    return definition;
  }

  private JsonNode resolved(JsonNode node) {
    if (node.path(PART).isTextual()) {
      return resolved(content.path("parts").path(node.path(PART).asText()));
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = Json.object();
      object.properties().forEach(entry -> copy.set(entry.getKey(), resolved(entry.getValue())));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = Json.array();
      array.forEach(item -> copy.add(resolved(item)));
      return copy;
    }
    return node;
  }
}
