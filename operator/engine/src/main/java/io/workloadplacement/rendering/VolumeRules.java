package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Knative asks of volumes and of where they are mounted. */
final class VolumeRules {

  private static final Set<String> SOURCES = Set.of("secret", "configMap", "projected");
  private static final Map<String, String> SOURCE_FLAGS =
      Map.of(
          "emptyDir", KnativeFeatures.EMPTY_DIR,
          "persistentVolumeClaim", KnativeFeatures.PVC,
          "hostPath", KnativeFeatures.HOST_PATH,
          "csi", KnativeFeatures.CSI,
          "ephemeral", KnativeFeatures.EPHEMERAL,
          "image", KnativeFeatures.IMAGE_VOLUME);
  private static final Set<String> PROJECTED =
      Set.of("secret", "configMap", "serviceAccountToken", "downwardAPI");

  /**
   * A pod could write to these elsewhere, but Knative makes their mounts read-only in silence;
   * nobody writes to the others, or Knative leaves them alone.
   */
  private static final Set<String> MADE_READ_ONLY = Set.of("hostPath", "csi");

  private static final Set<String> MOUNT = Set.of("name", "readOnly", "mountPath", "subPath");
  private static final Set<String> RESERVED_PATHS = Set.of("/", "/dev", "/dev/log");
  private static final Set<String> PROPAGATIONS = Set.of("None", "HostToContainer");

  private VolumeRules() {}

  static void volumes(JsonNode pod, String podPath, BlockerCollector refusals) {
    Set<String> mounted = new HashSet<>();
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode container : pod.path(list)) {
        container.path("volumeMounts").forEach(mount -> mounted.add(mount.path("name").asText()));
      }
    }
    JsonNode volumes = pod.path("volumes");
    for (int i = 0; i < volumes.size(); i++) {
      String path = podPath + ".volumes[" + i + "]";
      JsonNode volume = volumes.get(i);
      source(volume, path, refusals);
      if (!mounted.contains(volume.path("name").asText())) {
        refusals.add(
            path,
            "Knative takes no volume that is not mounted, as '%s'"
                .formatted(volume.path("name").asText()),
            "mount it, or remove it");
      }
    }
  }

  private static void source(JsonNode volume, String path, BlockerCollector refusals) {
    List<String> sources =
        ModelTree.fields(volume).stream()
            .map(Map.Entry::getKey)
            .filter(field -> !field.equals("name"))
            .toList();
    if (sources.isEmpty()) {
      refusals.add(path, "Knative takes no volume without a source", "say emptyDir: {}");
    }
    for (String source : sources) {
      String flag = SOURCE_FLAGS.get(source);
      if (flag != null && !refusals.features().enables(flag)) {
        refusals.flagged(path, source + " volumes", flag);
      } else if (flag == null && !SOURCES.contains(source)) {
        refusals.add(
            path,
            "Knative does not take " + source + " volumes",
            "use a secret, a configMap, a projected volume or an emptyDir");
      }
    }
    claim(volume.path("persistentVolumeClaim"), path, refusals);
    memory(volume.path("emptyDir"), path, refusals);
    projected(volume.path("projected").path("sources"), path, refusals);
  }

  private static void claim(JsonNode claim, String path, BlockerCollector refusals) {
    if (!claim.isMissingNode()
        && refusals.features().enables(KnativeFeatures.PVC)
        && !claim.path("readOnly").asBoolean()
        && !refusals.features().enables(KnativeFeatures.PVC_WRITE)) {
      refusals.flagged(path, "a claim that is not readOnly", KnativeFeatures.PVC_WRITE);
    }
  }

  private static void memory(JsonNode emptyDir, String path, BlockerCollector refusals) {
    String medium = emptyDir.path("medium").asText();
    if (!medium.isEmpty() && !medium.equals("Memory")) {
      refusals.add(
          path + ".emptyDir.medium",
          "Knative takes the medium Memory, or none, not " + medium,
          "say one of these");
    }
  }

  private static void projected(JsonNode sources, String path, BlockerCollector refusals) {
    for (int i = 0; i < sources.size(); i++) {
      for (var source : ModelTree.fields(sources.get(i))) {
        if (!PROJECTED.contains(source.getKey())) {
          refusals.never(path + ".projected.sources[" + i + "]." + source.getKey());
        }
      }
    }
  }

  static void mounts(JsonNode mounts, JsonNode pod, String path, BlockerCollector refusals) {
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < mounts.size(); i++) {
      JsonNode mount = mounts.get(i);
      String at = path + "[" + i + "]";
      for (var field : ModelTree.fields(mount)) {
        if (field.getKey().equals("mountPropagation")) {
          propagation(field.getValue().asText(), at + ".mountPropagation", refusals);
        } else if (!MOUNT.contains(field.getKey()) && !ModelTree.saysNothing(field.getValue())) {
          refusals.never(at + "." + field.getKey());
        }
      }
      mountPath(mount.path("mountPath").asText(), taken, at + ".mountPath", refusals);
      readOnly(mount, volume(pod, mount.path("name").asText()), at + ".readOnly", refusals);
    }
  }

  private static void propagation(String propagation, String path, BlockerCollector refusals) {
    if (!refusals.features().enables(KnativeFeatures.MOUNT_PROPAGATION)) {
      refusals.flagged(path, "mountPropagation", KnativeFeatures.MOUNT_PROPAGATION);
    } else if (!PROPAGATIONS.contains(propagation)) {
      refusals.add(
          path,
          "Knative takes the mountPropagation None or HostToContainer, not " + propagation,
          "say one of these");
    }
  }

  private static void mountPath(
      String mountPath, Set<String> taken, String path, BlockerCollector refusals) {
    String normal = normal(mountPath);
    if (!mountPath.startsWith("/")) {
      refusals.add(
          path, "Knative takes absolute paths only, not '" + mountPath + "'", "start it with /");
    } else if (RESERVED_PATHS.contains(normal)) {
      refusals.add(path, "Knative keeps " + normal + " for itself", "mount it elsewhere");
    } else if (!taken.add(normal)) {
      refusals.add(path, "something else is mounted at " + normal, "mount it elsewhere");
    }
  }

  /** The path without detours, as Go's {@code path.Clean} gives it. */
  private static String normal(String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/", -1)) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return "/" + String.join("/", names);
  }

  private static void readOnly(
      JsonNode mount, JsonNode volume, String path, BlockerCollector refusals) {
    boolean readOnly = mount.path("readOnly").asBoolean();
    boolean claimIsReadOnly = volume.path("persistentVolumeClaim").path("readOnly").asBoolean();
    boolean madeReadOnly = MADE_READ_ONLY.stream().anyMatch(volume::has);
    if (!readOnly && (claimIsReadOnly || madeReadOnly)) {
      refusals.add(
          path,
          claimIsReadOnly
              ? "the claim is readOnly, so Knative takes its mount only as readOnly"
              : "Knative mounts such a volume readOnly",
          "say readOnly: true");
    }
  }

  private static JsonNode volume(JsonNode pod, String name) {
    return ModelTree.elements(pod.path("volumes")).stream()
        .filter(volume -> volume.path("name").asText().equals(name))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }
}
