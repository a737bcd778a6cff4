package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of a pod only one replica can have at a time: a volume that one node mounts, a path or a
 * port of the node. A claim may be shared ({@code ReadWriteMany}), but its pod does not say so.
 */
final class ExclusiveResource {

  /** Volumes that are attached to one node, unless they are read only. */
  private static final Set<String> ATTACHED =
      Set.of(
          "persistentVolumeClaim",
          "awsElasticBlockStore",
          "azureDisk",
          "cinder",
          "fc",
          "flexVolume",
          "gcePersistentDisk",
          "iscsi",
          "photonPersistentDisk",
          "portworxVolume",
          "rbd",
          "scaleIO",
          "storageos",
          "vsphereVolume");

  private static final String SPEC = "spec.template.spec";

  private ExclusiveResource() {}

  /** The first such thing, with its field; empty where replicas can run side by side. */
  static Optional<String> of(PodSpec pod) {
    ObjectNode tree = ModelTree.tree(pod);
    return volume(tree).or(() -> port(tree));
  }

  private static Optional<String> volume(JsonNode pod) {
    JsonNode volumes = pod.path("volumes");
    for (int i = 0; i < volumes.size(); i++) {
      JsonNode volume = volumes.get(i);
      String field = "%s.volumes[%d]: ".formatted(SPEC, i);
      for (String source : ATTACHED) {
        if (volume.has(source) && !volume.path(source).path("readOnly").asBoolean()) {
          return Optional.of(
              field
                  + "the volume '%s' may be mounted by one node at a time"
                      .formatted(volume.path("name").asText()));
        }
      }
      if (volume.has("hostPath") && isWritten(pod, volume.path("name").asText())) {
        return Optional.of(
            field
                + "two replicas on one node would both write to its %s"
                    .formatted(volume.path("hostPath").path("path").asText()));
      }
    }
    return Optional.empty();
  }

  private static boolean isWritten(JsonNode pod, String volume) {
    return containers(pod).stream()
        .flatMap(container -> ModelTree.elements(container.path("volumeMounts")).stream())
        .filter(mount -> mount.path("name").asText().equals(volume))
        .anyMatch(mount -> !mount.path("readOnly").asBoolean());
  }

  private static Optional<String> port(JsonNode pod) {
    boolean hostNetwork = pod.path("hostNetwork").asBoolean();
    return containers(pod).stream()
        .flatMap(container -> ModelTree.elements(container.path("ports")).stream())
        .filter(port -> hostNetwork || port.path("hostPort").asInt() > 0)
        .findFirst()
        .map(
            port ->
                hostNetwork
                    ? "%s.hostNetwork: port %s of a node is one replica's"
                        .formatted(SPEC, port.path("containerPort").asText())
                    : "%s.containers: hostPort %s of a node is one replica's"
                        .formatted(SPEC, port.path("hostPort").asText()));
  }

  private static List<JsonNode> containers(JsonNode pod) {
    return ModelTree.elements(pod.path("containers"));
  }
}
