package io.workloadplacement.reconcile.workload;

import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.rendering.Autoscaler;
import io.workloadplacement.rendering.RenderInput;
import java.util.Optional;

/** What scales a Deployment. An autoscaler of ours that is not the one any more is removed. */
public sealed interface DeploymentScaler {

  /** The autoscaler that is rendered for it; empty where none of ours is to be there. */
  Optional<Autoscaler.Rendered> render(RenderInput input);

  /** Who else scales it, in words; empty where nobody does. */
  Optional<String> other();

  /** What of that keeps the workload off Knative. */
  Optional<Blocker> blocker();

  /** A HorizontalPodAutoscaler of ours. */
  record Hpa() implements DeploymentScaler {
    @Override
    public Optional<Autoscaler.Rendered> render(RenderInput input) {
      return Optional.of(Autoscaler.render(input));
    }

    @Override
    public Optional<String> other() {
      return Optional.empty();
    }

    @Override
    public Optional<Blocker> blocker() {
      return Optional.empty();
    }
  }

  /**
   * Somebody else's: a HorizontalPodAutoscaler, KEDA, a VerticalPodAutoscaler. It is left alone.
   *
   * @param name in words
   */
  record Foreign(String name, Optional<Blocker> blocker) implements DeploymentScaler {
    @Override
    public Optional<Autoscaler.Rendered> render(RenderInput input) {
      return Optional.empty();
    }

    @Override
    public Optional<String> other() {
      return Optional.of(name);
    }
  }

  /** Nothing that can be seen: its size is whoever's sets it. */
  record None() implements DeploymentScaler {
    @Override
    public Optional<Autoscaler.Rendered> render(RenderInput input) {
      return Optional.empty();
    }

    @Override
    public Optional<String> other() {
      return Optional.empty();
    }

    @Override
    public Optional<Blocker> blocker() {
      return Optional.empty();
    }
  }
}
