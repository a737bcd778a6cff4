package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.scenario.AdoptedCheckout.adopt;
import static io.workloadplacement.scenario.AdoptedCheckout.running;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What bears upon placements is watched: a change is noticed by itself, and nothing is read again.
 */
class WatchedKindsScenario {

  @RegisterExtension
  static final ScenarioCluster cluster = ScenarioCluster.withOperator().throughKnativesGateway();

  private static final String ROUTE =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: front}
      spec:
        hostnames: [shop.example.com]
        rules: [{backendRefs: [{name: checkout, port: 8000}]}]
      """;

  @Test
  void a_placement_that_is_looked_at_again_costs_no_read() {
    for (OptionalKind kind : OptionalKind.values()) {
      kind.install(cluster);
    }
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 1);
    adopt(shop, "mode: Pinned, target: Deployment");
    ScenarioPlacement adopted = shop.placement("checkout");
    adopted.becomes(readyOn(DEPLOYMENT));
    ScenarioPlacement templated = shop.apply(WrittenPlacement.steady("basket"));
    templated.becomes(readyOn(DEPLOYMENT));
    adopted.isLookedAtAgain();

    Reads reads = new Reads();
    cluster.traffic().disturb(cluster.operator().name, reads);
    adopted.isLookedAtAgain(3);
    templated.isLookedAtAgain(3);
    cluster.traffic().heal(cluster.operator().name);

    assertThat(reads.paths).isEmpty();
  }

  @Test
  void a_feature_that_knative_is_given_is_noticed() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout =
        shop.apply(
            WrittenPlacement.steady("checkout")
                .with("spec: {template: {spec: {nodeSelector: {disk: fast}}}}"));
    checkout.becomes(readyOn(DEPLOYMENT).and("with its blocker", blockedBy("nodeSelector")));

    feature("kubernetes.podspec-nodeselector", "enabled");
    checkout.becomes(readyOn(DEPLOYMENT).and("without it", blockedBy("nodeSelector").negate()));

    feature("kubernetes.podspec-nodeselector", "disabled");
    checkout.becomes(readyOn(DEPLOYMENT).and("with it again", blockedBy("nodeSelector")));
  }

  @Test
  void a_network_policy_and_its_acceptance_are_noticed() {
    String policy =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: callers}
        spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}
        """;
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 1);
    adopt(shop, "mode: Pinned, target: Deployment");
    ScenarioPlacement adopted = shop.placement("checkout");
    ScenarioPlacement templated = shop.apply(WrittenPlacement.steady("basket"));
    adopted.becomes(readyOn(DEPLOYMENT).and("freely", blockedBy("NetworkPolicy").negate()));
    templated.becomes(readyOn(DEPLOYMENT).and("freely", blockedBy("NetworkPolicy").negate()));

    shop.apply(policy);
    adopted.becomes(readyOn(DEPLOYMENT).and("blocked", blockedBy("NetworkPolicy 'callers'")));
    templated.becomes(readyOn(DEPLOYMENT).and("blocked", blockedBy("NetworkPolicy 'callers'")));

    accept(shop, Service.class, "checkout");
    accept(shop, WorkloadPlacement.class, "basket");
    adopted.becomes(readyOn(DEPLOYMENT).and("freely", blockedBy("NetworkPolicy").negate()));
    templated.becomes(readyOn(DEPLOYMENT).and("freely", blockedBy("NetworkPolicy").negate()));
  }

  private static <T extends HasMetadata> void accept(
      ScenarioNamespace shop, Class<T> kind, String name) {
    shop.edit(
        kind,
        name,
        object -> {
          Map<String, String> annotations =
              new HashMap<>(
                  Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of()));
          annotations.put("workloadplacement.io/accept-network-policy", "callers");
          object.getMetadata().setAnnotations(annotations);
          return object;
        });
  }

  @Test
  void a_route_is_noticed_wherever_its_kind_is_installed_and_however_late() {
    OptionalKind.HTTP_ROUTE.remove(cluster);
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 1);
    adopt(shop, "mode: Pinned, target: Deployment");
    ScenarioPlacement checkout = shop.placement("checkout");
    checkout.becomes(readyOn(DEPLOYMENT).and("freely", blockedBy("HTTPRoute").negate()));

    for (int time = 1; time <= 2; time++) {
      OptionalKind.HTTP_ROUTE.install(cluster);
      shop.apply(ROUTE);
      checkout.becomes(readyOn(DEPLOYMENT).and("blocked", blockedBy("HTTPRoute 'front'")));

      shop.apply(ROUTE.replace("name: checkout", "name: another"));
      checkout.becomes(readyOn(DEPLOYMENT).and("freely", blockedBy("HTTPRoute").negate()));
      shop.apply(ROUTE);
      checkout.becomes(readyOn(DEPLOYMENT).and("blocked", blockedBy("HTTPRoute 'front'")));

      OptionalKind.HTTP_ROUTE.remove(cluster);
      checkout.becomes(readyOn(DEPLOYMENT).and("freely", blockedBy("HTTPRoute").negate()));
    }
    assertThat(shop.events("checkout")).doesNotContain("Warning Retrying");
  }

  private static Predicate<WorkloadPlacement> blockedBy(String field) {
    return placement ->
        placement.getStatus().decision().blockers().stream()
            .anyMatch(blocker -> blocker.field().contains(field));
  }

  private static void feature(String flag, String value) {
    cluster
        .client()
        .resources(ConfigMap.class)
        .inNamespace("knative-serving")
        .withName("config-features")
        .edit(
            map -> {
              Map<String, String> data =
                  new HashMap<>(Optional.ofNullable(map.getData()).orElse(Map.of()));
              data.put(flag, value);
              map.setData(data);
              return map;
            });
  }

  /** What a client reads, but for its watches. */
  private static final class Reads implements Interceptor {
    private final List<String> paths = new CopyOnWriteArrayList<>();

    @Override
    public Optional<Answer> before(Request request) {
      if (!request.isWrite() && !request.isWatch()) {
        paths.add(request.path());
      }
      return Optional.empty();
    }
  }
}
