package io.workloadplacement.reconcile.observe;

import static io.javaoperatorsdk.operator.api.reconciler.Constants.WATCH_ALL_NAMESPACES;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The watches on NetworkPolicies, which an operator of an older role may lack the right to. */
final class NetworkPolicyWatches {

  private final Map<String, OptionalInformer<NetworkPolicy>> informers = new HashMap<>();

  /**
   * Watches that have not begun.
   *
   * @param placements those of a namespace
   */
  NetworkPolicyWatches(
      EventSourceContext<WorkloadPlacement> context,
      Function<String, Set<ResourceID>> placements,
      InstantSource clock) {
    var controller = context.getControllerConfiguration();
    for (String namespace : controller.getInformerConfig().getEffectiveNamespaces(controller)) {
      boolean all = namespace.equals(WATCH_ALL_NAMESPACES);
      var policies = context.getClient().network().v1().networkPolicies();
      informers.put(
          namespace,
          new OptionalInformer<>(
              NetworkPolicy.class,
              all ? "networkpolicies" : "networkpolicies-" + namespace,
              all ? policies.inAnyNamespace() : policies.inNamespace(namespace),
              NetworkPolicy::getSpec,
              policy -> placements.apply(policy.getMetadata().getNamespace()),
              clock));
    }
  }

  Stream<EventSource<?, WorkloadPlacement>> sources() {
    return informers.values().stream().map(informer -> informer);
  }

  /** Those of a namespace; none where they may not be read. */
  List<NetworkPolicy> in(String namespace) {
    return Stream.of(namespace, WATCH_ALL_NAMESPACES)
        .flatMap(watched -> Stream.ofNullable(informers.get(watched)))
        .findFirst()
        .map(informer -> informer.in(namespace))
        .orElse(List.of());
  }
}
