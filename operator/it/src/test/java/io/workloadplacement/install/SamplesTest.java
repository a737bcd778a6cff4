package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplesTest {

  private static final String E2E = "config/overlays/e2e";

  static Stream<Path> samples() {
    return KubernetesObjects.files("config/samples").stream();
  }

  @Test
  void areAtLeastEightEachWithANameOfItsOwn() {
    assertThat(samples()).hasSizeGreaterThanOrEqualTo(8);
    assertThat(
            KubernetesObjects.folder("config/samples").ofKind("WorkloadPlacement").stream()
                .map(SamplesTest::name))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void sayWhatTheirPodsAskFor(Path sample) {
    for (ObjectNode placement :
        KubernetesObjects.parse(KubernetesObjects.text(sample)).ofKind("WorkloadPlacement")) {
      assertThat(placement.at("/spec/template/spec/containers"))
          .allSatisfy(
              container -> {
                assertThat(container.at("/resources/requests/cpu").asText()).isNotEmpty();
                assertThat(container.at("/resources/requests/memory").asText()).isNotEmpty();
              });
    }
  }

  @Test
  void areInAFolderThatKubectlApplyTakesAsItIs() {
    for (String folder : List.of("config/samples", "crds")) {
      assertThat(Files.exists(KubernetesObjects.ROOT.resolve(folder).resolve("kustomization.yaml")))
          .as("a kustomization in %s", folder)
          .isFalse();
    }
  }

  @Test
  void areAllInTheOverlayForTests() {
    JsonNode overlay =
        KubernetesObjects.parse(
                KubernetesObjects.text(KubernetesObjects.ROOT.resolve(E2E + "/kustomization.yaml")))
            .objects()
            .get(0);
    assertThat(overlay.get("resources"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(
            samples().map(sample -> "../../samples/" + sample.getFileName()).toList());
  }

  @Test
  void haveOneImageAndLittleCpuInTheOverlayForTests() {
    assumeTrue(Installations.hasKubectl(), "kubectl is not there");
    KubernetesObjects rendered =
        Installations.kustomize("--load-restrictor", "LoadRestrictionsNone", E2E);
    assertThat(rendered.ofKind("WorkloadPlacement").stream().map(SamplesTest::name))
        .containsExactlyInAnyOrderElementsOf(
            KubernetesObjects.folder("config/samples").ofKind("WorkloadPlacement").stream()
                .map(SamplesTest::name)
                .toList());
    assertThat(rendered.ofKind("WorkloadPlacement"))
        .allSatisfy(
            placement -> {
              JsonNode container = placement.at("/spec/template/spec/containers/0");
              assertThat(container.get("image").asText()).isEqualTo("lab.local/app:lab");
              assertThat(container.at("/resources/requests/cpu").asText()).isEqualTo("10m");
            });
  }

  private static String name(ObjectNode object) {
    return object.at("/metadata/name").asText();
  }
}
