package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How the pods of a Deployment end, which it has to say: Knative lets requests finish by itself,
 * for as long as the longest may take. A placement's template need not say it, as the operator does
 * on a Deployment too; so what it says is meant, and blocks.
 */
final class LifetimeRewrites {

  private static final String DRAINS = "Knative drains by itself";
  private static final String GRACE_PERIOD = "terminationGracePeriodSeconds";

  private LifetimeRewrites() {}

  static void apply(ObjectNode pod, KnativeDraft draft) {
    if (pod.remove(GRACE_PERIOD) != null) {
      draft.without(KnativeDraft.SPEC + "." + GRACE_PERIOD, DRAINS);
    }
    KnativeDraft.forEachContainer(
        pod,
        (container, path) -> {
          if (container.get("lifecycle") instanceof ObjectNode lifecycle
              && lifecycle.remove("preStop") != null) {
            draft.without(path + ".lifecycle.preStop", DRAINS);
          }
          for (String kind : ContainerRules.PROBES) {
            if (container.get(kind) instanceof ObjectNode probe
                && probe.remove(GRACE_PERIOD) != null) {
              draft.without(path + "." + kind + "." + GRACE_PERIOD, DRAINS);
            }
          }
        });
  }
}
