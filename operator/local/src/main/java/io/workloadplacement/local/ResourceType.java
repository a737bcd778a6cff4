package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One kind of object that the server serves, built in or defined by a CustomResourceDefinition.
 *
 * @param hasStatus whether {@code status} is a subresource, and so not written through the object
 * @param hasGeneration whether {@code metadata.generation} counts the changes of what is wanted
 * @param scale where the scale subresource finds its values, if there is one
 */
record ResourceType(
    String group,
    String version,
    String plural,
    String singular,
    String kind,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    boolean custom,
    boolean hasStatus,
    boolean hasGeneration,
    Optional<Scale> scale,
    Schema schema,
    List<Column> columns) {

  /** Paths of the scale subresource, as field names from the root of the object. */
  record Scale(List<String> spec, List<String> status, Optional<List<String>> selector) {}

  /** A column of the table that {@code kubectl get} prints. */
  record Column(String name, String type, int priority, Function<JsonNode, JsonNode> cell) {}

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The resource as messages name it, such as {@code deployments.apps}. */
  String resource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** The kind as messages name it, such as {@code Deployment.apps}. */
  String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  boolean is(String apiVersion, String kind) {
    return this.kind.equals(kind) && apiVersion().equals(apiVersion);
  }
}
