package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;

/**
 * A pod template as Knative takes it: without what Kubernetes or Knative does anyway, and with what
 * means the same in the words that Knative knows. It is the same for a placement's own template and
 * for that of an adopted Deployment. What cannot be put otherwise stays, and {@link
 * KnativePortability} names it.
 *
 * @param template what is left, for {@link KnativeSide}
 * @param notes what is put otherwise, in sentences for people, each with its field
 */
public record KnativeTemplate(PodTemplateSpec template, List<String> notes) {

  /** Lists are copied. */
  public KnativeTemplate {
    notes = List.copyOf(notes);
  }

  /** Puts the template of a workload as Knative takes it. */
  public static KnativeTemplate of(KnativeCandidate candidate) {
    KnativeDraft draft = KnativeDraft.of(candidate);
    return new KnativeTemplate(draft.template(), draft.notes());
  }
}
