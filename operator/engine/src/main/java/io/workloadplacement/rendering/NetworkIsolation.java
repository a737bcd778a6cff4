package io.workloadplacement.rendering;

import static io.workloadplacement.rendering.NetworkPolicyRule.Direction.EGRESS;
import static io.workloadplacement.rendering.NetworkPolicyRule.Direction.INGRESS;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Selectors;
import io.workloadplacement.rendering.NetworkPolicyRule.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What NetworkPolicies say of a workload's pods, and what becomes of that on Knative: its pods have
 * other labels, and it is the router and Knative's activator that call them.
 *
 * <p>What would no longer hold there, the owner may accept. What would cut Knative's pods off, only
 * a policy of their own can mend.
 */
public final class NetworkIsolation {

  private static final String ANNOTATION =
      ServiceAnnotations.PREFIX + ServiceAnnotations.ACCEPT_NETWORK_POLICY;
  private static final String KNATIVES_LABELS = "serving.knative.dev/";
  private static final String SERVICE = KNATIVES_LABELS + "service";

  /** Where queue-proxy is called: HTTP/1, HTTP/2, and by the autoscaler. */
  private static final Set<Integer> PORTS_OF_QUEUE_PROXY = Set.of(8012, 8013, 9090);

  /** A direction of a policy that does not mean on Knative what it means now. */
  private record Concern(NetworkPolicy policy, Direction direction) {}

  private final KnativeCandidate candidate;
  private final Set<String> withheldLabels = new HashSet<>();
  private final List<Concern> lost = new ArrayList<>();
  private final List<Concern> cuttingOff = new ArrayList<>();

  private NetworkIsolation(KnativeCandidate candidate) {
    this.candidate = candidate;
    List<NetworkPolicy> ofPods = selecting(podLabels());
    List<NetworkPolicy> callers = of(INGRESS, ofPods);
    boolean restrictsCallers =
        !callers.isEmpty() && !isOpen(callers, declaredPorts(), NetworkPolicyRule::isForAnybody);
    if (restrictsCallers) {
      callers.forEach(policy -> withheldLabels.addAll(keys(policy)));
      callers.forEach(policy -> lost.add(new Concern(policy, INGRESS)));
    }
    List<NetworkPolicy> ofKnativesPods = selecting(labelsOnKnative());
    ingressOnKnative(of(INGRESS, ofKnativesPods));
    egressOnKnative(of(EGRESS, ofPods), of(EGRESS, ofKnativesPods));
  }

  /** Everything that keeps the workload off Knative, each with its policy and the way out. */
  public static List<Blocker> blockers(KnativeCandidate candidate) {
    NetworkIsolation isolation = new NetworkIsolation(candidate);
    return Stream.concat(
            isolation.lost.stream()
                .filter(concern -> !isolation.isAccepted(concern.policy))
                .map(isolation::notHeld),
            isolation.cuttingOff.stream().map(isolation::cutOff))
        .toList();
  }

  /** What the owner has accepted, in sentences for people. */
  static List<String> notes(KnativeCandidate candidate) {
    NetworkIsolation isolation = new NetworkIsolation(candidate);
    return isolation.lost.stream()
        .filter(concern -> isolation.isAccepted(concern.policy))
        .map(
            concern ->
                "On Knative NetworkPolicy '%s' does not say %s, as the annotation %s accepts: %s"
                    .formatted(
                        name(concern.policy),
                        subject(concern.direction),
                        ANNOTATION,
                        concern.direction == INGRESS
                            ? "whoever reaches the Service or the pods may call them"
                            : "they may call whatever they reach"))
        .toList();
  }

  /**
   * Keys of labels by which policies select that say who may call. Knative's pods go without them:
   * those policies do not let in the router, nor Knative's activator.
   */
  public static Set<String> withheldLabels(KnativeCandidate candidate) {
    return Set.copyOf(new NetworkIsolation(candidate).withheldLabels);
  }

  private void ingressOnKnative(List<NetworkPolicy> policies) {
    if (!policies.isEmpty()
        && policies.stream().noneMatch(NetworkIsolation::isForKnativesPods)
        && !isOpen(policies, PORTS_OF_QUEUE_PROXY, NetworkPolicyRule::isForTheWholeCluster)) {
      policies.forEach(policy -> cuttingOff.add(new Concern(policy, INGRESS)));
    }
  }

  private void egressOnKnative(List<NetworkPolicy> before, List<NetworkPolicy> onKnative) {
    if (before.equals(onKnative)
        || onKnative.stream().anyMatch(NetworkIsolation::isForKnativesPods)) {
      return;
    }
    boolean freeOnKnative = onKnative.isEmpty() || letsOutAnywhere(onKnative);
    if (!freeOnKnative) {
      onKnative.forEach(policy -> cuttingOff.add(new Concern(policy, EGRESS)));
    } else if (!letsOutAnywhere(before)) {
      before.forEach(policy -> lost.add(new Concern(policy, EGRESS)));
    }
  }

