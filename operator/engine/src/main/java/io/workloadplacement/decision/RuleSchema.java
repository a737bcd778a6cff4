package io.workloadplacement.decision;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.AnyGetterWriter;
import com.fasterxml.jackson.databind.ser.PropertyWriter;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Quantity;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * The types of what rules see, taken from the classes of the API by the very serializers that
 * {@link RuleInput} writes them with, so that a declared field is one that a rule can meet. Maps of
 * the API stay maps; what may be a number or a text, such as {@code maxSurge}, has no type.
 */
final class RuleSchema implements CelTypeProvider {

  /** No type of CEL can be named so in an expression. */
  private static final String PREFIX = "#";

  static final RuleSchema INSTANCE = new RuleSchema();

  private final ImmutableMap<String, CelType> types;
  private final CelType workload;
  private final CelType namespace;

  private RuleSchema() {
    Types described = new Types();
    CelType metadata = described.of(ObjectMeta.class);
    CelType spec = described.of(WorkloadPlacementSpec.class);
    // Rules may ask has(workload.status), and the answer is no.
    CelType status = described.struct("status", Map.of());
    this.workload =
        described.struct(
            "workload",
            Map.of(
                "apiVersion",
                SimpleType.STRING,
                "kind",
                SimpleType.STRING,
                "metadata",
                metadata,
                "spec",
                spec,
                "status",
                status));
    this.namespace = described.struct("namespace", Map.of("metadata", metadata));
    this.types = ImmutableMap.copyOf(described.known);
  }

  /** The types of the variables of a rule, by name. */
  Map<String, CelType> variables() {
    return Map.of("workload", workload, "namespace", namespace);
  }

  /** The fields of a type with their types; empty where it has no declared fields. */
  Map<String, CelType> fields(CelType type) {
    Map<String, CelType> fields = new HashMap<>();
    if (types.get(type.name()) instanceof StructType struct) {
      struct.fields().forEach(field -> fields.put(field.name(), field.type()));
    }
    return fields;
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return types.values();
  }

  @Override
  public Optional<CelType> findType(String typeName) {
    return Optional.ofNullable(types.get(typeName));
  }

  /** Types while they are described. */
  private static final class Types {

    private final Map<String, CelType> known = new HashMap<>();
    private final SerializerProvider serializers = RuleInput.MAPPER.getSerializerProviderInstance();

    CelType struct(String name, Map<String, CelType> fields) {
      ImmutableMap<String, CelType> kept = ImmutableMap.copyOf(fields);
      StructType struct =
          StructType.create(
              PREFIX + name,
              ImmutableSet.copyOf(fields.keySet()),
              field -> Optional.ofNullable(kept.get(field)));
      known.put(struct.name(), struct);
      return StructTypeReference.create(struct.name());
    }

    CelType of(Class<?> type) {
      return of(RuleInput.MAPPER.constructType(type));
    }

    private CelType of(JavaType type) {
      if (type.isMapLikeType()) {
        return MapType.create(SimpleType.STRING, of(type.getContentType()));
      }
      if (type.isCollectionLikeType()) {
        return ListType.create(of(type.getContentType()));
      }
      Class<?> raw = type.getRawClass();
      if (type.isEnumType() || raw == String.class || raw == Quantity.class) {
        return SimpleType.STRING;
      }
      if (raw == Integer.class || raw == Long.class) {
        return SimpleType.INT;
      }
      if (raw == Boolean.class) {
        return SimpleType.BOOL;
      }
      return serializer(type) instanceof BeanSerializerBase bean
          ? object(raw.getName(), bean)
          : SimpleType.DYN;
    }

    private CelType object(String name, BeanSerializerBase serializer) {
      if (known.containsKey(PREFIX + name)) {
        return StructTypeReference.create(PREFIX + name);
      }
      Map<String, CelType> fields = new HashMap<>();
      for (Iterator<PropertyWriter> all = serializer.properties(); all.hasNext(); ) {
        PropertyWriter property = all.next();
        if (!(property instanceof AnyGetterWriter)
            && !property.getName().equals(RuleInput.HIDDEN)) {
          fields.put(property.getName(), of(property.getType()));
        }
      }
      return struct(name, fields);
    }

    private JsonSerializer<?> serializer(JavaType type) {
      try {
        return serializers.findValueSerializer(type);
      } catch (JsonMappingException e) {
        throw new IllegalStateException("the API's types can be written as JSON", e);
      }
    }
  }
}
