package io.workloadplacement.rendering;

import static io.workloadplacement.rendering.ServingContainer.CONTAINER;
import static io.workloadplacement.rendering.ServingContainer.blockers;
import static io.workloadplacement.rendering.ServingContainer.candidate;
import static io.workloadplacement.rendering.ServingContainer.named;
import static io.workloadplacement.rendering.ServingContainer.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.workloadplacement.api.v1alpha1.Blocker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that are called for metrics or health alone. */
class MetricsPortTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: metrics, port: 8000} | spec.ports[0].name",
        "{name: http-metrics, port: 8000} | spec.ports[0].name",
        "{name: metrics-port, port: 80, targetPort: 8000} | spec.ports[0].name",
        "{name: prometheus, port: 8000} | spec.ports[0].name",
        "{name: healthz, port: 8000} | spec.ports[0].name",
        "{name: http-health, port: 8000} | spec.ports[0].name",
        "{name: metrics, port: 8000}, {name: healthz, port: 80, targetPort: 8000} | spec.ports[0].name",
      })
  void a_service_whose_ports_are_for_metrics_or_health_alone_keeps_it_off(
      String ports, String field) {
    KnativeCandidate candidate =
        named("image: 'shop/web'").reachedBy(service("web", ports, Map.of()));

    assertThat(blockers(candidate))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("Service 'web': " + field);
              assertThat(blocker.message())
                  .contains("for metrics or health", "if requests come there, write false in");
            });
  }

  @Test
  void a_port_is_for_metrics_too_if_that_of_the_container_is() {
    KnativeCandidate candidate =
        candidate("image: app, ports: [{name: metrics, containerPort: 8000}]");

    assertThat(
            blockers(
                candidate.reachedBy(service("web", "{port: 80, targetPort: metrics}", Map.of()))))
        .extracting(Blocker::field)
        .containsExactly("Service 'web': spec.ports[0].targetPort");
    assertThat(blockers(candidate.reachedBy(service("web", "{port: 8000}", Map.of()))))
        .extracting(Blocker::field)
        .containsExactly("Service 'web': spec.ports[0]");
    assertThat(blockers(candidate))
        .as("without a Service")
        .extracting(Blocker::field)
        .containsExactly(CONTAINER + "ports");
  }

  @ParameterizedTest
  @CsvSource({"9187, true, 1", "9187, false, 0", "8080, true, 0", "9000, true, 0"})
  void an_unnamed_port_of_exporters_is_for_metrics_where_it_is_scraped(
      int port, boolean scraped, int blockers) {
    assertThat(
            blockers(
                candidate("image: app, ports: [{containerPort: %d}]".formatted(port))
                    .reachedBy(
                        service(
                            "web",
                            "{port: %d}".formatted(port),
                            Map.of("prometheus.io/scrape", Boolean.toString(scraped))))))
        .hasSize(blockers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: http, port: 8000}",
        "{name: web, port: 8000}",
        "{port: 8000}",
        "{name: metrics-api, port: 8000}",
        "{name: health-records, port: 8000}",
        "{name: promotions, port: 8000}",
        "{name: http-web-2, port: 8000}",
        "{name: http, port: 80, targetPort: 8000}, {name: metrics, port: 9090, targetPort: 8000}",
      })
  void a_service_with_another_port_does_not(String ports) {
    assertThat(blockers(named("image: app").reachedBy(service("web", ports, Map.of())))).isEmpty();
  }

  @Test
  void a_port_that_leads_elsewhere_than_that_for_metrics_says_nothing_of_it() {
    KnativeCandidate candidate =
        candidate(
                "image: app, ports: [{name: metrics, containerPort: 9102}, {name: http, containerPort: 8000}]")
            .reachedBy(
                service(
                    "web", "{name: http-metrics, port: 9102}, {name: http, port: 8000}", Map.of()));

    assertThat(blockers(candidate)).isEmpty();
  }

  @Test
  void a_service_for_metrics_beside_one_for_requests_does_not() {
    KnativeCandidate candidate =
        named("image: app")
            .reachedBy(service("web-metrics", "{name: metrics, port: 8000}", Map.of()))
            .reachedBesidesBy(List.of(service("web", "{name: http, port: 8000}", Map.of())));

    assertThat(blockers(candidate)).isEmpty();
  }

  /** The one port of an annotated Service is chosen for that Service alone. */
  @Test
  void a_further_service_that_leads_elsewhere_is_not_for_metrics() {
    KnativeCandidate candidate =
        servingOn(
            9102,
            candidate(
                "image: app, ports: [{name: metrics, containerPort: 9102}, {containerPort: 8000}]"));
    candidate
        .placement()
        .getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion("v1")
                    .withKind("Service")
                    .withName("web-metrics")
                    .withController(true)
                    .build()));

    assertThat(
            blockers(
                candidate
                    .reachedBy(service("web-metrics", "{name: metrics, port: 9102}", Map.of()))
                    .reachedBesidesBy(List.of(service("web", "{port: 8000}", Map.of())))))
        .isEmpty();
  }

  @Test
  void a_port_that_its_owner_has_chosen_is_called_for_what_it_serves() {
    assertThat(
            blockers(
                servingOn(8000, named("image: app"))
                    .reachedBy(service("web", "{name: metrics, port: 8000}", Map.of()))))
        .isEmpty();
  }

  private static KnativeCandidate servingOn(int port, KnativeCandidate candidate) {
    var spec = ModelTree.tree(candidate.placement().getSpec());
    spec.withObject("/service").put("targetPort", port);
    candidate
        .placement()
        .setSpec(ModelTree.model(spec, candidate.placement().getSpec().getClass()));
    return KnativeCandidate.of(
        candidate.placement(), candidate.template(), candidate.profile(), candidate.features());
  }
}
