package io.workloadplacement.rendering;

import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Target;
import java.util.ArrayList;
import java.util.List;

/** What Knative refuses of a template, as it is found. */
final class BlockerCollector {

  private final List<Blocker> found = new ArrayList<>();
  private final KnativeFeatures features;

  BlockerCollector(KnativeFeatures features) {
    this.features = features;
  }

  KnativeFeatures features() {
    return features;
  }

  void add(String field, String rule, String wayOut) {
    add(field, rule + ": " + wayOut);
  }

  /** A rule with its way out behind a colon. */
  void add(String field, String ruleAndWayOut) {
    found.add(new Blocker(Target.KNATIVE, field, ruleAndWayOut + "."));
  }

  /** A field that Knative never takes. */
  void never(String field) {
    String name = field.substring(field.lastIndexOf('.') + 1);
    add(field, "Knative does not take " + name, "remove it");
  }

  /** A field that Knative takes only where a flag is on. */
  void flagged(String field, String what, String flag) {
    add(
        field,
        "Knative takes %s only where %s is Enabled in its ConfigMap config-features"
            .formatted(what, flag),
        "enable it, or remove the field");
  }

  List<Blocker> found() {
    return List.copyOf(found);
  }
}
