package io.workloadplacement.reconcile.object;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Why pods of a rollout are not there yet, in the kubelet's and the scheduler's own words. */
public final class PodFailures {

  /** What every container waits for at first. */
  private static final Set<String> USUAL = Set.of("ContainerCreating", "PodInitializing");

  private PodFailures() {}

  /**
   * The first failure among the pods, such as {@code ImagePullBackOff: Back-off pulling image
   * "shop:2"}.
   */
  public static Optional<String> of(Collection<Pod> pods) {
    return pods.stream()
        .filter(pod -> pod.getStatus() != null)
        .flatMap(PodFailures::failures)
        .findFirst();
  }

  private static Stream<String> failures(Pod pod) {
    return Stream.concat(waiting(pod), unscheduled(pod));
  }

  private static Stream<String> waiting(Pod pod) {
    return Stream.of(
            pod.getStatus().getInitContainerStatuses(), pod.getStatus().getContainerStatuses())
        .flatMap(List::stream)
        .map(ContainerStatus::getState)
        .filter(Objects::nonNull)
        .map(state -> state.getWaiting())
        .filter(waiting -> waiting != null && !USUAL.contains(waiting.getReason()))
        .map(PodFailures::sentence);
  }

  private static Stream<String> unscheduled(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .map(PodCondition::getMessage)
        .filter(Objects::nonNull);
  }

  private static String sentence(ContainerStateWaiting waiting) {
    return waiting.getMessage() == null
        ? waiting.getReason()
        : waiting.getReason() + ": " + waiting.getMessage();
  }
}
