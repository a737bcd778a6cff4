package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Something that a NetworkPolicy allows.
 *
 * @param peers whom it is about; empty for anybody
 * @param ports empty for every port
 */
record NetworkPolicyRule(List<NetworkPolicyPeer> peers, List<NetworkPolicyPort> ports) {

  enum Direction {
    INGRESS,
    EGRESS;

    /** Whether a policy restricts this direction, by Kubernetes' defaults where it does not say. */
    boolean isIn(NetworkPolicy policy) {
      NetworkPolicySpec spec = policy.getSpec();
      return spec.getPolicyTypes().isEmpty()
          ? this == INGRESS || !spec.getEgress().isEmpty()
          : spec.getPolicyTypes().stream().anyMatch(name()::equalsIgnoreCase);
    }

    /** The field with the rules. */
    String field() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Stream<NetworkPolicyRule> of(NetworkPolicy policy, Direction direction) {
    return direction == Direction.INGRESS
        ? policy.getSpec().getIngress().stream()
            .map(rule -> new NetworkPolicyRule(rule.getFrom(), rule.getPorts()))
        : policy.getSpec().getEgress().stream()
            .map(rule -> new NetworkPolicyRule(rule.getTo(), rule.getPorts()));
  }

  boolean isForAnybody() {
    return peers.isEmpty();
  }

  /** Whether it is about all pods, whoever else it is about. */
  boolean isForTheWholeCluster() {
    return peers.isEmpty()
        || peers.stream()
            .anyMatch(
                peer ->
                    peer.getNamespaceSelector() != null
                        && selectsAll(peer.getNamespaceSelector())
                        && selectsAll(peer.getPodSelector()));
  }

  private static boolean selectsAll(LabelSelector selector) {
    return selector == null
        || ((selector.getMatchLabels() == null || selector.getMatchLabels().isEmpty())
            && selector.getMatchExpressions().isEmpty());
  }

  boolean isForEveryPort() {
    return ports.isEmpty();
  }

  /**
   * Whether it is about a TCP port.
   *
   * @param template whose containers give ports names
   */
  boolean covers(int number, PodTemplateSpec template) {
    return ports.isEmpty() || ports.stream().anyMatch(port -> covers(port, number, template));
  }

  private static boolean covers(NetworkPolicyPort port, int number, PodTemplateSpec template) {
    if (port.getProtocol() != null && !port.getProtocol().equals("TCP")) {
      return false;
    }
    if (port.getPort() == null) {
      return true;
    }
    Integer first = port.getPort().getIntVal();
    if (first == null) {
      return template.getSpec().getContainers().stream()
          .flatMap(container -> container.getPorts().stream())
          .filter(declared -> port.getPort().getStrVal().equals(declared.getName()))
          .map(ContainerPort::getContainerPort)
          .anyMatch(declared -> declared == number);
    }
    return first <= number && number <= Objects.requireNonNullElse(port.getEndPort(), first);
  }
}
