package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.ClusterFacts;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.DecisionInput;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.rendering.AnnotatedService;
import io.workloadplacement.rendering.KnativeCandidate;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.KnativePortability;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the samples say is decided, and for which reason, is what is decided. */
class SampleDecisionsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @ParameterizedTest
  @MethodSource("io.workloadplacement.install.SamplesTest#samples")
  void areDecidedAsTheirCommentSays(Path sample) {
    String text = KubernetesObjects.text(sample);
    KubernetesObjects manifests = KubernetesObjects.parse(text);
    DecisionStatus decision = decide(manifests);
    assertThat(text)
        .as("%s", decision)
        .contains("# Decided: %s (%s).".formatted(decision.target(), decision.reason()));
  }

  /** A placement, or a Service that asks for one over the Deployment beside it. */
  private DecisionStatus decide(KubernetesObjects sample) {
    if (!sample.ofKind("WorkloadPlacement").isEmpty()) {
      WorkloadPlacement placement = read(sample.only("WorkloadPlacement"), WorkloadPlacement.class);
      return decide(placement, placement.getSpec().template());
    }
    Deployment deployment = read(sample.only("Deployment"), Deployment.class);
    AnnotatedService service =
        AnnotatedService.of(
            read(sample.only("Service"), Service.class),
            new AnnotatedService.Surroundings(List.of(deployment), List.of(), List.of()));
    assertThat(service.problems()).isEmpty();
    return decide(service.placement().orElseThrow(), deployment.getSpec().getTemplate());
  }

  private DecisionStatus decide(WorkloadPlacement placement, PodTemplateSpec template) {
    placement.getMetadata().setNamespace("default");
    List<PlacementPolicy> policies =
        KubernetesObjects.folder("config/samples").ofKind("PlacementPolicy").stream()
            .map(policy -> read(policy, PlacementPolicy.class))
            .toList();
    return new Decider()
        .decide(
            new DecisionInput(
                placement,
                template,
                new NamespaceBuilder().withNewMetadata().withName("default").endMetadata().build(),
                policies,
                KnativePortability.blockers(
                    KnativeCandidate.of(
                        placement,
                        template,
                        TrafficProfile.of(placement),
                        KnativeFeatures.defaults())),
                new ClusterFacts(true),
                NOW))
        .status();
  }

  private <T> T read(ObjectNode object, Class<T> type) {
    return serialization.unmarshal(object.toString(), type);
  }
}
