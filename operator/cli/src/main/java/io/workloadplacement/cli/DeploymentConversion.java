package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.rendering.AnnotatedService;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a placement of a Deployment, of the Service that leads to it, and of its autoscaler. */
final class DeploymentConversion {

  private static final int GRACE_BY_DEFAULT = 30;

  private static final Set<String> CLUSTERS_OWN =
      Set.of("selector", "ports", "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy");

  /** What Kubernetes does anyway. */
  private static final Map<String, String> DEFAULTS_OF_SERVICES =
      Map.of(
          "type", "ClusterIP",
          "sessionAffinity", "None",
          "internalTrafficPolicy", "Cluster",
          "externalTrafficPolicy", "Cluster",
          "publishNotReadyAddresses", "false");

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private final Conversion conversion;
  private final ManifestDocument deployment;
  private final ManifestDocument service;

  private DeploymentConversion(ManifestDocument deployment, ManifestDocument service) {
    this.conversion = new Conversion(deployment, service.name());
    this.deployment = deployment;
    this.service = service;
  }

  /**
   * Makes a placement; its profile is still to be stated.
   *
   * @param beside what else there is; of it count the Services and autoscalers of the Deployment
   * @return empty where no Service leads to the Deployment
   */
  static Optional<Conversion> of(ManifestDocument deployment, List<ManifestDocument> beside) {
    List<ManifestDocument> services =
        beside.stream()
            .filter(other -> other.apiVersion().equals("v1") && other.kind().equals("Service"))
            .filter(other -> other.namespace().equals(deployment.namespace()))
            .filter(other -> selects(other, deployment))
            .sorted(
                Comparator.<ManifestDocument, Boolean>comparing(
                        other -> !other.name().equals(deployment.name()))
                    .thenComparing(DeploymentConversion::isHeadless))
            .toList();
    if (services.isEmpty()) {
      return Optional.empty();
    }
    DeploymentConversion made = new DeploymentConversion(deployment, services.get(0));
    made.whatRunsGoes();
    made.service();
    made.rollout();
    made.size(
        beside.stream()
            .filter(other -> other.namespace().equals(deployment.namespace()))
            .filter(made::scales)
            .toList());
    return Optional.of(made.conversion);
  }

  private static boolean selects(ManifestDocument service, ManifestDocument deployment) {
    JsonNode selector = service.at("/spec/selector");
    JsonNode labels = deployment.at("/spec/template/metadata/labels");
    return !selector.isEmpty()
        && selector.properties().stream()
            .allMatch(
                label ->
                    labels.path(label.getKey()).asText("").equals(label.getValue().asText("")));
  }

  private static boolean isHeadless(ManifestDocument service) {
    return service.at("/spec/clusterIP").asText("").equals("None");
  }

  private boolean scales(ManifestDocument other) {
    return Set.of("HorizontalPodAutoscaler", "ScaledObject", "VerticalPodAutoscaler")
            .contains(other.kind())
        && Set.of("scaleTargetRef", "targetRef").stream()
            .map(reference -> other.at("/spec/" + reference))
            .anyMatch(
                target ->
                    target.path("name").asText("").equals(deployment.name())
                        && target.path("kind").asText("Deployment").equals("Deployment"));
  }

  private void whatRunsGoes() {
    conversion.beforehand(
        "Before it is applied, delete Deployment '%s' and Service '%s', whose names it needs; or keep them, and annotate the Service instead, as adopt proposes."
            .formatted(deployment.name(), service.name()));
  }

  /** Other Services of the pods go on selecting those of the placement, and follow it. */
  private void service() {
    port();
    for (var field : service.at("/spec").properties()) {
      boolean byDefault =
          field.getValue().asText("").equals(DEFAULTS_OF_SERVICES.get(field.getKey()))
              || (field.getValue().isEmpty() && field.getValue().isContainerNode());
      if (!CLUSTERS_OWN.contains(field.getKey()) && !byDefault) {
        notExpressed(service, "spec." + field.getKey(), "the placement's Service is a plain one");
      }
    }
    if (isHeadless(service)) {
      notExpressed(service, "spec.clusterIP", "the placement's Service has an address");
    }
    for (var annotation : service.at("/metadata/annotations").properties()) {
      if (!annotation.getKey().startsWith("kubectl.kubernetes.io/")) {
        notExpressed(
            service,
            "metadata.annotations[%s]".formatted(annotation.getKey()),
            "say it in spec.commonMetadata if it is to stand on everything that is made");
      }
    }
    protocol()
        .filter(protocol -> protocol != Protocol.HTTP1)
        .ifPresent(protocol -> conversion.state("/spec/traffic/protocol", protocol.toString()));
  }

  private void port() {
    boolean first = true;
    JsonNode ports = service.at("/spec/ports");
    for (int i = 0; i < ports.size(); i++) {
      JsonNode port = ports.get(i);
      String protocol = port.path("protocol").asText("TCP");
      if (first && protocol.equals("TCP")) {
        conversion.state("/spec/service/port", port.path("port"));
        JsonNode target = port.path("targetPort");
        conversion.state(
            "/spec/service/targetPort", target.isMissingNode() ? port.path("port") : target);
        first = false;
      } else {
        notExpressed(service, "spec.ports[%d]".formatted(i), "a placement serves one port, of TCP");
      }
    }
  }

