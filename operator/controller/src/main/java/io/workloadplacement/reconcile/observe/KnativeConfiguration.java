package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.workloadplacement.rendering.KnativeFeatures;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** The ConfigMaps in which Knative says what it lets in, and what that costs. */
final class KnativeConfiguration {

  private static final String NAMESPACE = "knative-serving";
  private static final String FEATURES = "config-features";
  private static final String DEFAULTS = "config-defaults";
  private static final String DEPLOYMENT = "config-deployment";

  /** Their names. */
  static final List<String> NAMES = List.of(FEATURES, DEFAULTS, DEPLOYMENT);

  private KnativeConfiguration() {}

  /** One of them, to be watched and no other: the operator's rights name each. */
  static Informable<ConfigMap> watched(String name, KubernetesClient client) {
    return client.configMaps().inNamespace(NAMESPACE).withField("metadata.name", name);
  }

  /** What the watched ConfigMaps say; Knative's defaults where there is none. */
  static KnativeFeatures features(Map<String, OptionalInformer<ConfigMap>> watched) {
    return features(name -> Objects.requireNonNull(watched.get(name), name).named(NAMESPACE, name));
  }

  /** What the ConfigMaps say now; Knative's defaults without the right to read them. */
  static KnativeFeatures read(KubernetesClient client) {
    return features(name -> read(client, name));
  }

  private static KnativeFeatures features(Function<String, Optional<ConfigMap>> maps) {
    return KnativeFeatures.of(
        data(maps.apply(FEATURES)), data(maps.apply(DEFAULTS)), data(maps.apply(DEPLOYMENT)));
  }

  private static Map<String, String> data(Optional<ConfigMap> map) {
    return map.map(ConfigMap::getData).orElse(Map.of());
  }

  private static Optional<ConfigMap> read(KubernetesClient client, String name) {
    try {
      return Optional.ofNullable(client.configMaps().inNamespace(NAMESPACE).withName(name).get());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
