package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies in protobuf, as kubectl 1.32 and later sends them for the built-in types that its
 * own commands make. A body with fields that {@code protobuf.yaml} does not name is refused.
 */
final class Protobuf {

  private static final String FILE = "protobuf.yaml";
  private static final ByteString PREFIX = ByteString.copyFrom(new byte[] {'k', '8', 's', 0});
  private static final String INLINE = "inline";
  private static final String BYTES = "bytes";

  private static final Map<String, Class<? extends KubernetesResource>> NOT_KEPT =
      Map.of(
          "DeleteOptions", DeleteOptions.class,
          "SelfSubjectAccessReview", SelfSubjectAccessReview.class,
          "SelfSubjectRulesReview", SelfSubjectRulesReview.class,
          "SelfSubjectReview", SelfSubjectReview.class);

  private final ResourceTypes types;

  /** Read with the first body in protobuf: most clusters never see one. */
  private volatile @Nullable JsonNode messages;

  Protobuf(ResourceTypes types) {
    this.types = types;
  }

  private JsonNode messages() {
    if (messages == null) {
      try (InputStream in = Protobuf.class.getResourceAsStream(FILE)) {
        messages = Json.YAML.readTree(in);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + FILE, e);
      }
    }
    return messages;
  }

  static boolean isIn(Request request) {
    return request.header("content-type").contains("application/vnd.kubernetes.protobuf");
  }

  /**
   * Reads an object.
   *
   * @throws ApiError 415 for an object, or a field of it, that is not known here
   */
  ObjectNode read(byte[] body) {
    ByteString bytes = ByteString.copyFrom(body);
    if (!bytes.startsWith(PREFIX)) {
      throw ApiError.badRequest("the body is not protobuf as Kubernetes writes it");
    }
    try {
      UnknownFieldSet envelope = UnknownFieldSet.parseFrom(bytes.substring(PREFIX.size()));
      UnknownFieldSet type = UnknownFieldSet.parseFrom(last(envelope.getField(1)));
      String apiVersion = last(type.getField(1)).toStringUtf8();
      String kind = last(type.getField(2)).toStringUtf8();
      Schema schema =
          schema(apiVersion, kind)
              .filter(known -> messages().has(kind))
              .orElseThrow(() -> unknown(apiVersion + " " + kind));
      ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
      fill(object, last(envelope.getField(2)), kind, schema);
      return object;
    } catch (InvalidProtocolBufferException e) {
      throw ApiError.badRequest("the body is no protobuf: " + e.getMessage());
    }
  }

  private Optional<Schema> schema(String apiVersion, String kind) {
    return types
        .ofKind(apiVersion, kind)
        .map(ResourceType::schema)
        .or(() -> Optional.ofNullable(NOT_KEPT.get(kind)).map(new ModelSchema()::of));
  }

  private static ApiError unknown(String what) {
    return ApiError.of(
        415,
        "UnsupportedMediaType",
        "the local API server cannot read "
            + what
            + " in protobuf; add --dry-run=client -o yaml to the command, and pipe it into kubectl"
            + " apply -f -");
  }

  private void fill(ObjectNode object, ByteString bytes, String message, Schema schema)
      throws InvalidProtocolBufferException {
    for (Map.Entry<Integer, Field> entry : UnknownFieldSet.parseFrom(bytes).asMap().entrySet()) {
      String[] known =
          messages().path(message).path(entry.getKey().toString()).asText().split(" ", 2);
      String name = known[0];
      String inside = known.length > 1 ? known[1] : "";
      if (name.isEmpty()) {
        if (!isZero(entry.getValue())) {
          throw unknown("field " + entry.getKey() + " of " + message);
        }
      } else if (name.equals(INLINE)) {
        fill(object, last(entry.getValue()), inside, schema);
      } else {
        JsonNode value = value(entry.getValue(), inside, schema.known(name));
        if (!Json.isEmpty(value) && !(value.isTextual() && value.asText().isEmpty())) {
          object.set(name, value);
        }
      }
    }
  }

  /** What Go writes for a struct or value that is not filled in, at any depth. */
  private static boolean isZero(Field field) throws InvalidProtocolBufferException {
    for (ByteString bytes : field.getLengthDelimitedList()) {
      for (Field below : UnknownFieldSet.parseFrom(bytes).asMap().values()) {
        if (!isZero(below)) {
          return false;
        }
      }
    }
    return field.getVarintList().stream().allMatch(number -> number == 0);
  }

  private JsonNode value(Field field, String inside, Schema schema)
      throws InvalidProtocolBufferException {
    Schema values = schema.additional();
    if (values != null) {
      ObjectNode map = Json.object();
      for (ByteString bytes : field.getLengthDelimitedList()) {
        UnknownFieldSet entry = UnknownFieldSet.parseFrom(bytes);
        map.set(last(entry.getField(1)).toStringUtf8(), value(entry.getField(2), inside, values));
      }
      return map;
    }
    if (schema.type().equals("array")) {
      ArrayNode list = Json.array();
      for (ByteString bytes : field.getLengthDelimitedList()) {
        Field item = Field.newBuilder().addLengthDelimited(bytes).build();
        list.add(value(item, inside, schema.item()));
      }
      return list;
    }
    return schema.type().equals("object")
        ? message(last(field), inside, schema)
        : scalar(field, inside, schema);
  }

  private ObjectNode message(ByteString bytes, String name, Schema schema)
      throws InvalidProtocolBufferException {
    ObjectNode object = Json.object();
    fill(object, bytes, name, schema);
    return object;
  }

  private static JsonNode scalar(Field field, String inside, Schema schema)
      throws InvalidProtocolBufferException {
    if (schema.quantity()) {
      return text(last(UnknownFieldSet.parseFrom(last(field)).getField(1)));
    }
    if (schema.intOrString()) {
      UnknownFieldSet parts = UnknownFieldSet.parseFrom(last(field));
      boolean isText = number(parts.getField(1)) == 1;
      return isText ? text(last(parts.getField(3))) : Json.number(number(parts.getField(2)));
    }
    return switch (schema.type()) {
      case "integer" -> Json.number(number(field));
      case "boolean" -> Json.MAPPER.getNodeFactory().booleanNode(number(field) != 0);
      default ->
          inside.equals(BYTES)
              ? Json.MAPPER
                  .getNodeFactory()
                  .textNode(Base64.getEncoder().encodeToString(last(field).toByteArray()))
              : text(last(field));
    };
  }

  private static JsonNode text(ByteString bytes) {
    return Json.MAPPER.getNodeFactory().textNode(bytes.toStringUtf8());
  }

  private static long number(Field field) {
    List<Long> numbers = field.getVarintList();
    return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
  }

  private static ByteString last(Field field) {
    List<ByteString> all = field.getLengthDelimitedList();
    return all.isEmpty() ? ByteString.EMPTY : all.get(all.size() - 1);
  }
}
