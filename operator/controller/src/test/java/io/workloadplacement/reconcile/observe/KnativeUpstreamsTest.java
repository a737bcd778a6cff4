package io.workloadplacement.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.router.RouterAddress.Upstream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the Ingress that Knative keeps for a Knative Service says that its requests go. */
class KnativeUpstreamsTest {

  private static final String ONE =
      "{serviceName: checkout-kn-00001, serviceNamespace: shop, servicePort: 80, percent: %d,"
          + " appendHeaders: {Knative-Serving-Revision: checkout-kn-00001}}";
  private static final String TWO =
      "{serviceName: checkout-kn-00002, serviceNamespace: shop, servicePort: 8080, percent: %d,"
          + " appendHeaders: {Knative-Serving-Revision: checkout-kn-00002}}";

  private final Map<String, String> clusterIps =
      new HashMap<>(Map.of("checkout-kn-00001", "10.92.0.5", "checkout-kn-00002", "10.92.0.6"));

  @Test
  void each_revision_has_its_share_its_port_and_the_headers_of_its_path_and_its_own() {
    assertThat(
            upstreams(
                "{appendHeaders: {K-Original-Host: checkout-kn.shop}, splits: [%s, %s]}"
                    .formatted(ONE.formatted(90), TWO.formatted(10))))
        .containsExactly(
            new Upstream(
                "10.92.0.5",
                80,
                90,
                Map.of(
                    "K-Original-Host",
                    "checkout-kn.shop",
                    "Knative-Serving-Revision",
                    "checkout-kn-00001")),
            new Upstream(
                "10.92.0.6",
                8080,
                10,
                Map.of(
                    "K-Original-Host",
                    "checkout-kn.shop",
                    "Knative-Serving-Revision",
                    "checkout-kn-00002")));
  }

  @Test
  void a_split_without_a_share_has_all_of_them() {
    assertThat(upstreams("{splits: [{serviceName: checkout-kn-00001, servicePort: 80}]}"))
        .containsExactly(new Upstream("10.92.0.5", 80, 100, Map.of()));
  }

  @Test
  void a_revision_without_a_share_is_left_out_even_if_its_service_is_gone() {
    clusterIps.remove("checkout-kn-00001");

    assertThat(upstreams("{splits: [%s, %s]}".formatted(ONE.formatted(0), TWO.formatted(100))))
        .extracting(Upstream::host)
        .containsExactly("10.92.0.6");
  }

  @Test
  void the_path_of_a_tag_is_not_for_callers_who_name_none() {
    assertThat(
            upstreams(
                "{headers: {Knative-Serving-Tag: {exact: canary}}, splits: [%s]}, {splits: [%s]}"
                    .formatted(TWO.formatted(100), ONE.formatted(100))))
        .extracting(Upstream::host)
        .containsExactly("10.92.0.5");
  }

  @Test
  void nothing_is_known_while_one_of_several_services_is_not() {
    clusterIps.remove("checkout-kn-00002");

    assertThat(upstreams("{splits: [%s, %s]}".formatted(ONE.formatted(90), TWO.formatted(10))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"None", ""})
  void a_service_without_an_address_of_its_own_counts_as_not_known(String clusterIp) {
    clusterIps.put("checkout-kn-00001", clusterIp);

    assertThat(upstreams("{splits: [%s]}".formatted(ONE.formatted(100)))).isEmpty();
  }

  @Test
  void a_port_by_name_cannot_be_sent_to() {
    assertThat(upstreams("{splits: [{serviceName: checkout-kn-00001, servicePort: http}]}"))
        .isEmpty();
  }

  @Test
  void hosts_of_others_and_of_callers_from_outside_do_not_count() {
    Ingress ingress =
        ingress(
            """
            - {hosts: [checkout-kn.shop.example.com], visibility: ExternalIP, http: {paths: [{splits: [%1$s]}]}}
            - {hosts: [checkout-kn.shop], visibility: ExternalIP, http: {paths: [{splits: [%1$s]}]}}
            - {hosts: [canary-checkout-kn.shop], visibility: ClusterLocal, http: {paths: [{splits: [%1$s]}]}}
            """
                .formatted(ONE.formatted(100)));

    assertThat(of(ingress)).isEmpty();
  }

  private List<Upstream> upstreams(String paths) {
    return of(
        ingress(
            "- {hosts: [checkout-kn.shop, checkout-kn.shop.svc, checkout-kn.shop.svc.cluster.local],"
                + " visibility: ClusterLocal, http: {paths: [%s]}}".formatted(paths)));
  }

  private List<Upstream> of(Ingress ingress) {
    return KnativeUpstreams.of(ingress, name -> Optional.ofNullable(clusterIps.get(name)));
  }

  private static Ingress ingress(String rules) {
    return Serialization.unmarshal(
        """
        apiVersion: networking.internal.knative.dev/v1alpha1
        kind: Ingress
        metadata: {name: checkout-kn, namespace: shop}
        spec:
          rules:
        %s
        """
            .formatted(rules.indent(4)),
        Ingress.class);
  }
}
