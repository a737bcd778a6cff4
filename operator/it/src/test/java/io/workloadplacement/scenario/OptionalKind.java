package io.workloadplacement.scenario;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.Locale;

/** A kind that not every cluster has, and how its definition is installed and removed. */
enum OptionalKind {
  HTTP_ROUTE("gateway.networking.k8s.io", "HTTPRoute", "httproutes"),
  VERTICAL_AUTOSCALER("autoscaling.k8s.io", "VerticalPodAutoscaler", "verticalpodautoscalers");

  private final String group;
  private final String kind;
  private final String plural;

  OptionalKind(String group, String kind, String plural) {
    this.group = group;
    this.kind = kind;
    this.plural = plural;
  }

  void install(ScenarioCluster cluster) {
    cluster.apply(
        ScenarioCluster.parse(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: %s, annotations: {api-approved.kubernetes.io: unapproved}}
            spec:
              group: %s
              scope: Namespaced
              names: {kind: %s, plural: %s, singular: %s}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """
                .formatted(definition(), group, kind, plural, kind.toLowerCase(Locale.ROOT))),
        "");
    await(definition() + " is served")
        .atMost(ScenarioNamespace.PATIENCE)
        .pollInterval(ScenarioNamespace.OFTEN)
        .until(() -> cluster.client().getApiResources(group + "/v1") != null);
  }

  void remove(ScenarioCluster cluster) {
    cluster.client().resources(CustomResourceDefinition.class).withName(definition()).delete();
  }

  /** Whether a request is about objects of the kind. */
  boolean isIn(String path) {
    return path.startsWith("/apis/" + group + "/v1/");
  }

  private String definition() {
    return plural + "." + group;
  }
}
