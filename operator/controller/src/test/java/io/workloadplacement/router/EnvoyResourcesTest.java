package io.workloadplacement.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.workloadplacement.router.RouterAddress.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Envoy gets, as golden files; that it likes them, {@link RouterOnEnvoyTest} shows. */
class EnvoyResourcesTest {

  private static final JsonMapper JSON = new JsonMapper();

  private static RouterAddress address(Upstream... upstreams) {
    return new RouterAddress("shop", "checkout", 20017, true, List.of(upstreams));
  }

  private static Upstream upstream(String host) {
    return new Upstream(host, 80, 1, Map.of());
  }

  private static JsonNode golden(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(EnvoyResourcesTest.class.getResourceAsStream(file), file)) {
      return JSON.readTree(in);
    }
  }

  private static void assertGolden(JsonNode made, String file) throws IOException {
    assertThat(JSON.readTree(made.toString()).toPrettyString())
        .isEqualTo(golden(file).toPrettyString());
  }

  @Test
  void the_listener_of_an_address() throws IOException {
    assertGolden(EnvoyResources.listener(address(), Set.of(IpFamily.IPV4)), "golden/listener.json");
  }

  @Test
  void the_cluster_of_two_revisions_by_weight() throws IOException {
    assertGolden(
        EnvoyResources.cluster(
            address(
                new Upstream("10.96.4.1", 80, 90, revision("checkout-kn-00001")),
                new Upstream("10.96.4.2", 80, 10, revision("checkout-kn-00002")))),
        "golden/cluster-of-revisions.json");
  }

  @Test
  void the_cluster_of_the_deployments_pods_by_name() throws IOException {
    assertGolden(
        EnvoyResources.cluster(
            address(new Upstream("checkout-pods.shop.svc.cluster.local", 80, 1, Map.of()))),
        "golden/cluster-of-pods.json");
  }

  private static Map<String, String> revision(String name) {
    return Map.of("Knative-Serving-Namespace", "shop", "Knative-Serving-Revision", name);
  }

  @Test
  void a_pod_of_both_families_listens_in_both() {
    JsonNode listener =
        EnvoyResources.listener(address(), IpFamily.of(List.of("fd00::5", "10.1.0.5")));

    assertThat(listener.at("/address/socket_address/address").textValue()).isEqualTo("0.0.0.0");
    assertThat(listener.at("/additional_addresses/0/address/socket_address/address").textValue())
        .isEqualTo("::");
    assertThat(listener.at("/additional_addresses/0/address/socket_address/port_value").intValue())
        .isEqualTo(20017);
  }

  @Test
  void an_ipv6_address_is_no_name() {
    assertThat(EnvoyResources.cluster(address(upstream("fd00::10"))).get("type").textValue())
        .isEqualTo("STATIC");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a_b", "-a", "a b", "a..b", "fd00::zz", "None", "10.0.0.1/24", "::%1"})
  void a_host_that_envoy_would_reject_cannot_be_made(String host) {
    assertThatThrownBy(() -> upstream(host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "host '%s' of a router's address is not an IP address or a DNS name".formatted(host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "\u00e4"})
  void a_header_that_envoy_would_reject_cannot_be_made(String value) {
    assertThatThrownBy(() -> new Upstream("10.0.0.1", 80, 1, Map.of("X-A", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("X-A '%s'".formatted(value));
    assertThatThrownBy(() -> new Upstream("10.0.0.1", 80, 1, Map.of(value, "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("header '%s'".formatted(value));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65536})
  void a_port_that_there_is_not_cannot_be_made(int port) {
    assertThatThrownBy(() -> new Upstream("10.0.0.1", port, 1, Map.of()))
        .hasMessage("port '%d' of a router's address is not 1 to 65535".formatted(port));
    assertThatThrownBy(() -> new RouterAddress("shop", "checkout", port, true, List.of()))
        .hasMessage("port '%d' of a router's address is not 1 to 65535".formatted(port));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1_000_001})
  void a_weight_that_envoy_would_reject_cannot_be_made(int weight) {
    assertThatThrownBy(() -> new Upstream("10.0.0.1", 80, weight, Map.of()))
        .hasMessage("weight '%d' of a router's address is not 1 to 1000000".formatted(weight));
  }
}
