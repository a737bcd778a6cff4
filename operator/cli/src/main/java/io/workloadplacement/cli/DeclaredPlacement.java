package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.rendering.TemplateRules;
import java.util.stream.Stream;

/** A placement and where it stands. */
record DeclaredPlacement(WorkloadPlacement placement, ManifestDocument document) {

  /** A fault of the placement, which begins with the path of the field that has it. */
  String fault(String message) {
    int end = message.indexOf(": ");
    return document.fault(end < 0 ? "" : message.substring(0, end), message);
  }

  /** Everything that is wrong with it and that its schema cannot say, each with its field. */
  Stream<String> problems() {
    return Stream.concat(
        TrafficProfile.problems(placement).stream(),
        TemplateRules.violations(placement).stream()
            .map(violation -> violation.field() + ": " + violation.message()));
  }
}
