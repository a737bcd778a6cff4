package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FabricClientTest extends ClusterTest {

  private KubernetesClient client;

  @BeforeEach
  void connect() {
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl(cluster.url())
                    .withNamespace("default")
                    .withWatchReconnectInterval(100)
                    .build())
            .build();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private static ConfigMap map(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withData(Map.of("key", value))
        .build();
  }

  @Test
  void anInformerSeesWhatIsThereWhatComesAndWhatGoesAlsoAfterTheWatchEnded() {
    client.resource(map("first", "1")).create();
    try (SharedIndexInformer<ConfigMap> informer =
        client.configMaps().inNamespace("default").inform()) {
      assertThat(informer.getIndexer().getByKey("default/first")).isNotNull();

      client.resource(map("second", "1")).create();
      await().until(() -> informer.getIndexer().getByKey("default/second") != null);

      cluster.closeWatches();
      client.resource(map("third", "1")).create();
      await().until(() -> informer.getIndexer().getByKey("default/third") != null);

      cluster.compact();
      cluster.closeWatches();
      client.configMaps().withName("second").delete();
      await().until(() -> informer.getIndexer().getByKey("default/second") == null);
      assertThat(informer.isWatching()).isTrue();
    }
  }

  /** What Fabric8 7.5.2 stumbles over where letters take more than one byte. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void texts_of_any_script_reach_both_kinds_of_watch(boolean webSockets) {
    if (!webSockets) {
      cluster.intercept(Interceptor.withoutWebSockets());
    }
    List<String> texts =
        List.of(
            "5 \u20ac",
            "\ud83d\ude80 \u2028\u0000",
            "\u0627\u0644",
            "\u00e9\ud83d\ude80".repeat(30_000),
            "plain");
    try (SharedIndexInformer<ConfigMap> informer =
        client.configMaps().inNamespace("default").inform()) {
      client.resource(map("told", "")).create();
      for (String text : texts) {
        client.resource(map("told", text)).update();
        await()
            .untilAsserted(
                () ->
                    assertThat(informer.getIndexer().getByKey("default/told").getData())
                        .containsEntry("key", text));
      }
    }
  }

  @Test
  void serverSideApplyAndItsConflictsReachTheClient() {
    client.resource(map("applied", "1")).serverSideApply();
    PatchContext other =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("other")
            .withForce(false)
            .build();

    Assertions.assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> client.resource(map("applied", "2")).patch(other))
        .satisfies(refused -> assertThat(refused.getCode()).isEqualTo(409))
        .withMessageContaining("Apply failed with 1 conflict")
        .withMessageContaining(".data.key");
  }

  @Test
  void aDeploymentIsAppliedScaledAndAwaited() {
    Deployment deployment =
        client
            .resource(Deployment.class.cast(client.getKubernetesSerialization().unmarshal(WEB)))
            .serverSideApply();
    assertThat(deployment.getSpec().getProgressDeadlineSeconds()).isEqualTo(600);

    client.apps().deployments().withName("web").scale(4);

    client
        .apps()
        .deployments()
        .withName("web")
        .waitUntilCondition(
            one ->
                one.getStatus() != null
                    && Integer.valueOf(4).equals(one.getStatus().getReadyReplicas()),
            20,
            TimeUnit.SECONDS);
  }
}
