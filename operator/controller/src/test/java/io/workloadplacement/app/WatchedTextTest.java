package io.workloadplacement.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Watches go on whatever text an object holds, over WebSockets and where those are refused. */
@EnableKubernetesMockClient(crud = true, https = false)
class WatchedTextTest {

  private static final List<String> TEXTS =
      List.of(
          "5 €",
          "é",
          "naïve façade, Ærøskøbing, Größe",
          "日本語の説明",
          "на русском",
          "עברית العربية",
          "🚀👩🏽‍💻",
          "line\u2028separator\u0000\u0007\t\"\\",
          "€".repeat(20_000));

  private KubernetesClient client;

  @Test
  void over_a_WebSocket() {
    try (KubernetesClient watching = Cluster.client(client.getConfiguration())) {
      everyTextIsSeen(watching);
    }
  }

  @Test
  void over_plain_HTTP_where_WebSockets_are_refused() throws IOException {
    try (LocalCluster cluster = LocalCluster.start(Options.defaults());
        KubernetesClient watching = Cluster.client(configOf(cluster))) {
      cluster.intercept(Interceptor.withoutWebSockets());
      everyTextIsSeen(watching);
    }
  }

  private static Config configOf(LocalCluster cluster) {
    return new ConfigBuilder()
        .withAutoConfigure(false)
        .withMasterUrl(cluster.url())
        .withOauthToken("user")
        .build();
  }

  private static void everyTextIsSeen(KubernetesClient client) {
    try (SharedIndexInformer<ConfigMap> informer =
        client.configMaps().inNamespace("default").inform()) {
      for (int i = 0; i < TEXTS.size(); i++) {
        String name = "text-" + i;
        String text = TEXTS.get(i);
        client.resource(map(name, text)).create();
        await(text)
            .atMost(Duration.ofSeconds(10))
            .untilAsserted(
                () ->
                    assertThat(informer.getIndexer().getByKey("default/" + name))
                        .extracting(ConfigMap::getData)
                        .isEqualTo(Map.of("text", text)));
      }
      assertThat(informer.isRunning()).isTrue();
    }
  }

  private static ConfigMap map(String name, String text) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .endMetadata()
        .withData(Map.of("text", text))
        .build();
  }
}
