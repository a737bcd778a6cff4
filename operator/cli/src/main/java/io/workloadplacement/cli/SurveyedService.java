package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.Target;
import java.util.List;
import java.util.Optional;

/**
 * A Service that is there, and what would become of its workload.
 *
 * @param document the Service, with the annotations that were judged
 * @param namespace of the Service
 * @param profile what is proposed; empty where the Service is annotated already
 * @param planned what would be decided; empty where it cannot be placed
 * @param problems why not, in sentences
 */
record SurveyedService(
    ManifestDocument document,
    String namespace,
    Optional<ProposedProfile> profile,
    Optional<PlannedPlacement> planned,
    List<String> problems) {

  /** What would become of a workload. */
  enum Fit {
    KNATIVE("Knative", " could go to Knative"),
    DEPLOYMENT("Deployment", " better on a Deployment"),
    NOT_PLACED("not placed", " cannot be placed");

    private final String word;
    private final String predicate;

    Fit(String word, String predicate) {
      this.word = word;
      this.predicate = predicate;
    }

    /** What is said of a number of Services. */
    String predicate() {
      return predicate;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** Lists are copied. */
  SurveyedService {
    problems = List.copyOf(problems);
  }

  String name() {
    return document.name();
  }

  String key() {
    return namespace + "/" + name();
  }

  Fit fit() {
    if (planned.isEmpty() || !planned.get().refusals().isEmpty()) {
      return Fit.NOT_PLACED;
    }
    return planned.get().wanted() == Target.KNATIVE ? Fit.KNATIVE : Fit.DEPLOYMENT;
  }

  /** What keeps it off Knative and what it would take, in sentences; empty where nothing does. */
  List<String> why() {
    if (planned.isEmpty()) {
      return problems;
    }
    if (fit() == Fit.NOT_PLACED) {
      return planned.get().refusals();
    }
    List<String> blockers =
        planned.get().decision().blockers().stream()
            .filter(blocker -> blocker.target() == Target.KNATIVE)
            .map(blocker -> blocker.field() + ": " + blocker.message())
            .toList();
    if (!blockers.isEmpty() || fit() == Fit.KNATIVE) {
      return blockers;
    }
    return Optional.ofNullable(planned.get().decision().flipPoint())
        .map(flipPoint -> List.of(planned.get().decision().message(), flipPoint))
        .orElseGet(() -> List.of(planned.get().decision().message()));
  }
}
