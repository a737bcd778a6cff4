package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Blocker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkIsolationTest {

  private static final String FROM_FRONTEND =
      "ingress: [{from: [{podSelector: {matchLabels: {app: frontend}}}]}]";
  private static final String TO_DATABASE =
      "egress: [{to: [{podSelector: {matchLabels: {app: database}}}]}]";
  private static final String ACCEPT = "workloadplacement.io/accept-network-policy";

  private static final PodTemplateSpec WEB =
      Fixtures.template(
          """
          metadata: {labels: {app: web, tier: front}}
          spec: {containers: [{name: app, image: web, ports: [{name: web, containerPort: 3000}]}]}
          """);

  /** By its Deployment's selector Knative's pods go without the label app. */
  private static final KnativeCandidate ADOPTED =
      Fixtures.adopted(WEB).among(List.of(), Set.of("app"));

  private static final KnativeCandidate TEMPLATE =
      Fixtures.candidate(WEB, Fixtures.PROFILE, KnativeFeatures.defaults());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], " + FROM_FRONTEND + "}",
        "{podSelector: {matchLabels: {tier: front}}, " + FROM_FRONTEND + "}",
        "{podSelector: {matchExpressions: [{key: app, operator: In, values: [web, api]}]}}",
        "{podSelector: {matchExpressions: [{key: tier, operator: Exists}]}, policyTypes: [Ingress]}",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 4000}]}]}",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 3000, protocol: UDP}]}]}",
      })
  void who_may_call_cannot_be_held_on_knative(String policy) {
    for (KnativeCandidate candidate : List.of(ADOPTED, TEMPLATE)) {
      assertThat(blockers(candidate, policy))
          .singleElement()
          .satisfies(
              blocker -> {
                assertThat(blocker.field()).isEqualTo("NetworkPolicy 'policy-0': spec.ingress");
                assertThat(blocker.message())
                    .startsWith("It says who may call the pods")
                    .contains(ACCEPT + ": \"true\" on the placement");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{podSelector: {matchLabels: {app: other}}, " + FROM_FRONTEND + "}",
        "{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]},"
            + " {key: tier, operator: Exists}, {key: x, operator: Exists}]}}",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{}]}",
        "{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 3000}]}]}",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: web}]}]}",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 1, endPort: 9000}]}]}",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{protocol: TCP}]}]}",
        "{podSelector: {matchLabels: {serving.knative.dev/service: checkout-kn}}, "
            + FROM_FRONTEND
            + "}",
        "{podSelector: {}, policyTypes: [Egress], " + TO_DATABASE + "}",
        "{podSelector: {matchLabels: {tier: front}}, policyTypes: [Egress], " + TO_DATABASE + "}",
        "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{}]}",
      })
  void a_policy_that_takes_nothing_from_anybody_or_holds_there_too_is_no_matter(String policy) {
    assertThat(blockers(ADOPTED, policy)).isEmpty();
  }

  @Test
  void what_another_policy_allows_is_allowed() {
    assertThat(
            blockers(
                ADOPTED,
                "{podSelector: {matchLabels: {app: web}}, " + FROM_FRONTEND + "}",
                "{podSelector: {matchLabels: {tier: front}}, ingress: [{}]}"))
        .isEmpty();
  }

  @Test
  void who_is_called_must_be_held_for_knatives_pods_too() {
    String egress = "{podSelector: {matchLabels: {app: web}}, " + TO_DATABASE + "}";

    assertThat(fields(blockers(ADOPTED, egress)))
        .as("without policyTypes, ingress is restricted too")
        .containsExactly(
            "NetworkPolicy 'policy-0': spec.ingress", "NetworkPolicy 'policy-0': spec.egress");
    assertThat(blockers(ADOPTED, egress.replace("egress", "policyTypes: [Egress], egress")))
        .singleElement()
        .satisfies(
            blocker ->
                assertThat(blocker.message())
                    .contains("what the pods may call")
                    .contains("serving.knative.dev/service: checkout-kn"));
    assertThat(blockers(TEMPLATE, egress.replace("egress", "policyTypes: [Egress], egress")))
        .as("those of a template keep the label")
        .isEmpty();
  }

  @Test
  void a_policy_that_would_cut_knatives_pods_off_is_not_accepted_away() {
    String denyAll = "{podSelector: {}, policyTypes: [Ingress, Egress]}";
    String allowWeb =
        "{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress],"
            + " ingress: [{}], egress: [{}]}";
    String forKnative =
        "{podSelector: {matchLabels: {serving.knative.dev/service: checkout-kn}},"
            + " policyTypes: [Ingress, Egress], ingress: [{from: [{namespaceSelector: {}}]}]}";

    for (KnativeCandidate candidate : List.of(ADOPTED, accepting(ADOPTED, "true"))) {
      assertThat(blockers(candidate, denyAll, allowWeb))
          .extracting(Blocker::field)
          .containsExactly(
              "NetworkPolicy 'policy-0': spec.ingress", "NetworkPolicy 'policy-0': spec.egress");
      assertThat(blockers(candidate, denyAll, allowWeb))
          .allSatisfy(
              blocker -> assertThat(blocker.message()).startsWith("It selects Knative's pods too"));
      assertThat(blockers(candidate, denyAll, allowWeb, forKnative)).isEmpty();
    }
    assertThat(blockers(TEMPLATE, denyAll, allowWeb))
        .as("what lets them in selects them, too")
        .isEmpty();
  }

  @Test
  void all_pods_of_the_cluster_are_the_router_and_the_activator_too() {
    String ofCluster = "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}";

    assertThat(blockers(ADOPTED, ofCluster))
        .as("callers from outside are kept out")
        .singleElement()
        .satisfies(
            blocker -> assertThat(blocker.message()).startsWith("It says who may call the pods"));
    assertThat(blockers(accepting(ADOPTED, "true"), ofCluster)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "policy-0, true",
    "'another, policy-0', true",
    "another, false",
    "false, false"
  })
  void an_owner_accepts_policies_and_a_note_says_what_that_means(String value, boolean accepted) {
    String policy = "{podSelector: {matchLabels: {tier: front}}, " + FROM_FRONTEND + "}";

    for (KnativeCandidate candidate : List.of(ADOPTED, TEMPLATE)) {
      KnativeCandidate among = among(accepting(candidate, value), policy);
      assertThat(NetworkIsolation.blockers(among)).hasSize(accepted ? 0 : 1);
      assertThat(KnativeCautions.of(among).stream().filter(note -> note.contains("NetworkPolicy")))
          .hasSize(accepted ? 1 : 0)
          .allSatisfy(
              note ->
                  assertThat(note)
                      .contains("NetworkPolicy 'policy-0'", "who may call the pods", ACCEPT));
      assertThat(NetworkIsolation.withheldLabels(among))
          .as("so that it does not keep out the router")
          .containsExactly("tier");
    }
  }

  @Test
  void the_service_of_an_adopted_deployment_carries_the_acceptance() {
    KnativeCandidate candidate =
        ADOPTED.reachedBy(
            Serialization.unmarshal(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web, annotations: {workloadplacement.io/accept-network-policy: "true"}}
                spec: {ports: [{port: 80}]}
                """));
    String policy = "{podSelector: {matchLabels: {app: web}}, " + FROM_FRONTEND + "}";

    assertThat(blockers(candidate, policy)).isEmpty();
  }

  private static KnativeCandidate accepting(KnativeCandidate candidate, String value) {
    var placement = Serialization.clone(candidate.placement());
    placement.getMetadata().setAnnotations(Map.of(ACCEPT, value));
    return new KnativeCandidate(
        placement,
        candidate.template(),
        candidate.servingPort(),
        candidate.profile(),
        candidate.features(),
        candidate.service(),
        candidate.further(),
        candidate.networkPolicies(),
        candidate.withheldLabels());
  }

  private static List<Blocker> blockers(KnativeCandidate candidate, String... specs) {
    return NetworkIsolation.blockers(among(candidate, specs));
  }

  private static KnativeCandidate among(KnativeCandidate candidate, String... specs) {
    List<NetworkPolicy> policies =
        IntStream.range(0, specs.length)
            .mapToObj(
                i ->
                    Serialization.unmarshal(
                        """
                        apiVersion: networking.k8s.io/v1
                        kind: NetworkPolicy
                        metadata: {name: policy-%d, namespace: shop}
                        spec: %s
                        """
                            .formatted(i, specs[i]),
                        NetworkPolicy.class))
            .toList();
    return candidate.among(policies, candidate.withheldLabels());
  }

  private static List<String> fields(List<Blocker> blockers) {
    return blockers.stream().map(Blocker::field).toList();
  }
}
