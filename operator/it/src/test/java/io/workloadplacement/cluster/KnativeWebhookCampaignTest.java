package io.workloadplacement.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.rendering.Fixtures;
import io.workloadplacement.rendering.KnativeCandidate;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.KnativePortability;
import io.workloadplacement.rendering.KnativeSide;
import io.workloadplacement.rendering.RenderInput;
import io.workloadplacement.rendering.ServingPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Knative's own webhook about random pod templates: what fits is taken as it is rendered, and what
 * is blocked would be refused. Nothing is stored but a ServiceAccount; the cluster has Knative.
 *
 * <pre>
 * ./mvnw -Pcampaign -pl operator/it -am test -Dtest=KnativeWebhookCampaignTest -Dwebhook.seed=...
 * </pre>
 */
@Tag("campaign")
class KnativeWebhookCampaignTest {

  private static final int TEMPLATES = 300;
  private static final long SEED = Long.getLong("webhook.seed", 20261201L);
  private static final String NAMESPACE = "default";

  @Test
  void knatives_webhook_agrees_on_templates_of_all_kinds() {
    List<String> wronglyFit = new ArrayList<>();
    List<String> wronglyBlocked = new ArrayList<>();
    int fit = 0;
    RandomTemplates templates = new RandomTemplates(SEED);
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      // The webhook has a pod made of each on trial, as that account.
      client
          .resource(
              new ServiceAccountBuilder()
                  .withNewMetadata()
                  .withName(RandomTemplates.SERVICE_ACCOUNT)
                  .withNamespace(NAMESPACE)
                  .endMetadata()
                  .build())
          .serverSideApply();
      KnativeFeatures features = features(client);
      for (int i = 0; i < TEMPLATES; i++) {
        PodTemplateSpec template = templates.next();
        while (!isOfADeployment(client, template)) {
          template = templates.next();
        }
        WorkloadPlacement placement = adopting("web-" + i);
        List<Blocker> blockers =
            KnativePortability.blockers(
                KnativeCandidate.of(placement, template, Fixtures.PROFILE, features));
        Optional<String> refusal = refusal(client, rendered(placement, template, features));
        String described =
            "%d %s: %s".formatted(i, Serialization.asJson(template.getSpec()), blockers);
        if (blockers.isEmpty()) {
          fit++;
          refusal.ifPresent(reason -> wronglyFit.add(described + " " + reason));
        } else if (refusal.isEmpty() && refusal(client, naive(template, i)).isEmpty()) {
          wronglyBlocked.add(described);
        }
      }
    }
    System.out.printf(
        "Knative's webhook on %d templates (seed %d): %d fit, %d of them refused; %d blocked, %d of them taken%n",
        TEMPLATES, SEED, fit, wronglyFit.size(), TEMPLATES - fit, wronglyBlocked.size());
    wronglyBlocked.forEach(System.out::println);
    assertThat(fit).isBetween(TEMPLATES / 5, TEMPLATES * 4 / 5);
    assertThat(wronglyFit).isEmpty();
    assertThat(wronglyBlocked).isEmpty();
  }

  /** What Kubernetes itself refuses, no Deployment has: a probe of two kinds, say. */
  private static boolean isOfADeployment(KubernetesClient client, PodTemplateSpec template) {
    Map<String, String> labels = Map.of("app", "random");
    try {
      client
          .resource(
              new DeploymentBuilder()
                  .withNewMetadata()
                  .withName("random")
                  .withNamespace(NAMESPACE)
                  .endMetadata()
                  .withNewSpec()
                  .withNewSelector()
                  .withMatchLabels(labels)
                  .endSelector()
                  .withTemplate(
                      new PodTemplateSpecBuilder(template)
                          .editOrNewMetadata()
                          .addToLabels(labels)
                          .endMetadata()
                          .build())
                  .endSpec()
                  .build())
          .dryRun()
          .create();
      return true;
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).as(e.getMessage()).isEqualTo(422);
      return false;
    }
  }

  private static WorkloadPlacement adopting(String name) {
    return Serialization.unmarshal(
        """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: %s, namespace: %s, uid: 3d5f1c1e-0000-4000-8000-000000000001}
        spec:
          traffic: {pattern: Steady, averageRequestsPerSecond: "1"}
          latency: {target: 1s}
          workloadRef: {apiVersion: apps/v1, kind: Deployment, name: %s}
        """
            .formatted(name, NAMESPACE, name),
        WorkloadPlacement.class);
  }

  private static GenericKubernetesResource rendered(
      WorkloadPlacement placement, PodTemplateSpec template, KnativeFeatures features) {
    RenderInput input =
        new RenderInput(placement, template, Fixtures.PROFILE, Fixtures.SIZING)
            .servedAt(new ServingPort(0, 8080, true))
            .withFeatures(features);
    return generic(Serialization.asJson(KnativeSide.render(input, Set.of("app"))));
  }

  /** The template as it stands in the Deployment. */
  private static GenericKubernetesResource naive(PodTemplateSpec template, int number) {
    ObjectNode service =
        Serialization.unmarshal(
            "--- {apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: naive-%d}, spec: {template: {}}}"
                .formatted(number),
            ObjectNode.class);
    service
        .withObject("/spec/template")
        .set("spec", Serialization.jsonMapper().valueToTree(template.getSpec()));
    return generic(service.toString());
  }

  private static GenericKubernetesResource generic(String json) {
    return Serialization.unmarshal(json, GenericKubernetesResource.class);
  }

  /** Why the API server, or the webhook behind it, does not take it. */
  private static Optional<String> refusal(
      KubernetesClient client, GenericKubernetesResource service) {
    try {
      client
          .genericKubernetesResources("serving.knative.dev/v1", "Service")
          .inNamespace(NAMESPACE)
          .resource(service)
          .dryRun()
          .fieldValidation(FieldValidateable.Validation.STRICT)
          .create();
      return Optional.empty();
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).as(e.getMessage()).isBetween(400, 422);
      return Optional.of(e.getMessage());
    }
  }

  private static KnativeFeatures features(KubernetesClient client) {
    return KnativeFeatures.of(
        settings(client, "config-features"),
        settings(client, "config-defaults"),
        settings(client, "config-deployment"));
  }

  private static Map<String, String> settings(KubernetesClient client, String name) {
    ConfigMap map = client.configMaps().inNamespace("knative-serving").withName(name).get();
    return map == null || map.getData() == null ? Map.of() : map.getData();
  }
}
