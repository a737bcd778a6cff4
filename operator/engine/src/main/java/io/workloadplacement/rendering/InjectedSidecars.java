package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Containers that meshes and agents add to pods when they are created, so that no template shows
 * them. By custom a label or an annotation asks for them whose key speaks of injection: {@code
 * sidecar.istio.io/inject}, {@code linkerd.io/inject}, {@code kuma.io/sidecar-injection}, {@code
 * vault.hashicorp.com/agent-inject}; a pod's counts more than its namespace's.
 */
final class InjectedSidecars {

  /** Keys that ask for sidecars and do not speak of it. */
  private static final Set<String> OTHER_KEYS = Set.of("dapr.io/enabled", "istio.io/rev");

  private static final Set<String> REFUSALS = Set.of("", "disabled", "false", "no", "off");

  private InjectedSidecars() {}

  /**
   * Whether pods of a template get any.
   *
   * @param inNamespace whether its namespace asks for them
   */
  static boolean expected(PodTemplateSpec template, boolean inNamespace) {
    List<String> said = said(template.getMetadata());
    return said.isEmpty() ? inNamespace : said.stream().anyMatch(InjectedSidecars::asks);
  }

  /** Whether a namespace asks for them, for every pod that says nothing of it. */
  static boolean askedForBy(Namespace namespace) {
    return namespace != null
        && said(namespace.getMetadata()).stream().anyMatch(InjectedSidecars::asks);
  }

  private static boolean asks(String value) {
    return !REFUSALS.contains(value);
  }

  private static List<String> said(ObjectMeta metadata) {
    return metadata == null
        ? List.of()
        : Stream.of(metadata.getLabels(), metadata.getAnnotations())
            .filter(Objects::nonNull)
            .map(Map::entrySet)
            .flatMap(Collection::stream)
            .filter(
                entry -> entry.getKey().contains("inject") || OTHER_KEYS.contains(entry.getKey()))
            .map(entry -> String.valueOf(entry.getValue()))
            .toList();
  }
}
