package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.PlacementRecord;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnativeCautionsTest {

  private static final PodTemplateSpec TEMPLATE =
      Fixtures.template("spec: {containers: [{name: web, image: example.com/web}]}");

  @Test
  void what_knative_would_do_otherwise_is_said_before_a_deployment_is_left() {
    assertThat(KnativeCautions.of(Fixtures.adopted(TEMPLATE)))
        .containsExactly(
            "On Knative a request that takes longer than 30s is cut off; declare spec.traffic.maxRequestDuration if some take longer",
            "On Knative work between requests ends with the last pod; declare spec.traffic.backgroundWork: true if there is any, or false to say that there is none");
  }

  @Test
  void the_owner_of_a_service_is_told_the_annotation() {
    KnativeCandidate candidate = Fixtures.adopted(TEMPLATE);
    candidate.placement().getMetadata().setLabels(Map.of(AnnotatedService.GENERATED_FROM, "web"));

    assertThat(KnativeCautions.of(candidate))
        .satisfiesExactly(
            requests ->
                assertThat(requests)
                    .contains("annotation workloadplacement.io/max-request-duration"),
            work -> assertThat(work).contains("annotation workloadplacement.io/background-work"));
  }

  @Test
  void who_has_said_that_nothing_happens_between_requests_is_not_asked_again() {
    KnativeCandidate candidate = Fixtures.adopted(TEMPLATE);
    var spec = ModelTree.tree(candidate.placement().getSpec());
    spec.withObject("/traffic").put("backgroundWork", false);
    candidate.placement().setSpec(ModelTree.model(spec, WorkloadPlacementSpec.class));

    assertThat(KnativeCautions.of(candidate)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{metadata: {name: web, annotations: {prometheus.io/scrape: 'true'}}, spec: {ports: [{port: 80}]}}",
        "{metadata: {name: web, annotations: {prometheus.io/port: '9102'}}, spec: {ports: [{port: 80}]}}",
        "{metadata: {name: web}, spec: {ports: [{name: http, port: 80}, {name: http-metrics, port: 9102}]}}",
        "{metadata: {name: web}, spec: {ports: [{name: prometheus, port: 9102}]}}",
      })
  void a_scrape_through_the_service_is_seen(String service) {
    assertThat(KnativeCautions.of(Fixtures.adopted(TEMPLATE).reachedBy(service(service))))
        .anySatisfy(
            caution ->
                assertThat(caution)
                    .contains("scrape through Service 'web'")
                    .contains("serving.knative.dev/service: checkout-kn"));
  }

  @Test
  void ports_of_other_services_that_end_on_knative_are_named_with_their_service() {
    KnativeCandidate candidate =
        Fixtures.adopted(TEMPLATE)
            .reachedBesidesBy(
                List.of(
                    service(
                        "{metadata: {name: admin}, spec: {ports: [{name: web, port: 80, targetPort: 8080}, {name: admin, port: 81}]}}"),
                    service("{metadata: {name: debug}, spec: {ports: [{port: 5005}]}}"),
                    service("{metadata: {name: public}, spec: {ports: [{port: 8080}]}}")));

    assertThat(KnativeCautions.of(candidate))
        .filteredOn(caution -> caution.contains("Service"))
        .containsExactly(
            "On Knative Service 'admin' answers on port 80 ('web') alone, which leads to the one that counts; not on 81 ('admin')",
            "On Knative nobody answers at Service 'debug': it does not lead to port 8080 of the pods, which is the one that counts");
  }

  @Test
  void a_scrape_through_another_service_is_seen() {
    assertThat(
            KnativeCautions.of(
                Fixtures.adopted(TEMPLATE)
                    .reachedBesidesBy(
                        List.of(
                            service(
                                "{metadata: {name: metrics}, spec: {ports: [{name: metrics, port: 9100}]}}")))))
        .anySatisfy(caution -> assertThat(caution).contains("scrape through Service 'metrics'"));
  }

  @Test
  void a_service_that_nobody_scrapes_is_not_mentioned() {
    Service plain =
        service(
            "{metadata: {name: web, annotations: {prometheus.io/scrape: 'false'}}, spec: {ports: [{name: http, port: 80}]}}");

    assertThat(KnativeCautions.of(Fixtures.adopted(TEMPLATE).reachedBy(plain)))
        .noneSatisfy(caution -> assertThat(caution).contains("scrape"));
  }

  @Test
  void ports_that_do_not_count_are_named() {
    KnativeCandidate candidate =
        Fixtures.adopted(TEMPLATE)
            .reachedBy(
                service(
                    "{metadata: {name: web}, spec: {ports: [{name: http, port: 80}, {name: admin, port: 81}, {port: 53, protocol: UDP}]}}"));

    assertThat(KnativeCautions.of(candidate))
        .contains(
            "On Knative Service 'web' answers on port 80 ('http') alone, which is the one that counts; not on 81 ('admin'), 53");
  }

  @Test
  void a_workload_of_the_operators_own_and_one_that_knows_knative_need_no_caution() {
    KnativeCandidate own =
        Fixtures.candidate(TEMPLATE, Fixtures.PROFILE, KnativeFeatures.defaults());
    KnativeCandidate known = Fixtures.adopted(TEMPLATE);
    known
        .placement()
        .setStatus(
            WorkloadPlacementStatus.of(1L)
                .target(Target.DEPLOYMENT)
                .history(
                    List.of(
                        new PlacementRecord(Target.DEPLOYMENT, "WeightedMatrix", "now"),
                        new PlacementRecord(Target.KNATIVE, "WeightedMatrix", "before")))
                .build());

    assertThat(KnativeCautions.of(own)).isEmpty();
    assertThat(KnativeCautions.of(known)).isEmpty();
  }

  private static Service service(String flow) {
    return Serialization.unmarshal("---\n" + flow, Service.class);
  }
}
