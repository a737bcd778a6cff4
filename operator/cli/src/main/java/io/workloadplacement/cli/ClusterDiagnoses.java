package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a cluster has what placements need, and which of them are in trouble. */
final class ClusterDiagnoses {

  private static final String KNATIVE = "knative-serving";
  private static final String METRICS = "metrics.k8s.io/v1beta1";
  private static final int MOST_IN_A_LINE = 5;

  private ClusterDiagnoses() {}

  static List<Diagnosis> all() {
    return List.of(
        new Diagnosis("Knative", ClusterDiagnoses::knative),
        new Diagnosis("Metrics", ClusterDiagnoses::metrics),
        new Diagnosis("Autoscalers", ClusterDiagnoses::autoscalers),
        new Diagnosis("NetworkPolicies", ClusterDiagnoses::networkPolicies),
        new Diagnosis("Placements", ClusterDiagnoses::placements));
  }

  private static List<Finding> knative(KubernetesClient client) {
    if (client.getApiResources("serving.knative.dev/v1") == null) {
      return List.of(
          Finding.warn(
              "Knative",
              "Knative Serving is not installed: every workload runs as a Deployment until it is."));
    }
    String flags =
        data(client, "config-features").entrySet().stream()
            .filter(flag -> flag.getValue().equalsIgnoreCase("enabled"))
            .map(Map.Entry::getKey)
            .sorted()
            .collect(Collectors.joining(", "));
    String ingress =
        Optional.ofNullable(data(client, "config-network").get("ingress-class"))
            .orElse("istio.ingress.networking.knative.dev (Knative's default)");
    return List.of(
        Finding.ok(
            "Knative", "Knative Serving is installed; its ingress class is " + ingress + "."),
        Finding.ok(
            "Knative",
            flags.isEmpty()
                ? "No flag of config-features is enabled: what they let in blocks Knative."
                : "Flags that are enabled in config-features: " + flags + "."));
  }

  private static Map<String, String> data(KubernetesClient client, String name) {
    return Optional.ofNullable(client.configMaps().inNamespace(KNATIVE).withName(name).get())
        .map(ConfigMap::getData)
        .orElse(Map.of());
  }

  private static List<Finding> metrics(KubernetesClient client) {
    return List.of(
        client.getApiResources(METRICS) == null
            ? Finding.warn(
                "Metrics",
                "The cluster does not serve %s: Deployments are not scaled by their load. Install metrics-server."
                    .formatted(METRICS))
            : Finding.ok("Metrics", "The cluster serves " + METRICS + "."));
  }

  private static List<Finding> autoscalers(KubernetesClient client) {
    List<HorizontalPodAutoscaler> all =
        client.autoscaling().v2().horizontalPodAutoscalers().inAnyNamespace().list().getItems();
    List<Finding> blind =
        all.stream()
            .filter(ClusterDiagnoses::isOfAPlacement)
            .flatMap(ClusterDiagnoses::withoutMetrics)
            .toList();
    return blind.isEmpty()
        ? List.of(Finding.ok("Autoscalers", "None of a placement lacks its metrics."))
        : blind;
  }

