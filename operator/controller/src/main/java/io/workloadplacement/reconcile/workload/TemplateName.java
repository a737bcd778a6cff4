package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.rendering.TemplateHash;

/** The hash of a template, computed when it is first asked for, and once. */
public final class TemplateName {

  private final PodTemplateSpec template;
  private String hash;

  /** Of a template that is not changed any more. */
  public TemplateName(PodTemplateSpec template) {
    this.template = template;
  }

  /** The hash, as {@link TemplateHash} has it. */
  public String hash() {
    if (hash == null) {
      hash = TemplateHash.of(template);
    }
    return hash;
  }
}
