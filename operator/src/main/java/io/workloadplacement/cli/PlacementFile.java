package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.ClusterFacts;
import io.workloadplacement.decision.DecisionInput;
import io.workloadplacement.decision.InvalidProfileException;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.KnativePortability;
import io.workloadplacement.rendering.TemplateRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The one placement that is simulated, and the policies by which it is decided. */
record PlacementFile(
    WorkloadPlacement placement, PodTemplateSpec template, List<PlacementPolicy> policies) {

  /**
   * Reads a placement; policies may stand beside it or in files of their own.
   *
   * @throws ParameterException naming the file and what is wrong with it
   */
  static PlacementFile read(Path file, List<Path> policyFiles, CommandLine command) {
    List<WorkloadPlacement> placements = new ArrayList<>();
    List<PlacementPolicy> policies = new ArrayList<>();
    documents(file, "--file", placements, policies, command);
    List<WorkloadPlacement> ignored = new ArrayList<>();
    policyFiles.forEach(policy -> documents(policy, "--policy", ignored, policies, command));
    if (placements.size() != 1) {
      throw new ParameterException(
          command,
          "--file: %s holds %d WorkloadPlacements; one is simulated at a time"
              .formatted(file, placements.size()));
    }
    WorkloadPlacement placement = placements.get(0);
    if (placement.getMetadata().getNamespace() == null) {
      placement.getMetadata().setNamespace("default");
    }
    check(file, placement, command);
    boolean adopts = placement.getSpec().template() == null;
    return new PlacementFile(
        placement, adopts ? unknown() : placement.getSpec().template(), List.copyOf(policies));
  }

  DecisionInput input() {
    return new DecisionInput(
        placement,
        template,
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(placement.getMetadata().getNamespace())
            .endMetadata()
            .build(),
        policies,
        KnativePortability.blockers(
            template, TrafficProfile.of(placement), KnativeFeatures.defaults()),
        new ClusterFacts(true),
        Instant.EPOCH);
  }

  private static void check(Path file, WorkloadPlacement placement, CommandLine command) {
    try {
      TrafficProfile.of(placement);
    } catch (InvalidProfileException e) {
      throw new ParameterException(command, "--file: " + file + ": " + e.getMessage(), e);
    }
    if (placement.getSpec().template() != null) {
      TemplateRules.violations(placement).stream()
          .findFirst()
          .ifPresent(
              violation -> {
                throw new ParameterException(command, "--file: " + file + ": " + violation);
              });
    }
  }

  private static void documents(
      Path file,
      String option,
      List<WorkloadPlacement> placements,
      List<PlacementPolicy> policies,
      CommandLine command) {
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    try (var documents = yaml.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        switch (document.path("kind").asText()) {
          case "WorkloadPlacement" -> placements.add(object(document, WorkloadPlacement.class));
          case "PlacementPolicy" -> policies.add(object(document, PlacementPolicy.class));
          default -> {
            // A file may hold what goes with the placement: its Secret, its ConfigMap.
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new ParameterException(
          command, option + ": " + file + " is no manifest: " + e.getMessage(), e);
    }
  }

  private static <T> T object(JsonNode document, Class<T> type) {
    return Serialization.unmarshal(document.toString(), type);
  }

  /** Of an adopted Deployment nothing is known here: it is priced at the default. */
  private static PodTemplateSpec unknown() {
    return new PodTemplateSpecBuilder()
        .withNewSpec()
        .withContainers(new ContainerBuilder().withName("app").withImage("unknown").build())
        .endSpec()
        .build();
  }
}
