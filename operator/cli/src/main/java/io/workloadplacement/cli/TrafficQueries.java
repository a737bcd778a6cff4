package io.workloadplacement.cli;

import java.util.List;
import java.util.Optional;

/**
 * What a Prometheus is asked of the requests to a Service. {@code $service}, {@code $namespace} and
 * {@code $window} stand for their values.
 *
 * @param source who measures
 * @param average requests per second over the window
 * @param peak requests per second in the busiest five minutes of the window; empty not to ask
 * @param serviceTime mean seconds that a request takes; empty not to ask
 */
record TrafficQueries(
    String source, String average, Optional<String> peak, Optional<String> serviceTime) {

  /** What is known of the metrics of ingress controllers, meshes and Knative, tried in turn. */
  static final List<TrafficQueries> KNOWN =
      List.of(
          of(
              "Istio",
              "istio_requests_total",
              "istio_request_duration_milliseconds",
              "reporter=\"destination\",destination_service_name=\"$service\",destination_service_namespace=\"$namespace\"",
              1000),
          of(
              "ingress-nginx",
              "nginx_ingress_controller_requests",
              "nginx_ingress_controller_request_duration_seconds",
              "exported_service=\"$service\",exported_namespace=\"$namespace\"",
              1),
          of(
              "Traefik",
              "traefik_service_requests_total",
              "traefik_service_request_duration_seconds",
              "service=~\"$namespace-$service-[^-]+@kubernetes.*\"",
              1),
          of(
              "Envoy",
              "envoy_cluster_upstream_rq_total",
              "envoy_cluster_upstream_rq_time",
              "envoy_cluster_name=~\"(.*[/_.|])?$namespace[/_.|]$service([/_.|:].*)?\"",
              1000),
          of(
              "Knative",
              "revision_app_request_count",
              "revision_app_request_latencies",
              "service_name=~\"$service(-kn)?\",namespace_name=\"$namespace\"",
              1000));

  private static TrafficQueries of(
      String source, String requests, String durations, String labels, int perSecond) {
    String rate = "sum(rate(%s{%s}[%%s]))".formatted(requests, labels);
    String mean =
        "sum(rate(%1$s_sum{%2$s}[$window])) / sum(rate(%1$s_count{%2$s}[$window]))"
            .formatted(durations, labels);
    return new TrafficQueries(
        source,
        rate.formatted("$window"),
        Optional.of("max_over_time((" + rate.formatted("5m") + ")[$window:5m])"),
        Optional.of(perSecond == 1 ? mean : mean + " / " + perSecond));
  }

  /** The queries for one Service. */
  TrafficQueries of(String namespace, String service, String window) {
    return new TrafficQueries(
        source,
        filled(average, namespace, service, window),
        peak.map(query -> filled(query, namespace, service, window)),
        serviceTime.map(query -> filled(query, namespace, service, window)));
  }

  private static String filled(String query, String namespace, String service, String window) {
    return query
        .replace("$namespace", namespace)
        .replace("$service", service)
        .replace("$window", window);
  }
}
