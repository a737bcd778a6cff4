package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The fields of a pod that Knative takes ({@code pkg/apis/serving/fieldmask.go}); all others it
 * refuses, or its CRD prunes them in silence.
 */
final class KnativeFields {

  static final Set<String> POD =
      Set.of(
          "containers",
          "volumes",
          "serviceAccountName",
          "imagePullSecrets",
          "enableServiceLinks",
          "automountServiceAccountToken");

  /** Fields of a pod that a flag of {@code config-features} lets in. */
  static final Map<String, String> POD_FLAGS =
      Map.ofEntries(
          Map.entry("affinity", "kubernetes.podspec-affinity"),
          Map.entry("topologySpreadConstraints", "kubernetes.podspec-topologyspreadconstraints"),
          Map.entry("hostAliases", "kubernetes.podspec-hostaliases"),
          Map.entry("nodeSelector", "kubernetes.podspec-nodeselector"),
          Map.entry("runtimeClassName", "kubernetes.podspec-runtimeclassname"),
          Map.entry("tolerations", "kubernetes.podspec-tolerations"),
          Map.entry("securityContext", "kubernetes.podspec-securitycontext"),
          Map.entry("shareProcessNamespace", "kubernetes.podspec-shareprocessnamespace"),
          Map.entry("priorityClassName", "kubernetes.podspec-priorityclassname"),
          Map.entry("schedulerName", "kubernetes.podspec-schedulername"),
          Map.entry("dnsPolicy", "kubernetes.podspec-dnspolicy"),
          Map.entry("dnsConfig", "kubernetes.podspec-dnsconfig"),
          Map.entry("hostIPC", "kubernetes.podspec-hostipc"),
          Map.entry("hostPID", "kubernetes.podspec-hostpid"),
          Map.entry("hostNetwork", "kubernetes.podspec-hostnetwork"));

  /**
   * The flag of a field of a pod.
   *
   * @param field one that needs a flag
   */
  static String podFlag(String field) {
    return Objects.requireNonNull(POD_FLAGS.get(field), field);
  }

  static final Set<String> CONTAINER =
      Set.of(
          "name",
          "args",
          "command",
          "env",
          "workingDir",
          "envFrom",
          "image",
          "imagePullPolicy",
          "livenessProbe",
          "ports",
          "readinessProbe",
          "resources",
          "securityContext",
          "startupProbe",
          "terminationMessagePath",
          "terminationMessagePolicy",
          "volumeMounts");

  static final Set<String> HANDLERS = Set.of("exec", "httpGet", "tcpSocket", "grpc");

  /** Says something even where it is false: the pod wants a user namespace of its own. */
  private static final String HOST_USERS = "hostUsers";

  private KnativeFields() {}

  /** Whether a field that Knative may refuse is there and says something. */
  static boolean says(String field, JsonNode value) {
    return field.equals(HOST_USERS) ? !value.isNull() : !ModelTree.saysNothing(value);
  }

  /**
   * Takes out fields that Knative would refuse although they say nothing, such as {@code
   * hostNetwork: false} or an empty security context.
   */
  static void removeEmptyRefused(ObjectNode pod) {
    removeEmpty(pod, POD);
    for (JsonNode container : pod.path("containers")) {
      removeEmpty((ObjectNode) container, CONTAINER);
    }
    for (JsonNode container : pod.path("initContainers")) {
      removeEmpty((ObjectNode) container, CONTAINER);
    }
  }

  private static void removeEmpty(ObjectNode holder, Set<String> taken) {
    for (var field : ModelTree.fields(holder)) {
      if (!taken.contains(field.getKey()) && !says(field.getKey(), field.getValue())) {
        holder.remove(field.getKey());
      }
    }
  }
}
