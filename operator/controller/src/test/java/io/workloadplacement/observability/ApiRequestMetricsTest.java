package io.workloadplacement.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiRequestMetricsTest {

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/namespaces/shop/services/checkout, get, services",
    "GET, /api/v1/namespaces/shop/services, list, services",
    "GET, /api/v1/namespaces/shop, get, namespaces",
    "GET, /api/v1/namespaces, list, namespaces",
    "GET, '/apis/apps/v1/deployments?watch=true&resourceVersion=1', watch, deployments.apps",
    "PATCH, /apis/apps/v1/namespaces/api/deployments/checkout, patch, deployments.apps",
    "PUT, /apis/apps/v1/namespaces/shop/deployments/checkout/scale, update, deployments.apps/scale",
    "PATCH, /apis/workloadplacement.io/v1alpha1/namespaces/apis/workloadplacements/x/status, patch,"
        + " workloadplacements.workloadplacement.io/status",
    "POST, /api/v1/namespaces/shop/events, create, events",
    "DELETE, /api/v1/namespaces/shop/services/checkout, delete, services",
    "DELETE, /api/v1/namespaces/shop/services, deletecollection, services",
    "GET, /k8s/clusters/c-1/api/v1/namespaces/shop/pods, list, pods",
    "GET, /apis/workloadplacement.io/v1alpha1, get, ''",
    "GET, /apis, get, ''",
    "GET, /version, get, ''",
    "GET, /, get, ''"
  })
  void a_request_is_counted_by_what_it_asks_for_and_never_by_a_name(
      String method, String uri, String verb, String resource) {
    assertThat(ApiRequestMetrics.Call.of(method, URI.create("https://10.96.0.1" + uri)))
        .isEqualTo(new ApiRequestMetrics.Call(verb, resource));
  }

  @Test
  void a_request_without_an_answer_counts_as_an_error() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();

    new ApiRequestMetrics(meters)
        .afterConnectionFailure(
            new StandardHttpRequest.Builder().uri("https://10.96.0.1/api/v1/pods").build(),
            new IOException("connection refused"));

    assertThat(
            meters
                .get("workload.placement.api.requests")
                .tags("verb", "list", "resource", "pods", "status", "error")
                .counter()
                .count())
        .isEqualTo(1);
  }
}
