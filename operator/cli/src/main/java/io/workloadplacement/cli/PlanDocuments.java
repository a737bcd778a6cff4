package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.reconcile.preview.ClusterPreview;
import io.workloadplacement.reconcile.preview.ManifestChange;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Plans for programs: for each placement an object in the shape of {@code status.decision}, with
 * the placement's name and namespace. JSON is one list, YAML a document for each.
 */
record PlanDocuments(boolean yaml) implements PlanReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public void write(Planned planned, Detail detail, PrintWriter out) {
    List<ObjectNode> documents =
        planned.placements().stream().map(one -> document(one, detail.manifests())).toList();
    if (yaml) {
      documents.stream().map(PlainYaml::of).forEach(out::print);
    } else {
      // A line for each, so that what differs between two plans can be seen.
      out.println(
          documents.stream()
              .map(ObjectNode::toString)
              .collect(Collectors.joining(",\n ", "[", "]")));
    }
  }

  private static ObjectNode document(PlannedPlacement planned, boolean manifests) {
    ObjectNode document = JSON.createObjectNode();
    document.put("name", planned.placement().getMetadata().getName());
    document.put("namespace", planned.placement().getMetadata().getNamespace());
    document.setAll((ObjectNode) JSON.valueToTree(planned.decision()));
    if (!planned.notes().isEmpty()) {
      document.set("notes", JSON.valueToTree(planned.notes()));
    }
    if (!planned.refusals().isEmpty()) {
      document.set("refusals", JSON.valueToTree(planned.refusals()));
    }
    planned.cluster().ifPresent(cluster -> document.set("diff", diff(cluster)));
    if (manifests) {
      document.set("manifests", JSON.valueToTree(planned.preview().manifests()));
    }
    return document;
  }

  private static ObjectNode diff(ClusterPreview.Result cluster) {
    ObjectNode diff = JSON.createObjectNode();
    cluster.current().ifPresent(side -> diff.put("current", side.toString()));
    diff.put("moves", cluster.migrates());
    ArrayNode changes = diff.putArray("changes");
    for (ManifestChange change : cluster.changes()) {
      ObjectNode one =
          changes
              .addObject()
              .put("action", change.action().name().toLowerCase(Locale.ROOT))
              .put("apiVersion", change.apiVersion())
              .put("kind", change.kind())
              .put("name", change.name());
      if (!change.note().isEmpty()) {
        one.put("note", change.note());
      }
      if (!change.fields().isEmpty()) {
        one.set("fields", JSON.valueToTree(change.fields()));
      }
    }
    return diff;
  }
}
