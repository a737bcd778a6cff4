package io.workloadplacement.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A start that fails because the API server does, and is tried again. */
@Isolated("it counts the threads and the open files of the process")
@EnableKubernetesMockClient(crud = true, https = false)
class FailedStartTest {

  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
  private static final int FAILED_STARTS = 6;

  private final AtomicInteger starts = new AtomicInteger();
  private KubernetesMockServer server;
  private KubernetesClient client;

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private Application start() {
    return Application.start(
        Configuration.read(
            Map.of(),
            Map.of(
                "HTTP_PORT", "0",
                "POD_NAMESPACE", "workload-placement",
                "LEADER_ELECTION", "true")),
        Cluster.client(client.getConfiguration()),
        context -> {
          starts.incrementAndGet();
          return OperatorRuntime.create(context);
        });
  }

  private void clusterIsComplete() {
    server
        .expect()
        .get()
        .withPath("/apis/workloadplacement.io/v1alpha1")
        .andReturn(
            200,
            new APIResourceListBuilder()
                .addNewResource()
                .withName("workloadplacements")
                .endResource()
                .addNewResource()
                .withName("placementpolicies")
                .endResource()
                .build())
        .always();
  }

  private void reviewsAnswer(int code) {
    server
        .expect()
        .post()
        .withPath(REVIEWS)
        .andReturn(
            code,
            new SelfSubjectRulesReviewBuilder()
                .withNewStatus()
                .addNewResourceRule()
                .withApiGroups("coordination.k8s.io")
                .withResources("leases")
                .withVerbs("*")
                .endResourceRule()
                .endStatus()
                .build())
        .always();
  }

  @Test
  void leaves_no_threads_no_connections_and_no_dead_gauges_behind() throws Exception {
    clusterIsComplete();
    reviewsAnswer(500);
    try (Application application = start()) {
      soon().until(() -> starts.get() > 1);
      int threads = threads();
      long files = openFiles();

      soon().until(() -> starts.get() > FAILED_STARTS);

      soon()
          .untilAsserted(
              () -> {
                assertThat(threads()).isLessThan(threads + 15);
                assertThat(openFiles()).isLessThan(files + 15);
              });

      server.clearExpectations();
      clusterIsComplete();
      reviewsAnswer(201);
      soon().until(() -> application.readiness().passing());
      System.gc();
      assertThat(gauges(application)).isNotEmpty().noneMatch(line -> line.endsWith("NaN"));
    }
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long openFiles() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  private static List<String> gauges(Application application)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://localhost:" + application.httpPort() + "/metrics"))
                .build(),
            BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith("operator_sdk_reconciliations_"))
        .toList();
  }
}
