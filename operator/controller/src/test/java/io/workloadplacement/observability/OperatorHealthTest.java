package io.workloadplacement.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(https = false)
class OperatorHealthTest {

  private static final InformerState HEALTHY = new InformerState("placements", true, true);
  private static final InformerState EMPTY = new InformerState("services", true, false);
  private static final InformerState STOPPED = new InformerState("deployments", false, true);

  private final OperatorHealth health = new OperatorHealth();
  private final AtomicReference<List<InformerState>> informers =
      new AtomicReference<>(List.of(HEALTHY));
  private KubernetesMockServer server;
  private KubernetesClient client;

  @Test
  void beforeTheApiServerIsReachedItIsNotReadyAndNotFailing() {
    assertThat(health.liveness().passing()).isTrue();
    assertThat(health.readiness().passing()).isFalse();

    health.waitsFor("connection refused");

    assertThat(health.liveness().passing()).isTrue();
    assertThat(health.readiness()).isEqualTo(new Health(false, "waiting: connection refused"));
  }

  @Test
  void whileCachesAreFilledItIsNotReadyAndNamesThem() {
    informers.set(List.of(HEALTHY, EMPTY, new InformerState("revisions", false, false)));

    health.starts(informers::get);

    assertThat(health.liveness().passing()).isTrue();
    assertThat(health.readiness())
        .isEqualTo(new Health(false, "caches are being filled: revisions, services"));
  }

  @Test
  void withFilledCachesItIsReadyAlone() {
    health.starts(informers::get);
    health.started();

    assertThat(health.liveness().passing()).isTrue();
    assertThat(health.readiness()).isEqualTo(new Health(true, "working"));
  }

  @Test
  void standingByForAnotherLeaderItIsReady() {
    health.standsByFor("operator-1");
    health.starts(informers::get);
    health.started();

    assertThat(health.isLeading()).isFalse();
    assertThat(health.readiness()).isEqualTo(new Health(true, "standing by, operator-1 leads"));

    health.leads();

    assertThat(health.isLeading()).isTrue();
    assertThat(health.readiness()).isEqualTo(new Health(true, "leading"));
  }

  @Test
  void aCacheThatIsAddedLaterAndStaysEmptyMakesItUnready() {
    health.starts(informers::get);
    health.started();

    informers.set(List.of(HEALTHY, EMPTY));

    assertThat(health.liveness().passing()).isTrue();
    assertThat(health.readiness()).isEqualTo(new Health(false, "caches are not filled: services"));
  }

  @Test
  void anInformerThatHasStoppedFailsLiveness() {
    health.starts(informers::get);
    health.started();

    informers.set(List.of(HEALTHY, STOPPED));

    assertThat(health.liveness())
        .isEqualTo(new Health(false, "informers have stopped for good: deployments"));
  }

  @Test
  void onItsWayOutItIsAliveAndNotReady() {
    informers.set(List.of(STOPPED));
    health.starts(informers::get);
    health.started();

    health.stops();

    assertThat(health.liveness().passing()).isTrue();
    assertThat(health.readiness()).isEqualTo(new Health(false, "stopping"));
  }

  @Test
  void aRealInformerThatMeetsWhatItCannotReadDiesAndFailsLiveness() {
    server
        .expect()
        .get()
        .withPath("/api/v1/configmaps?resourceVersion=0")
        .andReturn(
            200,
            new ConfigMapListBuilder()
                .withNewMetadata()
                .withResourceVersion("1")
                .endMetadata()
                .build())
        .once();
    server
        .expect()
        .get()
        .withPath(
            "/api/v1/configmaps?allowWatchBookmarks=true&resourceVersion=1&timeoutSeconds=600&watch=true")
        .andUpgradeToWebSocket()
        .open()
        .waitFor(500)
        .andEmit(
            "{\"type\":\"ADDED\",\"object\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\","
                + "\"metadata\":{\"name\":\"x\",\"labels\":\"not a map\"}}}")
        .done()
        .once();
    Operator operator =
        new Operator(
            settings ->
                settings
                    .withKubernetesClient(client)
                    .withInformerStoppedHandler(health)
                    .withStopOnInformerErrorDuringStartup(false)
                    .withCacheSyncTimeout(Duration.ofSeconds(10)));
    operator.register(new Nothing());
    health.starts(() -> InformerState.ofAll(operator));
    try {
      operator.start();
      health.started();

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                assertThat(health.liveness().passing()).isFalse();
                assertThat(health.liveness().message()).contains("configmaps died of");
              });
    } finally {
      operator.stop();
    }
  }

  private static final class Nothing implements Reconciler<ConfigMap> {
    @Override
    public UpdateControl<ConfigMap> reconcile(ConfigMap resource, Context<ConfigMap> context) {
      return UpdateControl.noUpdate();
    }
  }
}
