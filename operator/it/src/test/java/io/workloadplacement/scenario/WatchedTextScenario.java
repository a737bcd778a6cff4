package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.readyOn;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** People write what they like into what is watched, and placements are followed as before. */
@Execution(ExecutionMode.CONCURRENT)
class WatchedTextScenario {

  private static final List<String> TEXTS = List.of("5 €", "Größe", "日本語", "🚀");

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  @Test
  void any_text_in_any_kind_that_is_watched_ends_no_watch() {
    ScenarioNamespace shop = cluster.namespace();
    cluster.apply(
        ScenarioCluster.parse(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: PlacementPolicy
            metadata: {name: of-text}
            spec: {workloadSelector: {matchLabels: {nobody: has-it}}}
            """),
        "");
    shop.apply(
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: front}
        spec: {defaultBackend: {service: {name: elsewhere, port: {number: 80}}}}
        """);
    WrittenPlacement warm = WrittenPlacement.steady("warm");
    WrittenPlacement cold = WrittenPlacement.sporadic("cold");
    shop.apply(warm).becomes(readyOn(DEPLOYMENT));
    shop.apply(cold).becomes(readyOn(KNATIVE));

    for (String text : TEXTS) {
      watched(shop).forEach(object -> annotate(object, text));
    }

    shop.apply(warm.pinnedTo(KNATIVE)).becomes(readyOn(KNATIVE));
    shop.apply(cold.pinnedTo(DEPLOYMENT)).becomes(readyOn(DEPLOYMENT));
  }

  /** One object of each kind. */
  private static List<HasMetadata> watched(ScenarioNamespace shop) {
    return List.of(
        namespaced(shop, WorkloadPlacement.class, "warm"),
        namespaced(shop, io.fabric8.kubernetes.api.model.Service.class, "warm"),
        namespaced(shop, Deployment.class, "warm"),
        namespaced(shop, HorizontalPodAutoscaler.class, "warm"),
        namespaced(shop, PodDisruptionBudget.class, "warm"),
        namespaced(shop, io.fabric8.kubernetes.api.model.networking.v1.Ingress.class, "front"),
        namespaced(shop, EndpointSlice.class, "cold-router"),
        namespaced(shop, Ingress.class, "cold-kn"),
        namespaced(shop, Service.class, "cold-kn"),
        cluster
            .client()
            .configMaps()
            .inNamespace("knative-serving")
            .withName("config-features")
            .get(),
        clusterWide(Namespace.class, shop.name),
        clusterWide(PlacementPolicy.class, "of-text"),
        clusterWide(CustomResourceDefinition.class, "services.serving.knative.dev"));
  }

  private static HasMetadata namespaced(
      ScenarioNamespace shop, Class<? extends HasMetadata> kind, String name) {
    return shop.get(kind, name).orElseThrow();
  }

  private static HasMetadata clusterWide(Class<? extends HasMetadata> kind, String name) {
    return cluster.client().resources(kind).withName(name).get();
  }

  private static void annotate(HasMetadata object, String text) {
    cluster
        .client()
        .resource(object)
        .edit(
            now -> {
              Map<String, String> annotations =
                  new HashMap<>(
                      Optional.ofNullable(now.getMetadata().getAnnotations()).orElse(Map.of()));
              annotations.put("example.com/note", text);
              now.getMetadata().setAnnotations(annotations);
              return now;
            });
  }
}
