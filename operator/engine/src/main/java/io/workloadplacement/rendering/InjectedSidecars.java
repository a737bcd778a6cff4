package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Containers that meshes and agents add to pods when they are created, so that no template shows
 * them. By custom a label or an annotation asks for them whose key speaks of injection: {@code
 * sidecar.istio.io/inject}, {@code linkerd.io/inject}, {@code kuma.io/sidecar-injection}, {@code
 * vault.hashicorp.com/agent-inject}; a pod's counts more than its namespace's.
 */
final class InjectedSidecars {

  /** Keys that ask for sidecars and do not speak of it. */
  private static final Set<String> OTHER_KEYS = Set.of("dapr.io/enabled", "istio.io/rev");

  private InjectedSidecars() {}

  /**
   * Whether pods of a template get any.
   *
   * @param inNamespace whether its namespace asks for them
   */
  static boolean expected(PodTemplateSpec template, boolean inNamespace) {
    List<InjectionRequest> said = said(template.getMetadata()).toList();
    return said.isEmpty() ? inNamespace : said.stream().anyMatch(InjectionRequest::asks);
  }

  /** Whether a namespace asks for them, for every pod that says nothing of it. */
  static boolean askedForBy(Namespace namespace) {
    return namespace != null && said(namespace.getMetadata()).anyMatch(InjectionRequest::asks);
  }

  private static Stream<InjectionRequest> said(@Nullable ObjectMeta metadata) {
    return InjectionRequest.of(metadata, key -> key.contains("inject") || OTHER_KEYS.contains(key));
  }
}