  private static boolean letsOutAnywhere(List<NetworkPolicy> policies) {
    return policies.stream()
        .flatMap(policy -> NetworkPolicyRule.of(policy, EGRESS))
        .anyMatch(rule -> rule.isForAnybody() && rule.isForEveryPort());
  }

  /** Whether everybody who counts may call on all of these ports. */
  private boolean isOpen(
      List<NetworkPolicy> policies, Set<Integer> ports, Predicate<NetworkPolicyRule> everybody) {
    List<NetworkPolicyRule> open =
        policies.stream()
            .flatMap(policy -> NetworkPolicyRule.of(policy, INGRESS))
            .filter(everybody)
            .toList();
    return open.stream().anyMatch(NetworkPolicyRule::isForEveryPort)
        || ports.stream()
            .allMatch(
                port -> open.stream().anyMatch(rule -> rule.covers(port, candidate.template())));
  }

  private Set<Integer> declaredPorts() {
    return Stream.concat(
            Stream.of(candidate.servingPort().number()),
            candidate.template().getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(ServingPort::overTcp)
                .map(port -> port.getContainerPort()))
        .collect(Collectors.toSet());
  }

  private List<NetworkPolicy> selecting(Map<String, String> labels) {
    return candidate.networkPolicies().stream()
        .filter(policy -> Selectors.matches(policy.getSpec().getPodSelector(), labels))
        .toList();
  }

  private static List<NetworkPolicy> of(Direction direction, List<NetworkPolicy> policies) {
    return policies.stream().filter(direction::isIn).toList();
  }

  private Map<String, String> podLabels() {
    return candidate.adopted()
        ? PodMetadata.own(candidate.template().getMetadata())
        : PodMetadata.onDeployment(candidate.placement(), candidate.template().getMetadata());
  }

  private Map<String, String> labelsOnKnative() {
    Set<String> withheld = new HashSet<>(candidate.withheldLabels());
    withheld.addAll(withheldLabels);
    Map<String, String> labels =
        PodMetadata.onKnative(candidate.placement(), candidate.template().getMetadata(), withheld);
    String service = Names.knativeService(candidate.placement());
    labels.put(SERVICE, service);
    labels.put(KNATIVES_LABELS + "configuration", service);
    // Knative writes the name of the Revision where nothing else stands.
    labels.putIfAbsent("app", service + "-00001");
    return labels;
  }

  /** Its author had Knative's pods in mind. */
  private static boolean isForKnativesPods(NetworkPolicy policy) {
    return keys(policy).stream().anyMatch(key -> key.startsWith(KNATIVES_LABELS));
  }

  private static Set<String> keys(NetworkPolicy policy) {
    LabelSelector selector = policy.getSpec().getPodSelector();
    if (selector == null) {
      return Set.of();
    }
    return Stream.concat(
            Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of()).keySet().stream(),
            selector.getMatchExpressions().stream().map(expression -> expression.getKey()))
        .collect(Collectors.toSet());
  }

  private boolean isAccepted(NetworkPolicy policy) {
    return candidate
        .annotations(ANNOTATION)
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .anyMatch(value -> value.equals("true") || value.equals(name(policy)));
  }

  private Blocker notHeld(Concern concern) {
    String why =
        concern.direction == INGRESS
            ? "on Knative the router and Knative's activator call them, for whoever calls: "
            : "does not select Knative's pods, which have other labels: write the same for pods with the label %s, or "
                .formatted(label());
    return blocker(
        concern,
        "It says %s, and %saccept that it does not hold there, by the annotation %s: \"true\" on %s, or leave the workload on a Deployment."
            .formatted(subject(concern.direction), why, ANNOTATION, candidate.whereToAnnotate()));
  }

  private Blocker cutOff(Concern concern) {
    String what =
        concern.direction == INGRESS
            ? "It selects Knative's pods too, and does not let in the router and Knative's activator, which call them: write a NetworkPolicy for pods with the label %s that lets in both"
            : "It selects Knative's pods too, and not all policies do that say what the workload may call: write a NetworkPolicy for pods with the label %s that says what they may call";
    return blocker(
        concern, what.formatted(label()) + ", or let this one select by a label that they lack.");
  }

  private String label() {
    return SERVICE + ": " + Names.knativeService(candidate.placement());
  }

  private static Blocker blocker(Concern concern, String message) {
    return new Blocker(
        Target.KNATIVE,
        "NetworkPolicy '%s': spec.%s".formatted(name(concern.policy), concern.direction.field()),
        message);
  }

  private static String subject(Direction direction) {
    return direction == INGRESS ? "who may call the pods" : "what the pods may call";
  }

  private static String name(NetworkPolicy policy) {
    return policy.getMetadata().getName();
  }
}
