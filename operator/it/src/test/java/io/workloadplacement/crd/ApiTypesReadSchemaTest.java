package io.workloadplacement.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the schema admits, the API types read and write back without loss: one stored object that
 * cannot be read would stop the operator for all.
 */
class ApiTypesReadSchemaTest {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectMapper json = new ObjectMapper();
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @ParameterizedTest
  @ValueSource(strings = {"minimum", "maximum"})
  void everyFieldOfThePlacementIsReadAndWrittenBack(String bound) throws Exception {
    writesBackWhatItReads("workloadplacements", WorkloadPlacement.class, integersAt(bound));
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimum", "maximum"})
  void everyFieldOfThePolicyIsReadAndWrittenBack(String bound) throws Exception {
    writesBackWhatItReads("placementpolicies", PlacementPolicy.class, integersAt(bound));
  }

  @ParameterizedTest
  @MethodSource("io.workloadplacement.crd.SchemaFixture#valid")
  void validFixturesAreReadAndWrittenBack(SchemaFixture fixture) throws Exception {
    Class<?> type = fixture.isPolicy() ? PlacementPolicy.class : WorkloadPlacement.class;
    ObjectNode resource = (ObjectNode) fixture.resource();
    JsonNode back = json.readTree(serialization.asJson(read(resource, type)));
    assertThat(back.get("spec")).isEqualTo(withoutNulls(resource.get("spec")));
  }

  private void writesBackWhatItReads(
      String plural, Class<?> type, Function<ObjectNode, JsonNode> integers) throws Exception {
    ObjectNode definition = CustomResourceDefinitions.committed(plural);
    ObjectNode full =
        (ObjectNode)
            example(
                (ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema"), integers);
    full.remove("metadata");
    JsonNode back = json.readTree(serialization.asJson(read(full, type)));
    assertThat(back.get("spec")).isEqualTo(full.get("spec"));
    assertThat(back.get("status")).isEqualTo(full.get("status"));
  }

  private Object read(JsonNode resource, Class<?> type) {
    return serialization.unmarshal(resource.toString(), type);
  }

  private static Function<ObjectNode, JsonNode> integersAt(String bound) {
    return schema -> NODES.numberNode(schema.path(bound).asInt(1));
  }

  /** A value with every field that the schema knows. */
  private static JsonNode example(ObjectNode schema, Function<ObjectNode, JsonNode> integers) {
    if (schema.has("enum")) {
      return schema.get("enum").get(0);
    }
    if (schema.has("x-kubernetes-int-or-string")) {
      return schema.has("pattern") && !schema.get("pattern").asText().contains("%")
          ? NODES.textNode("100m")
          : integers.apply(schema);
    }
    return switch (schema.path("type").asText()) {
      case "integer" -> integers.apply(schema);
      case "boolean" -> NODES.booleanNode(true);
      case "array" -> NODES.arrayNode().add(example((ObjectNode) schema.get("items"), integers));
      case "object" -> {
        ObjectNode object = NODES.objectNode();
        schema
            .path("properties")
            .properties()
            .forEach(
                property ->
                    object.set(
                        property.getKey(), example((ObjectNode) property.getValue(), integers)));
        if (schema.get("additionalProperties") instanceof ObjectNode values) {
          object.set("key", example(values, integers));
        }
        yield object;
      }
      default -> NODES.textNode("text");
    };
  }

  private static JsonNode withoutNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = NODES.objectNode();
      object
          .properties()
          .forEach(
              entry -> {
                if (!entry.getValue().isNull()) {
                  copy.set(entry.getKey(), withoutNulls(entry.getValue()));
                }
              });
      return copy;
    }
    return node;
  }
}
