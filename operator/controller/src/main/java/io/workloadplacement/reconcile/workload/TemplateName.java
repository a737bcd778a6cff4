package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.rendering.TemplateHash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The hash of a template, computed when it is first asked for, and once. */
public final class TemplateName {

  private final @Nullable PodTemplateSpec template;
  private @Nullable String hash;

  /** Of a template that is not changed any more. */
  public TemplateName(@Nullable PodTemplateSpec template) {
    this.template = template;
  }

  /** The hash, as {@link TemplateHash} has it. */
  public String hash() {
    if (hash == null) {
      hash = TemplateHash.of(Objects.requireNonNull(template, "spec.template"));
    }
    return hash;
  }
}