  private static boolean isOfAPlacement(HorizontalPodAutoscaler autoscaler) {
    return autoscaler.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getKind().equals("WorkloadPlacement"));
  }

  private static Stream<Finding> withoutMetrics(HorizontalPodAutoscaler autoscaler) {
    return Optional.ofNullable(autoscaler.getStatus()).stream()
        .flatMap(status -> status.getConditions().stream())
        .filter(condition -> condition.getType().equals("ScalingActive"))
        .filter(condition -> condition.getStatus().equals("False"))
        .filter(condition -> !"ScalingDisabled".equals(condition.getReason()))
        .map(
            condition ->
                Finding.warn(
                    "Autoscalers",
                    "%s/%s does not scale (%s): %s Look at metrics-server, and at the requests of the containers."
                        .formatted(
                            autoscaler.getMetadata().getNamespace(),
                            autoscaler.getMetadata().getName(),
                            condition.getReason(),
                            condition.getMessage())));
  }

  /** In the namespaces of the operator, the router and Knative. */
  private static List<Finding> networkPolicies(KubernetesClient client) {
    List<String> namespaces =
        Stream.concat(
                Stream.of(KNATIVE),
                client
                    .apps()
                    .deployments()
                    .inAnyNamespace()
                    .withLabelIn(
                        InstallationDiagnoses.APPLICATION,
                        InstallationDiagnoses.OPERATOR,
                        InstallationDiagnoses.ROUTER)
                    .list()
                    .getItems()
                    .stream()
                    .map(deployment -> deployment.getMetadata().getNamespace()))
            .distinct()
            .sorted()
            .toList();
    List<Finding> inTheWay =
        namespaces.stream()
            .flatMap(
                namespace ->
                    client
                        .network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .stream())
            .flatMap(ClusterDiagnoses::inTheWay)
            .toList();
    return inTheWay.isEmpty()
        ? List.of(
            Finding.ok(
                "NetworkPolicies",
                "None denies everything in " + String.join(", ", namespaces) + "."))
        : inTheWay;
  }

  private static Stream<Finding> inTheWay(NetworkPolicy policy) {
    boolean everyPod =
        policy.getSpec().getPodSelector() == null
            || (policy.getSpec().getPodSelector().getMatchLabels().isEmpty()
                && policy.getSpec().getPodSelector().getMatchExpressions().isEmpty());
    boolean denies =
        (policy.getSpec().getPolicyTypes().contains("Ingress")
                && policy.getSpec().getIngress().isEmpty())
            || (policy.getSpec().getPolicyTypes().contains("Egress")
                && policy.getSpec().getEgress().isEmpty());
    return everyPod && denies
        ? Stream.of(
            Finding.warn(
                "NetworkPolicies",
                "%s/%s denies all that no other policy allows: see that others let the operator, the router and Knative's pods reach each other and their callers."
                    .formatted(
                        policy.getMetadata().getNamespace(), policy.getMetadata().getName())))
        : Stream.empty();
  }

  private static List<Finding> placements(KubernetesClient client) {
    List<PlacementState> all =
        Optional.ofNullable(client.getApiResources(WorkloadPlacement.GROUP + "/v1alpha1"))
            .map(
                served ->
                    client.resources(WorkloadPlacement.class).inAnyNamespace().list().getItems())
            .orElse(List.of())
            .stream()
            .filter(placement -> placement.getSpec() != null)
            .map(PlacementState::new)
            .sorted(PlacementList.Order.trouble.comparator())
            .toList();
    List<PlacementState> troubled =
        all.stream()
            .filter(state -> state.trouble().compareTo(PlacementState.Attention.WAITS) > 0)
            .toList();
    if (troubled.isEmpty()) {
      return List.of(Finding.ok("Placements", "%d, and none in trouble.".formatted(all.size())));
    }
    return Stream.concat(
            troubled.stream().limit(MOST_IN_A_LINE).map(ClusterDiagnoses::inTrouble),
            troubled.size() > MOST_IN_A_LINE
                ? Stream.of(
                    Finding.warn(
                        "Placements",
                        "%d more: list -A --sort trouble shows them."
                            .formatted(troubled.size() - MOST_IN_A_LINE)))
                : Stream.empty())
        .toList();
  }

  private static Finding inTrouble(PlacementState state) {
    String type =
        switch (state.trouble()) {
          case STALLED -> Conditions.STALLED;
          case NOT_COMPLIANT -> Conditions.POLICY_COMPLIANT;
          case NONE, WAITS, NOT_READY -> Conditions.READY;
        };
    return Finding.warn(
        "Placements",
        state.key()
            + state
                .condition(type)
                .map(ClusterDiagnoses::words)
                .orElse(": the operator has not looked yet: is it running?"));
  }

  private static String words(Condition condition) {
    return " (" + condition.getReason() + "): " + condition.getMessage();
  }
}
