package io.workloadplacement.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapListBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@EnableKubernetesMockClient(crud = true, https = false)
@Timeout(60)
class ApplicationTest {

  private static final String NAMESPACE = "workload-placement";

  private final Queue<String> reconciled = new ConcurrentLinkedQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private KubernetesMockServer server;
  private KubernetesClient client;

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(15));
  }

  private Application start(String... settings) {
    Map<String, String> environment = new HashMap<>();
    environment.putAll(
        Map.of(
            "HTTP_PORT", "0",
            "POD_NAMESPACE", NAMESPACE,
            "POD_NAME", "operator-0",
            "LEASE_DURATION", "3s",
            "RENEW_DEADLINE", "2s",
            "RETRY_PERIOD", "200ms"));
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      environment.put(parts[0], parts[1]);
    }
    return Application.start(
        Configuration.read(Map.of(), environment),
        Cluster.client(client.getConfiguration()),
        this::operator);
  }

  private Operator operator(OperatorContext context) {
    Operator operator = new Operator(context.settings());
    operator.register(new Notes());
    return operator;
  }

  private final class Notes implements Reconciler<ConfigMap> {
    @Override
    public UpdateControl<ConfigMap> reconcile(ConfigMap map, Context<ConfigMap> context) {
      reconciled.add(map.getMetadata().getName());
      return UpdateControl.noUpdate();
    }
  }

  private void clusterServes(String... resources) {
    server
        .expect()
        .get()
        .withPath("/apis/workloadplacement.io/v1alpha1")
        .andReturn(
            200,
            new APIResourceListBuilder()
                .addAllToResources(
                    List.of(resources).stream()
                        .map(name -> new APIResourceBuilder().withName(name).build())
                        .toList())
                .build())
        .always();
  }

  private void clusterIsComplete() {
    clusterServes("workloadplacements", "placementpolicies");
  }

  private void leasesAreAllowed(String... verbs) {
    server
        .expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews")
        .andReturn(
            201,
            new SelfSubjectRulesReviewBuilder()
                .withNewStatus()
                .addNewResourceRule()
                .withApiGroups("coordination.k8s.io")
                .withResources("leases")
                .withVerbs(verbs)
                .endResourceRule()
                .endStatus()
                .build())
        .always();
  }

  private void create(String configMap) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(configMap)
                .endMetadata()
                .build())
        .create();
  }

  private Lease lease() {
    return client.leases().inNamespace(NAMESPACE).withName(Leadership.LEASE).get();
  }

  private void leaseIsHeldBy(String holder) {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(Leadership.LEASE)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(3600)
                .withAcquireTime(now)
                .withRenewTime(now)
                .withLeaseTransitions(1)
                .endSpec()
                .build())
        .createOr(existing -> existing.update());
  }

  private HttpResponse<String> get(Application application, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + application.httpPort() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void untilTheClusterIsCompleteItIsAliveAndNotReadyAndThenItWorks() throws Exception {
    clusterServes("workloadplacements");
    try (Application application = start()) {
      soon()
          .untilAsserted(
              () ->
                  assertThat(get(application, "/healthz/ready").body())
                      .contains("kubectl apply -f crds/"));
      assertThat(get(application, "/healthz/ready").statusCode()).isEqualTo(503);
      assertThat(get(application, "/healthz/live").statusCode()).isEqualTo(200);

      server.clearExpectations();
      clusterIsComplete();

      soon().until(() -> get(application, "/healthz/ready").statusCode() == 200);
      create("checkout");
      soon().until(() -> reconciled.contains("checkout"));
      assertThat(get(application, "/metrics").body())
          .contains("workload_placement_leader 1.0", "operator_sdk_reconciliations_");
    }
  }

  @Test
  void policies_of_a_file_that_cannot_be_read_are_waited_for(@TempDir Path folder)
      throws Exception {
    clusterIsComplete();
    Path file = Files.writeString(folder.resolve("policies.yaml"), "{kind: Policy}");
    try (Application application = start("POLICY_FILE=" + file)) {
      soon()
          .untilAsserted(
              () ->
                  assertThat(get(application, "/healthz/ready").body())
                      .contains("policies.yaml: it must hold objects of apiVersion"));
      assertThat(get(application, "/healthz/live").statusCode()).isEqualTo(200);

      Files.writeString(file, "");

      soon().until(() -> get(application, "/healthz/ready").statusCode() == 200);
    }
  }

  @Test
  void anApiServerThatCannotBeReachedIsWaitedFor() throws Exception {
    server.shutdown();
    try (Application application = start()) {
      soon()
          .untilAsserted(
              () ->
                  assertThat(application.readiness().message())
                      .startsWith("waiting: no connection to http://localhost:")
                      .endsWith(": the API server refuses connections"));
      assertThat(get(application, "/healthz/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aLeaderGivesTheLeaseBackWhenItEnds() {
    clusterIsComplete();
    leasesAreAllowed("*");
    Application application = start("LEADER_ELECTION=true");
    soon().until(() -> application.readiness().message().equals("leading"));
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("operator-0");

    application.close();

    assertThat(lease().getSpec().getHolderIdentity()).isNull();
    assertThat(lease().getSpec().getLeaseDurationSeconds()).isEqualTo(1);
  }

  @Test
  void theNextLeaderWorksWithin3SecondsOfAGracefulEnd() {
    clusterIsComplete();
    leasesAreAllowed("create", "update", "get");
    // The times of the defaults.
    String[] settings = {
      "LEADER_ELECTION=true", "LEASE_DURATION=12s", "RENEW_DEADLINE=8s", "RETRY_PERIOD=1s"
    };
    Application first = start(settings);
    soon().until(() -> first.readiness().message().equals("leading"));
    try (Application second =
        start(settings[0], settings[1], settings[2], settings[3], "POD_NAME=operator-1")) {
      soon().until(() -> second.readiness().message().equals("standing by, operator-0 leads"));
      assertThat(second.readiness().passing()).isTrue();

      first.close();

      await()
          .atMost(Duration.ofSeconds(3))
          .until(() -> second.readiness().message().equals("leading"));
    }
  }

  @Test
  void anInstanceThatStandsByChangesNothingAndEndsWithoutTouchingTheLease() {
    clusterIsComplete();
    leasesAreAllowed("*");
    leaseIsHeldBy("operator-1");
    create("checkout");

    try (Application application = start("LEADER_ELECTION=true")) {
      soon().until(() -> application.readiness().message().equals("standing by, operator-1 leads"));
    }

    assertThat(reconciled).isEmpty();
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("operator-1");
  }

  @Test
  void aLostLeaseEndsItOnceAndLeavesTheLeaseToTheNextLeader() throws Exception {
    clusterIsComplete();
    leasesAreAllowed("*");
    try (Application application = start("LEADER_ELECTION=true")) {
      soon().until(() -> application.readiness().message().equals("leading"));

      // Until it falls between two renewals.
      soon()
          .ignoreExceptionsInstanceOf(KubernetesClientException.class)
          .untilAsserted(() -> leaseIsHeldBy("operator-1"));

      assertThat(application.awaitEnd()).isEqualTo(Application.End.LEASE_LOST);
      create("checkout");
      application.close();
    }
    assertThat(reconciled).isEmpty();
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("operator-1");
  }

  @Test
  void withoutTheRightToTheLeaseItEndsInsteadOfWaiting() throws Exception {
    clusterIsComplete();
    leasesAreAllowed("get");

    try (Application application = start("LEADER_ELECTION=true")) {
      assertThat(application.awaitEnd()).isEqualTo(Application.End.START_FAILED);
    }
  }

  @Test
  void a_watch_that_ends_for_good_ends_it_at_once_and_releases_the_lease() throws Exception {
    clusterIsComplete();
    leasesAreAllowed("*");
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
        .waitFor(2000)
        .andEmit(
            "{\"type\":\"ADDED\",\"object\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\","
                + "\"metadata\":{\"name\":\"x\",\"labels\":\"not a map\"}}}")
        .done()
        .once();
    try (Application application = start("LEADER_ELECTION=true")) {
      soon().until(() -> application.readiness().message().equals("leading"));

      assertThat(application.awaitEnd()).isEqualTo(Application.End.BROKEN);
    }
    assertThat(lease().getSpec().getHolderIdentity()).isNull();
  }

  @Test
  void an_error_of_the_Java_runtime_at_the_start_ends_it_instead_of_leaving_it_idle()
      throws Exception {
    clusterIsComplete();
    try (Application application =
        Application.start(
            Configuration.read(Map.of(), Map.of("HTTP_PORT", "0")),
            Cluster.client(client.getConfiguration()),
            context -> {
              throw new NoClassDefFoundError("io/example/Missing");
            })) {
      assertThat(application.awaitEnd()).isEqualTo(Application.End.START_FAILED);
    }
  }

  @Test
  void a_reconcile_that_ends_unnoticed_ends_it() throws Exception {
    clusterIsComplete();
    create("checkout");
    try (Application application =
        Application.start(
            Configuration.read(Map.of(), Map.of("HTTP_PORT", "0")),
            Cluster.client(client.getConfiguration()),
            context -> {
              Operator operator = new Operator(context.settings());
              // Without what OperatorRuntime puts around every reconciler.
              operator.register(new Overflows());
              return operator;
            })) {
      assertThat(application.awaitEnd()).isEqualTo(Application.End.BROKEN);
    }
  }

  private static final class Overflows implements Reconciler<ConfigMap> {
    @Override
    public UpdateControl<ConfigMap> reconcile(ConfigMap map, Context<ConfigMap> context) {
      throw new StackOverflowError();
    }
  }

  @Test
  void closedTwiceItEndsOnceAndAwaitEndReturns() throws Exception {
    clusterIsComplete();
    Application application = start();
    soon().until(() -> application.readiness().passing());
    long before = System.nanoTime();

    application.close();
    application.close();

    assertThat(application.awaitEnd()).isEqualTo(Application.End.CLOSED);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aContextThatIsNotInTheKubeconfigIsRefused(@TempDir Path folder) throws IOException {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: here, cluster: {server: "http://127.0.0.1:1"}}]
            users: [{name: me, user: {}}]
            contexts: [{name: somewhere, context: {cluster: here, user: me}}]
            current-context: somewhere
            """);
    Map<String, String> environment =
        Map.of("KUBECONFIG", kubeconfig.toString(), "KUBE_CONTEXT", "nowhere", "HTTP_PORT", "0");

    assertThatThrownBy(
            () -> Application.start(Configuration.read(Map.of(), environment), this::operator))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "KUBE_CONTEXT=nowhere is wrong: it must be a context of the kubeconfig. There are: somewhere");
  }
}
