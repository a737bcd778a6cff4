package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What Kubernetes does anyway, whether a person or the API server wrote it. Knative refuses most of
 * it, and nothing is lost without it.
 */
final class DefaultValues {

  private static final Map<String, String> POD =
      Map.of(
          "restartPolicy", "Always",
          "dnsPolicy", "ClusterFirst",
          "schedulerName", "default-scheduler",
          "preemptionPolicy", "PreemptLowerPriority",
          "terminationGracePeriodSeconds", "30",
          "hostUsers", "true");

  private static final Map<String, String> MOUNT =
      Map.of("mountPropagation", "None", "recursiveReadOnly", "Disabled");

  private static final Map<String, String> SECURITY_CONTEXT = Map.of("procMount", "Default");

  /** Kubernetes' own, where a probe says none. */
  private static final int PERIOD_SECONDS = 10;

  private DefaultValues() {}

  static void removeFrom(ObjectNode pod) {
    remove(pod, POD);
    serviceAccount(pod);
    KnativeDraft.forEachContainer(pod, (container, path) -> container(container));
  }

  private static void container(ObjectNode container) {
    container.path("volumeMounts").forEach(mount -> remove((ObjectNode) mount, MOUNT));
    if (container.get("securityContext") instanceof ObjectNode context) {
      remove(context, SECURITY_CONTEXT);
    }
    resizePolicy(container);
    if (container.get("readinessProbe") instanceof ObjectNode probe) {
      period(probe);
    }
  }

  /** The API server keeps this old name of serviceAccountName beside it. */
  private static void serviceAccount(ObjectNode pod) {
    JsonNode old = pod.remove("serviceAccount");
    if (old != null && ModelTree.saysNothing(pod.path("serviceAccountName"))) {
      pod.set("serviceAccountName", old);
    }
  }

  private static void resizePolicy(ObjectNode container) {
    if (container.get("resizePolicy") instanceof ArrayNode policies) {
      for (Iterator<JsonNode> each = policies.elements(); each.hasNext(); ) {
        if (each.next().path("restartPolicy").asText().equals("NotRequired")) {
          each.remove();
        }
      }
    }
  }

  /** Without a period Knative probes in a rhythm of its own, and takes no other setting. */
  private static void period(ObjectNode probe) {
    boolean inKubernetesRhythm =
        List.of("timeoutSeconds", "failureThreshold").stream().anyMatch(probe::has);
    if (inKubernetesRhythm && !probe.has("periodSeconds")) {
      probe.put("periodSeconds", PERIOD_SECONDS);
    }
  }

  private static void remove(ObjectNode holder, Map<String, String> defaults) {
    defaults.forEach(
        (field, value) -> {
          if (holder.path(field).asText().equals(value)) {
            holder.remove(field);
          }
        });
  }
}
