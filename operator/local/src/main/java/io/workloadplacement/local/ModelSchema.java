package io.workloadplacement.local;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.AnyType;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Schemas of the built-in types: fields and their types from the Fabric8 model, what the model does
 * not say (merge keys, defaults, required fields) from {@code builtin-types.yaml}.
 */
final class ModelSchema {

  private static final String FACTS = "builtin-types.yaml";

  private final JsonNode facts = facts();
  private final Map<Class<?>, Schema> known = new HashMap<>();
  private final Deque<Class<?>> path = new ArrayDeque<>();

  private static JsonNode facts() {
    try (InputStream in = ModelSchema.class.getResourceAsStream(FACTS)) {
      return Json.YAML.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FACTS, e);
    }
  }

  /** The schema of a model class; each class is read once. */
  Schema of(Class<?> model) {
    Schema schema = known.get(model);
    if (schema == null) {
      schema = read(model);
      known.put(model, schema);
    }
    return schema;
  }

  private Schema read(Class<?> model) {
    if (path.contains(model)) {
      return Schema.ANY;
    }
    path.push(model);
    String name = model.getSimpleName();
    Map<String, Schema> fields = new LinkedHashMap<>();
    ObjectNode source = Json.object().put("type", "object");
    for (Field field : model.getDeclaredFields()) {
      JsonProperty property = field.getAnnotation(JsonProperty.class);
      if (property != null) {
        fields.put(property.value(), field(name, property.value(), field.getGenericType()));
      }
    }
    ObjectNode properties = source.putObject("properties");
    fields.forEach((field, schema) -> properties.set(field, schema.source()));
    JsonNode required = facts.path("required").path(name);
    if (!required.isMissingNode()) {
      source.set("required", required);
    }
    if (lists(facts.path("atomic"), name)) {
      source.put("x-kubernetes-map-type", "atomic");
    }
    path.pop();
    return Schema.of(source, fields, null, null);
  }

  private Schema field(String owner, String name, Type type) {
    Schema plain = value(type);
    ObjectNode source = plain.source().deepCopy();
    String key = owner + "." + name;
    JsonNode listKeys = facts.path("listMapKeys").path(key);
    if (!listKeys.isMissingNode()) {
      source.put("x-kubernetes-list-type", "map").set("x-kubernetes-list-map-keys", listKeys);
    } else if (lists(facts.path("sets"), key)) {
      source.put("x-kubernetes-list-type", "set");
    } else if (plain.type().equals("array")) {
      source.put("x-kubernetes-list-type", "atomic");
    }
    if (lists(facts.path("atomic"), key)) {
      source.put("x-kubernetes-map-type", "atomic");
    }
    JsonNode defaultValue = facts.path("defaults").path(owner).path(name);
    if (!defaultValue.isMissingNode()) {
      source.set("default", defaultValue);
    }
    if (omitsZero(plain.type(), key, name)) {
      source.put(Schema.OMIT_ZERO, true);
    }
    return Schema.of(source, plain.properties(), plain.additional(), plain.items());
  }

  /** Go leaves out the zero of a value, not that of a pointer; strings are mostly values. */
  private boolean omitsZero(String type, String key, String name) {
    return switch (type) {
      case "string" -> !lists(facts.path("keptEmpty"), key);
      case "integer", "boolean" ->
          lists(facts.path("omittedZero"), key) || lists(facts.path("omittedZero"), name);
      default -> false;
    };
  }

  private Schema value(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      Schema element = value(last);
      ObjectNode source = Json.object();
      if (List.class.isAssignableFrom((Class<?>) generic.getRawType())) {
        source.put("type", "array").set("items", element.source());
        return Schema.of(source, Map.of(), null, element);
      }
      source.put("type", "object").set("additionalProperties", element.source());
      return Schema.of(source, Map.of(), element, null);
    }
    Class<?> raw = (Class<?>) type;
    if (raw == String.class || raw == MicroTime.class) {
      return scalar("{'type': 'string'}");
    } else if (raw == Integer.class) {
      return scalar("{'type': 'integer', 'format': 'int32'}");
    } else if (raw == Long.class) {
      return scalar("{'type': 'integer', 'format': 'int64'}");
    } else if (raw == Boolean.class) {
      return scalar("{'type': 'boolean'}");
    } else if (raw == Double.class) {
      return scalar("{'type': 'number'}");
    } else if (raw == Quantity.class) {
      return scalar("{'format': 'quantity', 'x-kubernetes-int-or-string': true}");
    } else if (raw == IntOrString.class) {
      return scalar("{'format': 'int-or-string', 'x-kubernetes-int-or-string': true}");
    } else if (raw == Object.class
        || raw == FieldsV1.class
        || raw.isInterface()
        || AnyType.class.isAssignableFrom(raw)
        || !KubernetesResource.class.isAssignableFrom(raw)) {
      return Schema.ANY;
    }
    return of(raw);
  }

  private static Schema scalar(String json) {
    return Schema.parse(Json.literal(json));
  }

  private static boolean lists(JsonNode names, String name) {
    for (JsonNode one : names) {
      if (one.asText().equals(name)) {
        return true;
      }
    }
    return false;
  }
}
