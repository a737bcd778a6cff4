package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.cli.PlanInput.Declared;
import io.workloadplacement.decision.ClusterFacts;
import io.workloadplacement.decision.DecisionInput;
import io.workloadplacement.decision.InvalidProfileException;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.rendering.KnativeCandidate;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.KnativePortability;
import io.workloadplacement.rendering.TemplateRules;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The one placement that is simulated, and what has a say in its decision. */
record PlacementFile(
    WorkloadPlacement placement,
    PodTemplateSpec template,
    Namespace namespace,
    List<PlacementPolicy> policies) {

  private static final String DEFAULT_NAMESPACE = "default";

  /**
   * Reads a placement, or the annotated Service that asks for one, as {@code plan} does; policies,
   * the namespace and an adopted Deployment may stand beside it.
   *
   * @param file a file, a folder, or {@code -} for standard input
   * @throws ParameterException naming the file and what is wrong with it
   */
  static PlacementFile read(
      String file, List<String> policyFiles, InputStream standardInput, CommandLine command) {
    ManifestReader reader = new ManifestReader(standardInput);
    PlanInput input = new PlanInput(DEFAULT_NAMESPACE, () -> Instant.EPOCH);
    reader
        .read(Stream.concat(Stream.of(file), policyFiles.stream()).distinct().toList())
        .forEach(input::add);
    input.makePlacementsOfServices(home -> List.of());
    List<String> faults = new ArrayList<>(reader.faults());
    faults.addAll(input.faults());
    input.placements().forEach(declared -> faults.addAll(faults(declared)));
    if (faults.isEmpty() && input.placements().size() != 1) {
      faults.add(
          "--file: %s holds %d WorkloadPlacements; one is simulated at a time"
              .formatted(file, input.placements().size()));
    }
    if (!faults.isEmpty()) {
      throw new ParameterException(command, String.join(System.lineSeparator(), faults));
    }
    WorkloadPlacement placement = input.placements().get(0).placement();
    return new PlacementFile(
        placement, template(placement, input), input.namespaceOrBare(placement), input.policies());
  }

  DecisionInput input() {
    return new DecisionInput(
        placement,
        template,
        namespace,
        policies,
        KnativePortability.blockers(
            KnativeCandidate.of(
                placement, template, TrafficProfile.of(placement), KnativeFeatures.defaults())),
        new ClusterFacts(true),
        Instant.EPOCH);
  }

  /** What the schema cannot say. */
  private static List<String> faults(Declared declared) {
    try {
      TrafficProfile.of(declared.placement());
    } catch (InvalidProfileException e) {
      return List.of(declared.fault(e.getMessage()));
    }
    return declared.placement().getSpec().template() == null
        ? List.of()
        : TemplateRules.violations(declared.placement()).stream()
            .map(violation -> declared.fault(violation.toString()))
            .toList();
  }

  /** Of an adopted Deployment that is not in the input nothing is known: the default price. */
  private static PodTemplateSpec template(WorkloadPlacement placement, PlanInput input) {
    if (placement.getSpec().template() != null) {
      return placement.getSpec().template();
    }
    return input
        .adopted(placement)
        .map(deployment -> deployment.getSpec().getTemplate())
        .orElseGet(
            () ->
                new PodTemplateSpecBuilder()
                    .withNewSpec()
                    .withContainers(
                        new ContainerBuilder().withName("app").withImage("unknown").build())
                    .endSpec()
                    .build());
  }
}
