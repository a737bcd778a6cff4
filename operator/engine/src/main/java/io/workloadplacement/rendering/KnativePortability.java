package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What of a workload Knative would refuse, or drop in silence, found before anything is applied.
 * The rules are those of Knative's webhook ({@code pkg/apis/serving/fieldmask.go} and {@code
 * k8s_validation.go}); fields that its CRD does not carry never reach it, and are refused here.
 */
public final class KnativePortability {

  private static final String TEMPLATE = "spec.template";
  private static final String NETWORKING = "networking.knative.dev/";
  private static final Set<String> NETWORKING_ANNOTATIONS =
      Set.of(
          NETWORKING + "ingress.class",
          NETWORKING + "ingress-class",
          NETWORKING + "certificate.class",
          NETWORKING + "certificate-class",
          NETWORKING + "disableAutoTLS",
          NETWORKING + "disable-auto-tls",
          NETWORKING + "disable-external-domain-tls",
          NETWORKING + "httpOption",
          NETWORKING + "http-protocol");

  private KnativePortability() {}

  /**
   * Everything that keeps a workload off Knative, each with the field as the user wrote it, the
   * rule and the way out. A field that says nothing ({@code hostNetwork: false}, {@code affinity:
   * {}}), or what Kubernetes does anyway, is no blocker; what can be put otherwise is none either,
   * and {@link KnativeTemplate} does.
   *
   * @return empty if Knative takes it
   */
  public static List<Blocker> blockers(KnativeCandidate candidate) {
    BlockerCollector refusals = new BlockerCollector(candidate.features());
    traffic(candidate, refusals);
    ObjectNode tree = KnativeDraft.of(candidate).tree();
    annotations(tree.path("metadata").path("annotations"), refusals);
    ProtocolRules.check(candidate, tree.path("spec"), refusals);
    pod(tree.path("spec"), candidate, refusals);
    return refusals.found();
  }

  private static void traffic(KnativeCandidate candidate, BlockerCollector refusals) {
    BackgroundWorkRules.check(candidate, refusals);
    Duration longest = candidate.profile().maxRequestDuration();
    Duration limit = refusals.features().maxRevisionTimeout();
    if (longest.compareTo(limit) > 0) {
      refusals.add(
          "spec.traffic.maxRequestDuration",
          "%s is longer than the %s after which Knative ends a request"
              .formatted(DurationText.format(longest), DurationText.format(limit)),
          "lower it, or raise max-revision-timeout-seconds in Knative's ConfigMap config-defaults");
    }
  }

  private static void annotations(JsonNode annotations, BlockerCollector refusals) {
    for (var annotation : ModelTree.fields(annotations)) {
      String key = annotation.getKey();
      String field = TEMPLATE + ".metadata.annotations[" + key + "]";
      if (key.startsWith(NETWORKING) && !NETWORKING_ANNOTATIONS.contains(key)) {
        refusals.add(field, "Knative knows no such annotation of its networking", "remove it");
      }
    }
  }

  private static void pod(JsonNode pod, KnativeCandidate candidate, BlockerCollector refusals) {
    String path = TEMPLATE + ".spec";
    for (var field : ModelTree.fields(pod)) {
      if (KnativeFields.says(field.getKey(), field.getValue())) {
        podField(path + "." + field.getKey(), field.getKey(), field.getValue(), refusals);
      }
    }
    VolumeRules.volumes(pod, path, refusals);
    ContainerRules.containers(pod, candidate.servingPort(), path, refusals);
  }

  private static void podField(
      String path, String name, JsonNode value, BlockerCollector refusals) {
    String flag = KnativeFields.POD_FLAGS.get(name);
    if (name.equals("securityContext")) {
      SecurityRules.pod(value, path, KnativeFields.podFlag(name), refusals);
    } else if (name.equals("terminationGracePeriodSeconds")) {
      refusals.add(
          path,
          "Knative derives terminationGracePeriodSeconds from the longest request",
          "remove it, and declare spec.traffic.maxRequestDuration");
    } else if (name.equals("restartPolicy")) {
      refusals.add(path, "Knative does not take restartPolicy", "remove it, Always is the default");
    } else if (flag != null && !refusals.features().allows(flag)) {
      refusals.flagged(path, name, flag);
    } else if (flag == null
        && !KnativeFields.POD.contains(name)
        && !name.equals("initContainers")) {
      refusals.never(path);
    }
  }
}
