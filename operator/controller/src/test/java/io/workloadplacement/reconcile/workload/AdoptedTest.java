package io.workloadplacement.reconcile.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.rendering.ServingPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdoptedTest {

  private Service service =
      read(
          Service.class,
          "{metadata: {name: checkout, namespace: shop}, spec: {selector: {app: legacy}, ports:"
              + " [{port: 80, targetPort: 9000}]}}");
  private final Deployment deployment =
      read(
          Deployment.class,
          """
          metadata: {name: legacy, namespace: shop}
          spec:
            selector: {matchLabels: {app: legacy}, matchExpressions: [{key: tier, operator: Exists}]}
            template:
              metadata: {labels: {app: legacy, tier: web, zone: a}}
              spec: {containers: [{name: app, image: "legacy:1"}]}
          """);
  private List<Service> others = List.of();
  private List<HorizontalPodAutoscaler> autoscalers = List.of();
  private List<GenericKubernetesResource> verticalAutoscalers = List.of();
  private List<Ingress> ingresses = List.of();
  private boolean router = true;

  @Test
  void thePortThatItsServiceTargetsServesAlsoWhereNoContainerDeclaresIt() {
    assertThat(adoption().servingPort()).isEqualTo(new ServingPort(0, 9000, false));
  }

  @Test
  void aNamedPortThatNobodyDeclaresIsRefusedByName() {
    service =
        read(
            Service.class,
            "{metadata: {name: checkout, namespace: shop}, spec: {selector: {app: legacy}, ports:"
                + " [{port: 80, targetPort: web}]}}");

    assertThatThrownBy(this::adoption)
        .isInstanceOf(PlacementProblem.class)
        .hasMessage(
            "spec.workloadRef.name: Service 'checkout' targets the port 'web', which no container"
                + " of Deployment 'legacy' declares: declare it there, or target another");
  }

  @Test
  void noKeyByWhichSomethingOfTheDeploymentSelectsIsHandedToKnativesPods() {
    PodDisruptionBudget budget =
        read(
            PodDisruptionBudget.class,
            "{metadata: {name: theirs}, spec: {selector: {matchLabels: {zone: a}}}}");
    PodDisruptionBudget ofOthers =
        read(
            PodDisruptionBudget.class,
            "{metadata: {name: other}, spec: {selector: {matchLabels: {team: other}}}}");

    assertThat(adoption().withheldLabels(List.of(budget, ofOthers)))
        .containsExactlyInAnyOrder("app", "tier", "zone");
    assertThat(adoption().podSelector()).isEqualTo(Map.of("app", "legacy"));
  }

  @Test
  void knatives_pods_do_not_carry_what_another_service_selects_by() {
    others =
        List.of(
            read(
                Service.class,
                "{metadata: {name: zone-a}, spec: {selector: {zone: a}, ports: [{port: 9000}]}}"));

    assertThat(adoption().withheldLabels(List.of())).contains("zone");
    assertThat(adoption().followers()).isEqualTo(others);
  }

  @Test
  void other_services_of_its_pods_follow_by_the_router_alone() {
    others =
        List.of(
            read(
                Service.class,
                "{metadata: {name: web}, spec: {selector: {tier: web}, ports: [{port: 9000}]}}"));
    assertThat(adoption().blockers()).isEmpty();

    router = false;
    assertThat(adoption().blockers())
        .extracting(Blocker::field)
        .containsExactly("Service 'web': spec.selector");
  }

  @Test
  void a_paused_deployment_stays_where_its_owner_holds_a_version_back() {
    deployment.getSpec().setPaused(true);

    assertThat(adoption().blockers())
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("Deployment 'legacy': spec.paused");
              assertThat(blocker.message()).contains("kubectl rollout resume deployment/legacy");
            });
    deployment.getSpec().setPaused(false);
    assertThat(adoption().blockers()).isEmpty();
  }

  @Test
  void kedaKeepsItOffKnative() {
    autoscalers =
        List.of(
            read(
                HorizontalPodAutoscaler.class,
                """
                metadata:
                  name: keda-hpa-queue
                  ownerReferences: [{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, name: queue, uid: u-9}]
                spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: legacy}, maxReplicas: 3}
                """));

    assertThat(adoption().blockers())
        .extracting(Blocker::field)
        .containsExactly("ScaledObject 'queue': spec.scaleTargetRef");
    assertThat(adoption().scaler().other()).contains("ScaledObject 'queue'");
  }

  @Test
  void aVerticalAutoscalerCountsUnlessItOnlyRecommends() {
    String vertical =
        "{apiVersion: autoscaling.k8s.io/v1, kind: VerticalPodAutoscaler, metadata: {name: vpa},"
            + " spec: {targetRef: {kind: Deployment, name: legacy}, updatePolicy: {updateMode:"
            + " \"%s\"}}}";
    verticalAutoscalers =
        List.of(read(GenericKubernetesResource.class, vertical.formatted("Auto")));
    assertThat(adoption().scaler().other()).contains("VerticalPodAutoscaler 'vpa'");

    verticalAutoscalers = List.of(read(GenericKubernetesResource.class, vertical.formatted("Off")));
    assertThat(adoption().scaler().other()).isEmpty();
  }

  @Test
  void whoEndsTheWorkWithoutAPauseIsTold() {
    assertThat(adoption().warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .startsWith("No container of Deployment 'legacy' has a lifecycle.preStop")
                    .contains("lifecycle: {preStop: {sleep: {seconds: 5}}}"));
    deployment
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .setLifecycle(
            read(
                io.fabric8.kubernetes.api.model.Lifecycle.class,
                "{preStop: {sleep: {seconds: 5}}}"));
    assertThat(adoption().warnings()).isEmpty();
  }

  @Test
  void callers_from_outside_and_those_that_say_the_bare_name_reach_knative_by_the_router_alone() {
    service.getSpec().setType("LoadBalancer");
    ingresses =
        List.of(
            read(
                Ingress.class,
                "{metadata: {name: public}, spec: {defaultBackend: {service: {name: checkout, port:"
                    + " {number: 80}}}}}"));

    assertThat(adoption().blockers()).isEmpty();
    assertThat(adoption().warnings()).noneMatch(warning -> warning.contains("'http://checkout'"));

    router = false;

    assertThat(adoption().blockers())
        .extracting(Blocker::field)
        .containsExactly("Service 'checkout': spec.type", "Ingress 'public': spec.rules");
    assertThat(adoption().warnings()).anyMatch(warning -> warning.contains("'http://checkout'"));
  }

  @Test
  void aSizeThatGitHasStoppedToStateIsNotContested() {
    AdoptedSize stated = size(3, "f:replicas: {}", "{\"spec\":{\"replicas\":2}}");
    assertThat(stated.contested()).isTrue();
    assertThat(stated.problem().orElseThrow())
        .hasMessageContaining("field manager 'kubectl-client-side-apply'")
        .hasMessageContaining("Remove the line 'replicas: 2'");
    assertThat(stated.former()).as("whoever starts it says how large it is to be").isEqualTo(2);

    // kubectl owns also what the API server filled in when the line was taken out.
    assertThat(size(3, "f:replicas: {}", "{\"spec\":{}}").contested()).isFalse();
    assertThat(size(3, "f:template: {}", "{\"spec\":{}}").contested()).isFalse();
    assertThat(size(2, "f:replicas: {}", "{\"spec\":{\"replicas\":2}}").contested()).isFalse();
  }

  private AdoptedSize size(int scaleToZeroAttempts, String fields, String lastApplied) {
    Deployment live =
        read(
            Deployment.class,
            """
            metadata:
              name: legacy
              annotations: {kubectl.kubernetes.io/last-applied-configuration: '%s'}
              managedFields:
                - {manager: kubectl-client-side-apply, operation: Update, fieldsType: FieldsV1, fieldsV1: {"f:spec": {%s}}}
            spec: {replicas: 2}
            """
                .formatted(
                    lastApplied,
                    fields
                        .replace("f:replicas", "\"f:replicas\"")
                        .replace("f:template", "\"f:template\"")));
    return AdoptedSize.of(
        placement(
            "{observedGeneration: 1, target: Knative, adoption: {originalReplicas: 5, scaleToZeroAttempts: %d}}"
                .formatted(scaleToZeroAttempts)),
        live);
  }

  private Adopted adoption() {
    return Adopted.of(
        placement(null),
        new AdoptionContext(
            Optional.of(deployment),
            Optional.of(service),
            services(),
            autoscalers,
            verticalAutoscalers,
            ingresses,
            List.of(),
            List.of(),
            router));
  }

  private List<Service> services() {
    return Stream.concat(Stream.of(service), others.stream()).toList();
  }

  private static WorkloadPlacement placement(String status) {
    return read(
        WorkloadPlacement.class,
        "{metadata: {name: checkout, namespace: shop, uid: u-1, generation: 1}, spec: {workloadRef:"
            + " {name: legacy}}"
            + (status == null ? "" : ", status: " + status)
            + "}");
  }

  private static <T> T read(Class<T> type, String yaml) {
    return Serialization.unmarshal("---\n" + yaml, type);
  }
}
