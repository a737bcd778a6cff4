package io.workloadplacement.cli;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A placement while it is made of what ran before, with what it could not express. */
final class Conversion {

  /** Where what an annotation says stands in a placement. */
  private static final Map<String, String> FIELDS = fields();

  private static final Set<String> WHOLE_NUMBERS =
      Set.of("concurrency-per-replica", "latency-percentile");

  /** What an API server or a tool writes, and nobody means. */
  private static final String NOBODYS =
      "kubectl[.]kubernetes[.]io/.*|deployment[.]kubernetes[.]io/.*|client[.]knative[.]dev/.*"
          + "|serving[.]knative[.]dev/(creator|lastModifier|lastPinned|routes|routingState.*)";

  private final ManifestDocument from;
  private final ObjectNode placement = JsonNodeFactory.instance.objectNode();
  private final Map<String, List<String>> remarks = new LinkedHashMap<>();
  private final List<NotExpressed> notExpressed = new ArrayList<>();
  private final List<String> beforehand = new ArrayList<>();

  /**
   * Something that a placement does not say.
   *
   * @param field of what it is made of, or of another object with its kind and name in front
   */
  record NotExpressed(String field, String why) {

    @Override
    public String toString() {
      return field + ": " + why;
    }
  }

  private static Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(ProposedProfile.PATTERN, "/spec/traffic/pattern");
    fields.put("protocol", "/spec/traffic/protocol");
    fields.put(ProposedProfile.AVERAGE, "/spec/traffic/averageRequestsPerSecond");
    fields.put(ProposedProfile.PEAK, "/spec/traffic/peakRequestsPerSecond");
    fields.put(ProposedProfile.SERVICE_TIME, "/spec/traffic/serviceTime");
    fields.put(ProposedProfile.MAX_REQUEST_DURATION, "/spec/traffic/maxRequestDuration");
    fields.put("concurrency-per-replica", "/spec/traffic/concurrencyPerReplica");
    fields.put("background-work", "/spec/traffic/backgroundWork");
    fields.put("burst-duration", "/spec/traffic/burst/duration");
    fields.put("burst-interval", "/spec/traffic/burst/interval");
    fields.put(ProposedProfile.LATENCY_TARGET, "/spec/latency/target");
    fields.put("latency-percentile", "/spec/latency/percentile");
    fields.put(ProposedProfile.COLD_START, "/spec/latency/coldStart");
    fields.put(ProposedProfile.MODE, "/spec/placement/mode");
    fields.put("target", "/spec/placement/target");
    return fields;
  }

  /**
   * Begins a placement.
   *
   * @param from what it is made of
   * @param name of the placement
   */
  Conversion(ManifestDocument from, String name) {
    this.from = from;
    placement.put("apiVersion", WorkloadPlacement.GROUP + "/v1alpha1");
    placement.put("kind", "WorkloadPlacement");
    ObjectNode metadata = placement.putObject("metadata").put("name", name);
    if (!from.namespace().isEmpty()) {
      metadata.put("namespace", from.namespace());
    }
    for (String map : List.of("labels", "annotations")) {
      for (var entry : from.at("/metadata/" + map).properties()) {
        if (!entry.getKey().matches(NOBODYS) && !entry.getKey().contains("knative.dev/")) {
          object(metadata, map).set(entry.getKey(), entry.getValue());
        }
      }
    }
    ObjectNode template = placement.putObject("spec").putObject("template");
    if (from.at("/spec/template") instanceof ObjectNode original) {
      template.setAll(original.deepCopy());
      withoutNulls(template);
    }
    if (template.get("metadata") instanceof ObjectNode ofPods) {
      ofPods.remove("creationTimestamp");
      if (ofPods.get("annotations") instanceof ObjectNode annotations) {
        annotations.properties().removeIf(entry -> entry.getKey().matches(NOBODYS));
      }
    }
  }

  private static void withoutNulls(JsonNode node) {
    node.properties().removeIf(field -> field.getValue().isNull());
    node.forEach(Conversion::withoutNulls);
  }

  ManifestDocument from() {
    return from;
  }

  String name() {
    return placement.at("/metadata/name").asText();
  }

  /** The pod template, to be changed. */
  ObjectNode template() {
    return (ObjectNode) placement.at("/spec/template");
  }

  /**
   * The containers of the template, to be changed.
   *
   * @param list {@code containers} or {@code initContainers}
   */
  List<ObjectNode> containers(String list) {
    List<ObjectNode> containers = new ArrayList<>();
    template().at("/spec/" + list).forEach(node -> add(node, containers));
    return containers;
  }

  private static void add(JsonNode node, List<ObjectNode> containers) {
    if (node instanceof ObjectNode container) {
      containers.add(container);
    }
  }

  /** States a field, such as {@code /spec/traffic/protocol}. */
  void state(String path, JsonNode value) {
    JsonPointer pointer = JsonPointer.compile(path);
    ObjectNode parent = placement;
    for (JsonPointer at = pointer; !at.tail().matches(); at = at.tail()) {
      parent = object(parent, at.getMatchingProperty());
    }
    parent.set(pointer.last().getMatchingProperty(), value);
  }

  void state(String path, String value) {
    state(path, JsonNodeFactory.instance.textNode(value));
  }

  void state(String path, int value) {
    state(path, JsonNodeFactory.instance.numberNode(value));
  }

  /** States the profile where nothing of what ran before has stated it. */
  void state(ProposedProfile profile) {
    FIELDS.forEach(
        (key, path) -> {
          String value = profile.values().get(key);
          if (value != null && placement.at(path).isMissingNode()) {
            state(path, typed(key, value));
            if (profile.remarks().containsKey(key)) {
              remark(path, profile.remarks().get(key));
            }
          }
        });
  }

  private static JsonNode typed(String key, String value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (WHOLE_NUMBERS.contains(key)) {
      return nodes.numberNode(Integer.parseInt(value));
    }
    return key.equals("background-work")
        ? nodes.booleanNode(Boolean.parseBoolean(value))
        : nodes.textNode(value);
  }

  /** Keys of a profile that a placement has no field for. */
  static List<String> unknown(Set<String> keys) {
    return keys.stream().filter(key -> !FIELDS.containsKey(key)).sorted().toList();
  }

  /** Puts a comment above a field. */
  void remark(String path, String remark) {
    remarks.computeIfAbsent(path, any -> new ArrayList<>()).add(remark);
  }

  /** Takes note of something that the placement does not say. */
  void notExpressed(String field, String why) {
    notExpressed.add(new NotExpressed(field, why));
  }

  List<NotExpressed> notExpressed() {
    return List.copyOf(notExpressed);
  }

  /** Takes note of what has to be done before the placement is applied. */
  void beforehand(String sentence) {
    beforehand.add(sentence);
  }

  List<String> beforehand() {
    return List.copyOf(beforehand);
  }

  /** The placement as a document that can be checked. */
  ManifestDocument document() {
    return new ManifestDocument(
        from.source(), from.number(), placement, Map.of("", from.positions().get("")));
  }

  /** The placement as YAML, with what to answer and what is not expressed in comments. */
  String yaml() {
    Map<String, List<String>> comments = new LinkedHashMap<>(remarks);
    List<String> above = new ArrayList<>();
    above.add("Made of %s %s.".formatted(from.kind(), from.name()));
    above.addAll(beforehand);
    if (!notExpressed.isEmpty()) {
      above.add("It does not express:");
      notExpressed.forEach(one -> above.add("- " + one.toString().replaceAll("\\s+", " ")));
    }
    comments.put("", above);
    return PlainYaml.of(inReadingOrder(), comments);
  }

  /** How it is called before what runs, which is long. */
  private ObjectNode inReadingOrder() {
    ObjectNode ordered = placement.deepCopy();
    ObjectNode spec = (ObjectNode) ordered.get("spec");
    JsonNode traffic = spec.path("traffic");
    ObjectNode inOrder = JsonNodeFactory.instance.objectNode();
    FIELDS.values().stream()
        .filter(path -> path.startsWith("/spec/traffic/"))
        .map(path -> path.split("/")[3])
        .distinct()
        .filter(traffic::has)
        .forEach(field -> inOrder.set(field, traffic.get(field)));
    traffic.properties().forEach(field -> inOrder.putIfAbsent(field.getKey(), field.getValue()));
    spec.set("traffic", inOrder);
    spec.set("template", spec.remove("template"));
    return ordered;
  }

  private static ObjectNode object(ObjectNode parent, String name) {
    return parent.get(name) instanceof ObjectNode child ? child : parent.putObject(name);
  }

  /** The list of a field; empty where there is none. */
  static ArrayNode list(JsonNode node, String field) {
    return node.path(field) instanceof ArrayNode list ? list : JsonNodeFactory.instance.arrayNode();
  }
}
