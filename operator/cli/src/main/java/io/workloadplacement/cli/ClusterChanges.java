package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.reconcile.preview.ClusterPreview;
import io.workloadplacement.reconcile.preview.ManifestChange;
import java.util.ArrayList;
import java.util.List;

/** What a plan would change in a cluster, line by line. */
final class ClusterChanges {

  private ClusterChanges() {}

  /** The objects that would change, and their fields. */
  static List<String> of(ClusterPreview.Result cluster) {
    List<String> lines = new ArrayList<>();
    for (ManifestChange change : cluster.changes()) {
      String object = kind(change) + " " + change.name();
      switch (change.action()) {
        case CREATE -> lines.add("+ " + object);
        case REMOVE -> lines.add("- " + object + ", once the other side serves");
        case REFUSED -> lines.add("! " + object + ": " + change.note());
        case UPDATE -> {
          lines.add("~ " + object);
          change.fields().forEach(field -> lines.add("    " + field(field)));
        }
        case NONE -> {
          // It is as it should be.
        }
      }
    }
    return lines;
  }

  /** Where it runs, and where it would. */
  static String sentence(ClusterPreview.Result cluster) {
    Target on = cluster.preview().decision().nextAction().on();
    String rest = cluster.changes().isEmpty() ? " Nothing would change." : "";
    if (cluster.current().isEmpty()) {
      return "New; it would start on " + on + "." + rest;
    }
    return cluster.migrates()
        ? "Runs on %s and would MOVE to %s.%s".formatted(cluster.current().get(), on, rest)
        : "Runs on %s and would stay there.%s".formatted(on, rest);
  }

  private static String kind(ManifestChange change) {
    String group =
        change.apiVersion().contains("/")
            ? change.apiVersion().substring(0, change.apiVersion().indexOf('/'))
            : "";
    return group.contains("knative") ? change.kind() + "." + group : change.kind();
  }

  private static String field(ManifestChange.Field field) {
    if (field.before().isEmpty()) {
      return "+ " + field.path() + ": " + field.after();
    }
    return field.after().isEmpty()
        ? "- " + field.path() + ": " + field.before()
        : "~ " + field.path() + ": " + field.before() + " -> " + field.after();
  }
}
