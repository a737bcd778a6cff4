package io.workloadplacement.rendering;

import io.workloadplacement.decision.QueueProxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What the installed Knative Serving lets into a pod and adds to it, by its ConfigMaps {@code
 * config-features}, {@code config-defaults} and {@code config-deployment}.
 *
 * @param flags the flags that are set, by their key in {@code config-features}; for one that is not
 *     set its default counts: Enabled for {@code multi-container} and {@code
 *     kubernetes.podspec-volumes-emptydir}, Disabled for every other
 * @param maxRevisionTimeout the longest {@code timeoutSeconds} of a Revision ({@code
 *     max-revision-timeout-seconds} in {@code config-defaults}, 600 s)
 * @param queueProxy what the container requests that Knative adds
 */
public record KnativeFeatures(
    Map<String, Flag> flags, Duration maxRevisionTimeout, QueueProxy queueProxy) {

  static final String MULTI_CONTAINER = "multi-container";
  static final String MULTI_CONTAINER_PROBING = "multi-container-probing";
  static final String INIT_CONTAINERS = "kubernetes.podspec-init-containers";
  static final String FIELD_REF = "kubernetes.podspec-fieldref";
  static final String ADD_CAPABILITIES = "kubernetes.containerspec-addcapabilities";
  static final String EMPTY_DIR = "kubernetes.podspec-volumes-emptydir";
  static final String PVC = "kubernetes.podspec-persistent-volume-claim";
  static final String PVC_WRITE = "kubernetes.podspec-persistent-volume-write";
  static final String HOST_PATH = "kubernetes.podspec-volumes-hostpath";
  static final String CSI = "kubernetes.podspec-volumes-csi";
  static final String EPHEMERAL = "kubernetes.podspec-volumes-ephemeral";
  static final String IMAGE_VOLUME = "kubernetes.podspec-volumes-image";
  static final String QUEUE_PROXY_DEFAULTS = "queueproxy.resource-defaults";
  static final String MOUNT_PROPAGATION = "kubernetes.podspec-volumes-mount-propagation";

  private static final Map<String, Flag> DEFAULTS =
      Map.of(MULTI_CONTAINER, Flag.ENABLED, EMPTY_DIR, Flag.ENABLED);
  private static final String MAX_TIMEOUT = "max-revision-timeout-seconds";
  private static final Duration DEFAULT_MAX_TIMEOUT = Duration.ofSeconds(600);

  /**
   * The states of a flag; Allowed lets a field in like Enabled, but for the few that ask for it.
   */
  public enum Flag {
    ENABLED,
    ALLOWED,
    DISABLED
  }

  /** Flags are copied. */
  public KnativeFeatures {
    flags = Map.copyOf(flags);
  }

  /** A Knative Serving as it is installed, for when its ConfigMaps cannot be read. */
  public static KnativeFeatures defaults() {
    return of(Map.of(), Map.of(), Map.of());
  }

  /**
   * Reads the ConfigMaps as Knative does: in either case, and with the default for a value that is
   * none.
   *
   * @param configFeatures data of the ConfigMap {@code config-features}; may be empty
   * @param configDefaults data of the ConfigMap {@code config-defaults}; may be empty
   * @param configDeployment data of the ConfigMap {@code config-deployment}; may be empty
   */
  public static KnativeFeatures of(
      Map<String, String> configFeatures,
      Map<String, String> configDefaults,
      Map<String, String> configDeployment) {
    Map<String, Flag> flags = new HashMap<>();
    configFeatures.forEach(
        (key, value) -> {
          for (Flag flag : Flag.values()) {
            if (flag.name().equalsIgnoreCase(value)) {
              flags.put(key, flag);
            }
          }
        });
    String timeout = configDefaults.getOrDefault(MAX_TIMEOUT, "");
    return new KnativeFeatures(
        flags,
        timeout.matches("[0-9]{1,9}")
            ? Duration.ofSeconds(Long.parseLong(timeout))
            : DEFAULT_MAX_TIMEOUT,
        QueueProxy.of(configDeployment, flags.get(QUEUE_PROXY_DEFAULTS) == Flag.ENABLED));
  }

  /** Whether a flag is Enabled or Allowed. */
  boolean allows(String key) {
    return flag(key) != Flag.DISABLED;
  }

  /** Whether a flag is Enabled, which some fields ask for. */
  boolean enables(String key) {
    return flag(key) == Flag.ENABLED;
  }

  private Flag flag(String key) {
    return flags.getOrDefault(key, DEFAULTS.getOrDefault(key, Flag.DISABLED));
  }
}
