package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.UnitPrices;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import io.workloadplacement.reconcile.preview.Preview;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The one placement that is simulated, decided upon as {@code plan} decides.
 *
 * @param preview what was judged and decided
 * @param prices at which both sides are counted
 */
record PlacementFile(Preview preview, UnitPrices prices) {

  private static final String DEFAULT_NAMESPACE = "default";

  /**
   * Reads a placement, or the annotated Service that asks for one; policies, the namespace and an
   * adopted Deployment may stand beside it.
   *
   * @param file a file, a folder, or {@code -} for standard input
   * @throws ParameterException naming the file and what is wrong with it
   */
  static PlacementFile read(
      String file,
      List<String> policyFiles,
      InputStream standardInput,
      InstantSource clock,
      CommandLine command) {
    ManifestReader reader = new ManifestReader(standardInput);
    PlanInput input = new PlanInput(DEFAULT_NAMESPACE, clock);
    reader
        .read(Stream.concat(Stream.of(file), policyFiles.stream()).distinct().toList())
        .forEach(input::add);
    input.makePlacementsOfServices(home -> NamespaceObjects.NONE);
    List<String> faults = new ArrayList<>(reader.faults());
    faults.addAll(input.faults());
    if (faults.isEmpty() && input.placements().size() != 1) {
      faults.add(
          "--file: %s holds %d WorkloadPlacements; one is simulated at a time: give a file with one, or with one annotated Service and its Deployment"
              .formatted(file, input.placements().size()));
    }
    if (!faults.isEmpty()) {
      throw new ParameterException(command, String.join(System.lineSeparator(), faults));
    }
    return judged(input.placements().get(0), input, clock, command);
  }

  private static PlacementFile judged(
      DeclaredPlacement declared, PlanInput input, InstantSource clock, CommandLine command) {
    Decider decider = new Decider();
    try {
      Preview preview = input.preview(declared, true, decider, clock.instant());
      return new PlacementFile(preview, decider.prices(preview.input()));
    } catch (Preview.Refused e) {
      throw new ParameterException(command, declared.fault(e.getMessage()), e);
    }
  }

  WorkloadPlacement placement() {
    return preview.input().placement();
  }

  String name() {
    return placement().getMetadata().getName();
  }

  Decision decision() {
    return preview.decision();
  }

  /** What runs: of an adopted Deployment the part that Knative could take. */
  PodTemplateSpec template() {
    return preview.input().template();
  }
}
