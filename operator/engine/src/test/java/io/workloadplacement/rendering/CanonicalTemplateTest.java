package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.QuantityText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTemplateTest {

  /** Second column: what {@code resource.ParseQuantity(first).String()} gives in Go. */
  @ParameterizedTest
  @CsvSource({
    "1000m, 1",
    "0.5, 500m",
    ".5, 500m",
    "1500m, 1500m",
    "1.50, 1500m",
    "100, 100",
    "1000, 1k",
    "1500, 1500",
    "2048, 2048",
    "1e3, 1e3",
    "1000e3, 1e6",
    "1024Mi, 1Gi",
    "1500Mi, 1500Mi",
    "1.5Gi, 1536Mi",
    "0.5Ki, 512",
    "0.0001Gi, 107374182400u",
    "0.1Ki, 102400m",
    "0, 0",
    "0Mi, 0",
    "-1500m, -1500m",
    "0.0000000001, 1n",
    "123456789, 123456789",
    "1000000k, 1G",
    "5., 5.",
    "+5, +5",
    "a lot, a lot"
  })
  void quantities_are_spelled_as_the_api_server_spells_them(String given, String canonical) {
    assertThat(QuantityText.canonical(given)).isEqualTo(canonical);
  }

  @Test
  void what_means_the_same_has_the_same_hash() {
    String one =
        """
        metadata: {labels: {a: "1", b: "2"}}
        spec:
          containers:
            - image: example.com/app
              env: [{name: EMPTY, value: ""}]
              ports: [{containerPort: 80}]
              resources: {requests: {cpu: 1000m, memory: 1024Mi}}
              readinessProbe: {httpGet: {path: /, port: 80}, initialDelaySeconds: 0}
        """;
    String other =
        """
        spec:
          containers:
            - readinessProbe: {httpGet: {port: 80, path: /}}
              resources: {requests: {memory: 1Gi, cpu: "1"}}
              ports: [{protocol: TCP, containerPort: 80, hostPort: 0}]
              env: [{name: EMPTY}]
              image: example.com/app
        metadata: {labels: {b: "2", a: "1"}}
        """;

    String hash = TemplateHash.of(Fixtures.template(one));

    assertThat(hash).matches("[0-9a-f]{12}").isEqualTo(TemplateHash.of(Fixtures.template(other)));
  }

  @Test
  void what_means_something_else_has_another_hash() {
    String one = "spec: {containers: [{image: example.com/app, args: [a, b]}]}";
    String other = "spec: {containers: [{image: example.com/app, args: [b, a]}]}";

    assertThat(TemplateHash.of(Fixtures.template(one)))
        .isNotEqualTo(TemplateHash.of(Fixtures.template(other)));
  }

  @Test
  void a_hash_stays_the_same_from_release_to_release() {
    assertThat(TemplateHash.of(Fixtures.template("spec: {containers: [{image: example.com/app}]}")))
        .isEqualTo("06c56693b282");
  }
}