  /** What callers speak, as it is read of an annotated Service. */
  private Optional<Protocol> protocol() {
    try {
      ManifestDocument annotated =
          AdoptionSurvey.annotated(service, ProposedProfile.of(Map.of(), Optional.empty()));
      return AnnotatedService.of(
              SERIALIZATION.unmarshal(annotated.content().toString(), Service.class),
              new AnnotatedService.Surroundings(
                  List.of(
                      SERIALIZATION.unmarshal(deployment.content().toString(), Deployment.class)),
                  List.of(),
                  List.of()))
          .placement()
          .map(placement -> placement.getSpec().traffic().protocol());
    } catch (KubernetesClientException | IllegalArgumentException e) {
      // What cannot be read is refused when the placement is checked.
      return Optional.empty();
    }
  }

  private void rollout() {
    JsonNode spec = deployment.at("/spec");
    if (spec.at("/strategy/type").asText("").equals("Recreate")) {
      conversion.state("/spec/rollout/strategy", "Recreate");
    }
    for (String field : List.of("maxUnavailable", "maxSurge")) {
      JsonNode value = spec.at("/strategy/rollingUpdate/" + field);
      if (!value.isMissingNode()) {
        conversion.state("/spec/rollout/" + field, value);
      }
    }
    for (String field : List.of("minReadySeconds", "progressDeadlineSeconds")) {
      if (spec.has(field)) {
        conversion.state("/spec/rollout/" + field, spec.get(field));
      }
    }
    boolean soon = spec.path("progressDeadlineSeconds").asInt(600) <= 10;
    if (soon && !spec.has("minReadySeconds")) {
      conversion.state("/spec/rollout/minReadySeconds", 0);
    }
    int grace = spec.at("/template/spec/terminationGracePeriodSeconds").asInt(GRACE_BY_DEFAULT);
    if (grace != GRACE_BY_DEFAULT) {
      conversion.notExpressed(
          "spec.template.spec.terminationGracePeriodSeconds",
          "pods get as long as the longest request takes, and some seconds more, if that is longer");
    }
    if (spec.path("paused").asBoolean()) {
      conversion.notExpressed("spec.paused", "a placement cannot be paused");
    }
    if (spec.path("revisionHistoryLimit").asInt(10) != 10) {
      conversion.notExpressed("spec.revisionHistoryLimit", "a placement does not state it");
    }
    if (spec.at("/selector/matchExpressions").size() > 0) {
      conversion.notExpressed(
          "spec.selector.matchExpressions", "the placement's Deployment has a selector of its own");
    }
  }

  private void size(List<ManifestDocument> autoscalers) {
    Optional<ManifestDocument> own =
        autoscalers.stream()
            .filter(other -> other.kind().equals("HorizontalPodAutoscaler"))
            .findFirst();
    own.ifPresent(this::autoscaler);
    autoscalers.stream()
        .filter(other -> own.isEmpty() || !other.equals(own.get()))
        .forEach(
            other ->
                conversion.notExpressed(
                    "%s '%s': it scales the same Deployment".formatted(other.kind(), other.name()),
                    "a placement is scaled by a HorizontalPodAutoscaler of its own: remove it"));
    int replicas = deployment.at("/spec/replicas").asInt(1);
    if (own.isEmpty() && replicas != 1) {
      conversion.notExpressed(
          "spec.replicas",
          "%d: a placement is sized from its traffic; spec.scaling.minReplicas would keep as many, on Knative too"
              .formatted(replicas));
    }
  }

  private void autoscaler(ManifestDocument autoscaler) {
    JsonNode spec = autoscaler.at("/spec");
    int least = spec.path("minReplicas").asInt(1);
    if (least > 1) {
      conversion.state("/spec/scaling/minReplicas", least);
      conversion.remark(
          "/spec/scaling/minReplicas",
          "Are as many needed when no requests come? On Knative they stay, too.");
    }
    if (spec.has("maxReplicas")) {
      conversion.state("/spec/scaling/maxReplicas", spec.get("maxReplicas"));
    }
    JsonNode percentage = spec.path("targetCPUUtilizationPercentage");
    JsonNode metrics = spec.path("metrics");
    for (int i = 0; i < metrics.size(); i++) {
      JsonNode utilization = metrics.get(i).at("/resource/target/averageUtilization");
      boolean ofCpu = metrics.get(i).at("/resource/name").asText("").equals("cpu");
      if (ofCpu && utilization.isNumber()) {
        percentage = utilization;
      } else {
        notExpressed(
            autoscaler,
            "spec.metrics[%d]".formatted(i),
            "a placement is scaled by the load of its traffic");
      }
    }
    if (percentage.asInt() > 0 && percentage.asInt() <= 100) {
      conversion.state("/spec/scaling/targetUtilizationPercentage", percentage);
    } else if (percentage.asInt() > 100) {
      notExpressed(autoscaler, "spec.metrics", "a utilisation above 100 cannot be aimed at");
    }
    if (spec.has("behavior")) {
      notExpressed(autoscaler, "spec.behavior", "the operator states it by the traffic's pattern");
    }
  }

  private void notExpressed(ManifestDocument of, String field, String why) {
    conversion.notExpressed("%s '%s': %s".formatted(of.kind(), of.name(), field), why);
  }

  /** Whether an object counts towards a placement, and needs no word of its own. */
  static boolean counts(ManifestDocument document) {
    return Set.of("Service", "HorizontalPodAutoscaler", "ScaledObject", "VerticalPodAutoscaler")
        .contains(document.kind());
  }

  /** Whether an object can be converted. */
  static boolean isOne(ManifestDocument document) {
    return document.apiVersion().equals("apps/v1") && document.kind().equals("Deployment");
  }

  /** A Deployment without its Service, in a sentence. */
  static String uncalled(ObjectNode content) {
    return "no Service selects its pods, so nobody calls it, and it stays as it is: give its Service too if there is one (%s)"
        .formatted(content.at("/spec/template/metadata/labels"));
  }
}
