package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.StableService;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.TrafficPattern;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Pin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnnotatedServiceTest {

  private static final Deployment DEPLOYMENT =
      WrongAnnotations.deployment("shop-checkout", "checkout", "web");

  @ParameterizedTest
  @EnumSource
  void everyMistakeIsToldWithTheAnnotationAndTheWayOut(WrongAnnotations mistake) {
    AnnotatedService read =
        AnnotatedService.of(
            mistake.service("checkout"),
            new AnnotatedService.Surroundings(
                mistake.deployments("checkout"), mistake.pods("checkout"), List.of()));

    assertThat(read.placement()).isEmpty();
    assertThat(read.problems())
        .extracting(ServiceProblem::toString)
        .anySatisfy(problem -> assertThat(problem).startsWith(mistake.told("checkout")));
  }

  @Test
  void everyAnnotationHasItsFieldInThePlacement() {
    Service service = service();
    Map<String, String> values =
        Map.ofEntries(
            Map.entry("traffic-pattern", "Bursty"),
            Map.entry("protocol", "GRPC"),
            Map.entry("average-requests-per-second", "10m"),
            Map.entry("peak-requests-per-second", "5"),
            Map.entry("service-time", "35ms"),
            Map.entry("max-request-duration", "30s"),
            Map.entry("concurrency-per-replica", "50"),
            Map.entry("background-work", "true"),
            Map.entry("burst-duration", "10m"),
            Map.entry("burst-interval", "2h"),
            Map.entry("latency-target", "150ms"),
            Map.entry("latency-percentile", "99"),
            Map.entry("cold-start", "0s"),
            Map.entry("mode", "Pinned"),
            Map.entry("target", "Knative"));
    values.forEach(
        (key, value) ->
            service.getMetadata().getAnnotations().put("workloadplacement.io/" + key, value));

    var spec = placement(service).getSpec();

    assertThat(spec.traffic().pattern()).isEqualTo(TrafficPattern.BURSTY);
    assertThat(spec.traffic().protocol()).isEqualTo(Protocol.GRPC);
    assertThat(spec.traffic().averageRequestsPerSecond()).isEqualTo("10m");
    assertThat(spec.traffic().peakRequestsPerSecond()).isEqualTo("5");
    assertThat(spec.traffic().serviceTime()).isEqualTo("35ms");
    assertThat(spec.traffic().maxRequestDuration()).isEqualTo("30s");
    assertThat(spec.traffic().concurrencyPerReplica()).isEqualTo(50);
    assertThat(spec.traffic().backgroundWork()).isTrue();
    assertThat(spec.traffic().burst().duration()).isEqualTo("10m");
    assertThat(spec.traffic().burst().interval()).isEqualTo("2h");
    assertThat(spec.latency().target()).isEqualTo("150ms");
    assertThat(spec.latency().percentile()).isEqualTo(99);
    assertThat(spec.latency().coldStart()).isEqualTo("0s");
    assertThat(spec.placement().mode()).isEqualTo(PlacementMode.PINNED);
    assertThat(spec.placement().target()).isEqualTo(Target.KNATIVE);
    assertThat(spec.workloadRef().name()).isEqualTo("shop-checkout");
    assertThat(spec.service().port()).isEqualTo(80);
  }

  @Test
  void the_pin_of_the_service_is_written_when_it_changes_and_left_alone_otherwise() {
    WorkloadPlacement plain = placement(service());
    Service pinning = service();
    pinning.getMetadata().getAnnotations().put(Pin.ANNOTATION, "Knative");
    WorkloadPlacement pinned = placement(pinning);
    assertThat(pinned.getMetadata().getAnnotations()).containsEntry(Pin.ANNOTATION, "Knative");

    assertThat(Generation.annotations(pinned, plain)).containsEntry(Pin.ANNOTATION, "Knative");
    assertThat(Generation.annotations(plain, pinned)).doesNotContainKey(Pin.ANNOTATION);
    plain.getMetadata().getAnnotations().put(Pin.ANNOTATION, "Deployment");
    assertThat(Generation.annotations(placement(service()), plain))
        .as("a pin by hand")
        .containsEntry(Pin.ANNOTATION, "Deployment");
    pinned.getMetadata().getAnnotations().remove(Pin.ANNOTATION);
    assertThat(Generation.annotations(placement(pinning), pinned))
        .as("one that was removed as it had expired")
        .doesNotContainKey(Pin.ANNOTATION);
  }

  @Test
  void thePlacementIsTheServicesOwnAndSaysWhereToEditInstead() {
    Service service = service();
    service
        .getMetadata()
        .setLabels(
            Map.of("compliance", "pci", "app.kubernetes.io/instance", "a", "helm.sh/chart", "b"));

    var metadata = placement(service).getMetadata();

    assertThat(metadata.getName()).isEqualTo("checkout");
    assertThat(metadata.getNamespace()).isEqualTo("shop");
    assertThat(metadata.getOwnerReferences())
        .singleElement()
        .satisfies(
            owner -> {
              assertThat(owner.getKind()).isEqualTo("Service");
              assertThat(owner.getUid()).isEqualTo("s-1");
              assertThat(owner.getController()).isTrue();
            });
    assertThat(metadata.getLabels())
        .as("labels by which policies select, and none of other tools'")
        .isEqualTo(Map.of("compliance", "pci", "workloadplacement.io/service", "checkout"));
    assertThat(metadata.getAnnotations())
        .containsEntry(
            "workloadplacement.io/edit-instead",
            "Generated from the annotations of Service 'checkout': edit those.");
  }

  @ParameterizedTest
  @CsvSource({
    "team, true",
    "compliance, true",
    "cost_center, true",
    "app.kubernetes.io/name, true",
    "app.kubernetes.io/component, true",
    "app.kubernetes.io/part-of, true",
    "app.kubernetes.io/version, true",
    "app.kubernetes.io/instance, false",
    "app.kubernetes.io/managed-by, false",
    "app.kubernetes.io/created-by, false",
    "applyset.kubernetes.io/part-of, false",
    "applyset.kubernetes.io/id, false",
    "addonmanager.kubernetes.io/mode, false",
    "kubernetes.io/cluster-service, false",
    "helm.sh/chart, false",
    "helm.toolkit.fluxcd.io/name, false",
    "kustomize.toolkit.fluxcd.io/namespace, false",
    "fluxcd.io/sync-gc-mark, false",
    "argocd.argoproj.io/instance, false",
    "kapp.k14s.io/app, false",
    "kluctl.io/discriminator, false",
    "skaffold.dev/run-id, false",
    "objectset.rio.cattle.io/hash, false",
    "config.k8s.io/owning-inventory, false",
    "crossplane.io/composite, false",
    "olm.owner, false",
    "io.kompose.service, false",
    "workloadplacement.io/service, false",
    "workloadplacement.io/placement, false",
    "example.com/team, false"
  })
  void labels_without_a_domain_are_copied_and_those_of_tools_never(String key, boolean copied) {
    Service service = service();
    service.getMetadata().setLabels(Map.of(key, "a"));

    assertThat(placement(service).getMetadata().getLabels())
        .isEqualTo(
            copied
                ? Map.of(key, "a", "workloadplacement.io/service", "checkout")
                : Map.of("workloadplacement.io/service", "checkout"));
  }

  @Test
  void a_label_with_a_domain_is_copied_where_the_service_asks_for_it() {
    Service service = service();
    service
        .getMetadata()
        .setLabels(
            Map.of("example.com/team", "a", "example.com/tier", "b", "argocd.argoproj.io/x", "c"));
    service
        .getMetadata()
        .getAnnotations()
        .put("workloadplacement.io/copy-labels", "example.com/team, example.com/tier");

    assertThat(placement(service).getMetadata().getLabels())
        .containsOnlyKeys("example.com/team", "example.com/tier", "workloadplacement.io/service");
  }

  @Test
  void annotations_of_the_service_are_not_copied() {
    Service service = service();
    service
        .getMetadata()
        .getAnnotations()
        .putAll(
            Map.of("kubectl.kubernetes.io/last-applied-configuration", "{}", "team.io/note", "a"));

    assertThat(placement(service).getMetadata().getAnnotations())
        .containsOnlyKeys("workloadplacement.io/edit-instead", "workloadplacement.io/applied");
  }

  @Test
  void a_placement_is_of_the_service_that_is_its_controller() {
    Service service = service();
    WorkloadPlacement placement = placement(service);
    assertThat(AnnotatedService.isGeneratedFrom(service, placement)).isTrue();

    placement.getMetadata().getOwnerReferences().get(0).setKind("ConfigMap");

    assertThat(AnnotatedService.isGeneratedFrom(service, placement))
        .as("the same uid under another kind")
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http, , HTTP1",
    "web, , HTTP1",
    ", , HTTP1",
    "grpc-api, , GRPC",
    "http2, , H2C",
    "http, kubernetes.io/h2c, H2C",
    "http, grpc, GRPC",
    "redis, , TCP",
    "web, https, TCP",
  })
  void thePortTellsTheProtocolWhereNoAnnotationDoes(
      String name, String appProtocol, Protocol protocol) {
    Service service = service();
    service
        .getSpec()
        .setPorts(
            List.of(
                new ServicePortBuilder().withPort(53).withProtocol("UDP").build(),
                new ServicePortBuilder()
                    .withPort(8443)
                    .withName(name)
                    .withAppProtocol(appProtocol)
                    .build(),
                new ServicePortBuilder().withPort(9090).withName("metrics").build()));

    var spec = placement(service).getSpec();

    assertThat(spec.traffic().protocol()).isEqualTo(protocol);
    assertThat(spec.service().port()).as("the first TCP port").isEqualTo(8443);
  }

  @ParameterizedTest
  @CsvSource({"web, 80, http", "80, 80, http", "9797, 9797, 9797"})
  void the_owner_of_several_ports_says_which_counts(String said, int port, String target) {
    Service service = service();
    service.getSpec().setPorts(List.of(ADMIN, WEB));
    service.getMetadata().getAnnotations().put("workloadplacement.io/port", said);

    StableService address = placement(service).getSpec().service();

    assertThat(address.port()).isEqualTo(port);
    assertThat(address.targetPort().getValue()).hasToString(target);
  }

  @Test
  void of_one_port_there_is_no_doubt_and_of_several_nobody_knows() {
    Service service = service();
    service.getSpec().setPorts(List.of(WEB));
    assertThat(placement(service).getSpec().service().targetPort())
        .isEqualTo(new IntOrString("http"));

    service.getSpec().setPorts(List.of(WEB, ADMIN));
    assertThat(placement(service).getSpec().service().targetPort()).isNull();
  }

  @Test
  void a_port_that_the_service_does_not_have_is_told_with_those_that_it_has() {
    Service service = service();
    service.getSpec().setPorts(List.of(ADMIN, WEB));
    service.getMetadata().getAnnotations().put("workloadplacement.io/port", "grpc");

    assertThat(read(service).problems())
        .extracting(ServiceProblem::toString)
        .containsExactly(
            "workloadplacement.io/port: 'grpc' is no TCP port of the Service: write the name or the number of one, of 9797, 80 ('web')");
  }

  @Test
  void allMistakesAreToldAtOnce() {
    Service service = service();
    service.getMetadata().getAnnotations().put("workloadplacement.io/cold-start", "fast");
    service.getMetadata().getAnnotations().put("workloadplacement.io/mode", "auto");
    service.getSpec().setSelector(Map.of("app", "nobody"));

    assertThat(read(service).problems())
        .extracting(ServiceProblem::toString)
        .hasSize(3)
        .anySatisfy(problem -> assertThat(problem).contains("cold-start"))
        .anySatisfy(problem -> assertThat(problem).contains("did you mean Auto?"))
        .anySatisfy(problem -> assertThat(problem).contains("no Deployment"));
  }

  @Test
  void aDeploymentThatHasAPlacementKeepsIt() {
    WorkloadPlacement other =
        Serialization.unmarshal(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: WorkloadPlacement
            metadata: {name: by-hand}
            spec: {workloadRef: {name: shop-checkout}}
            """,
            WorkloadPlacement.class);

    assertThat(
            AnnotatedService.of(
                    service(),
                    new AnnotatedService.Surroundings(
                        List.of(DEPLOYMENT), List.of(), List.of(other)))
                .problems())
        .extracting(ServiceProblem::toString)
        .containsExactly(
            "Deployment 'shop-checkout' is already managed by WorkloadPlacement 'by-hand': remove the"
                + " annotations here, or that placement");
  }

  @Test
  void aNameThatLeavesNoRoomForDerivedOnesIsToldBeforeAnythingIsMade() {
    Service service = service();
    service.getMetadata().setName("a".repeat(58));

    assertThat(read(service).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("has more than 57 characters"));
  }

  @Test
  void equalServicesGiveEqualPlacementsAndOtherAnnotationsDoNotMatter() {
    Service noisy = service();
    noisy.getMetadata().getAnnotations().put("prometheus.io/scrape", "true");

    assertThat(Serialization.asJson(placement(noisy)))
        .isEqualTo(Serialization.asJson(placement(service())));
  }

  private static final ServicePort WEB =
      new ServicePortBuilder()
          .withName("web")
          .withPort(80)
          .withTargetPort(new IntOrString("http"))
          .build();

  private static final ServicePort ADMIN = new ServicePortBuilder().withPort(9797).build();

  private static Service service() {
    Service service = WrongAnnotations.right("checkout");
    service.getMetadata().setNamespace("shop");
    service.getMetadata().setUid("s-1");
    return service;
  }

  private static AnnotatedService read(Service service) {
    return AnnotatedService.of(
        service, new AnnotatedService.Surroundings(List.of(DEPLOYMENT), List.of(), List.of()));
  }

  private static WorkloadPlacement placement(Service service) {
    AnnotatedService read = read(service);
    assertThat(read.problems()).isEmpty();
    return read.placement().orElseThrow();
  }
}
