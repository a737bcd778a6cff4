package io.workloadplacement.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.ClusterFacts;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.DecisionInput;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.rendering.AnnotatedService;
import io.workloadplacement.rendering.DeploymentSide;
import io.workloadplacement.rendering.KnativeCandidate;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.KnativePortability;
import io.workloadplacement.rendering.KnativeSide;
import io.workloadplacement.rendering.RenderInput;
import io.workloadplacement.rendering.ServiceAnnotations;
import io.workloadplacement.rendering.StableAddress;
import io.workloadplacement.rendering.TemplateRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Resources of ours as they stand in YAML, decided as the operator would decide them. */
record Resources(List<JsonNode> documents) {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Instant NOW = Instant.parse("2026-11-21T06:30:00Z");

  static Resources parse(String yaml) {
    try (var parsed = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      List<JsonNode> documents = new ArrayList<>();
      parsed.forEachRemaining(documents::add);
      return new Resources(documents);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Resources ofFolder(String folder) {
    try (Stream<Path> files = Files.list(Markdown.ROOT.resolve(folder))) {
      return new Resources(
          files.sorted().flatMap(file -> ofFile(file).documents().stream()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Resources ofFile(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Resources ours() {
    return new Resources(
        documents.stream()
            .filter(d -> d.path("apiVersion").asText().startsWith("workloadplacement.io/"))
            .toList());
  }

  /** Those that are written, and those that annotated Services ask for. */
  List<WorkloadPlacement> placements() {
    return Stream.concat(
            ofKind("WorkloadPlacement", WorkloadPlacement.class).stream(),
            ofKind("Service", Service.class).stream()
                .filter(ServiceAnnotations::optsIn)
                .map(this::asked))
        .toList();
  }

  private WorkloadPlacement asked(Service service) {
    AnnotatedService read =
        AnnotatedService.of(
            service,
            new AnnotatedService.Surroundings(
                ofKind("Deployment", Deployment.class), List.of(), List.of()));
    assertThat(read.problems()).isEmpty();
    return read.placement().orElseThrow();
  }

  private PodTemplateSpec template(WorkloadPlacement placement) {
    return placement.getSpec().workloadRef() == null
        ? placement.getSpec().template()
        : ofKind("Deployment", Deployment.class).stream()
            .filter(
                deployment ->
                    deployment
                        .getMetadata()
                        .getName()
                        .equals(placement.getSpec().workloadRef().name()))
            .findFirst()
            .orElseThrow()
            .getSpec()
            .getTemplate();
  }

  List<PlacementPolicy> policies() {
    return ofKind("PlacementPolicy", PlacementPolicy.class);
  }

  private <T> List<T> ofKind(String kind, Class<T> type) {
    return documents.stream()
        .filter(document -> document.path("kind").asText().equals(kind))
        .map(document -> Serialization.unmarshal(document.toString(), type))
        .toList();
  }

  /** Decides a placement by these policies, in a cluster with Knative as it comes. */
  Decision decide(WorkloadPlacement placement) {
    placement.getMetadata().setNamespace("shop");
    assertThat(TemplateRules.violations(placement)).isEmpty();
    PodTemplateSpec template = template(placement);
    return new Decider()
        .decide(
            new DecisionInput(
                placement,
                template,
                new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build(),
                policies(),
                KnativePortability.blockers(
                    KnativeCandidate.of(
                        placement,
                        template,
                        TrafficProfile.of(placement),
                        KnativeFeatures.defaults())),
                new ClusterFacts(true),
                NOW));
  }

  /** What is rendered for the side that was decided. */
  static List<Object> render(WorkloadPlacement placement, Decision decision) {
    RenderInput input =
        new RenderInput(
            placement, placement.getSpec().template(), decision.profile(), decision.sizing());
    return List.of(
        StableAddress.service(input),
        decision.nextAction().on() == Target.KNATIVE
            ? KnativeSide.render(input, Set.of())
            : DeploymentSide.render(input).deployment());
  }
}
