package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pods of a rendered Deployment. */
final class DeploymentPods {

  /**
   * Seconds between a pod's leaving the Service and the signal to its process: without them, new
   * connections are lost until every proxy has followed.
   */
  private static final long PRE_STOP_SECONDS = 5;

  private static final String PORT = "PORT";

  private DeploymentPods() {}

  static PodTemplateSpec template(RenderInput input, List<String> notes) {
    PodTemplateSpec base = BaseTemplate.of(input.template(), input.adopted());
    PodSpec pod = withSleeps(withServingContainer(base.getSpec(), input));
    pod = withGracePeriod(pod, input, notes);
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(PodMetadata.labels(input.placement(), base.getMetadata()))
        .withAnnotations(PodMetadata.annotations(input.placement(), base.getMetadata()))
        .addToLabels(Labels.podSelector(input.placement()))
        .endMetadata()
        .withSpec(withSpread(pod, input.placement()))
        .build();
  }

  private static PodSpec withServingContainer(PodSpec pod, RenderInput input) {
    ServingPort port = input.servingPort();
    Container serving = pod.getContainers().get(port.container());
    ContainerBuilder changed = new ContainerBuilder(serving);
    if (!port.declared()) {
      changed.addToPorts(
          0,
          new ContainerPortBuilder()
              .withName(PortNames.of(input.profile().protocol()))
              .withContainerPort(port.number())
              .withProtocol("TCP")
              .build());
    }
    if (serving.getEnv().stream().noneMatch(variable -> PORT.equals(variable.getName()))) {
      // First, because a variable can only refer to those before it.
      List<EnvVar> variables = new ArrayList<>();
      variables.add(
          new EnvVarBuilder().withName(PORT).withValue(Integer.toString(port.number())).build());
      variables.addAll(serving.getEnv());
      changed.withEnv(variables);
    }
    List<Container> containers = new ArrayList<>(pod.getContainers());
    containers.set(port.container(), changed.build());
    return new PodSpecBuilder(pod).withContainers(containers).build();
  }

  /**
   * Every container that runs beside requests sleeps: a proxy that ended at once would take the
   * last requests of the others with it.
   */
  private static PodSpec withSleeps(PodSpec pod) {
    return new PodSpecBuilder(pod)
        .withContainers(pod.getContainers().stream().map(DeploymentPods::withSleep).toList())
        .withInitContainers(
            pod.getInitContainers().stream()
                .map(init -> isSidecar(init) ? withSleep(init) : init)
                .toList())
        .build();
  }

  /** The API server takes a lifecycle of those init containers only that go on running. */
  private static boolean isSidecar(Container initContainer) {
    return "Always".equals(initContainer.getRestartPolicy());
  }

  private static Container withSleep(Container container) {
    return preStop(container) != null
        ? container
        : new ContainerBuilder(container)
            .editOrNewLifecycle()
            .withNewPreStop()
            .withNewSleep(PRE_STOP_SECONDS)
            .endPreStop()
            .endLifecycle()
            .build();
  }

  private static PodSpec withGracePeriod(PodSpec pod, RenderInput input, List<String> notes) {
    long sleep =
        Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream())
            .map(DeploymentPods::preStop)
            .filter(Objects::nonNull)
            .mapToLong(DeploymentPods::preStopSeconds)
            .max()
            .orElse(PRE_STOP_SECONDS);
    long needed = seconds(input.profile().maxRequestDuration()) + sleep;
    Long stated = pod.getTerminationGracePeriodSeconds();
    if (stated != null && stated >= needed) {
      return pod;
    }
    if (stated != null) {
      notes.add(
          ("spec.template.spec.terminationGracePeriodSeconds: %d is raised to %d, the longest"
                  + " request (spec.traffic.maxRequestDuration) and the preStop sleep; lower"
                  + " maxRequestDuration to shorten it")
              .formatted(stated, needed));
    }
    return new PodSpecBuilder(pod).withTerminationGracePeriodSeconds(needed).build();
  }

  private static PodSpec withSpread(PodSpec pod, WorkloadPlacement placement) {
    if (pod.getAffinity() != null || !pod.getTopologySpreadConstraints().isEmpty()) {
      return pod;
    }
    return new PodSpecBuilder(pod)
        .withTopologySpreadConstraints(
            softSpread("topology.kubernetes.io/zone", placement),
            softSpread("kubernetes.io/hostname", placement))
        .build();
  }

  private static TopologySpreadConstraint softSpread(String key, WorkloadPlacement placement) {
    return new TopologySpreadConstraintBuilder()
        .withTopologyKey(key)
        .withMaxSkew(1)
        .withWhenUnsatisfiable("ScheduleAnyway")
        .withLabelSelector(DeploymentSide.selector(Labels.podSelector(placement)))
        // Each version is spread by itself, or a rollout would leave the new pods where the old
        // ones were not.
        .withMatchLabelKeys("pod-template-hash")
        .build();
  }

  private static @Nullable LifecycleHandler preStop(Container container) {
    return container.getLifecycle() == null ? null : container.getLifecycle().getPreStop();
  }

  private static long preStopSeconds(LifecycleHandler handler) {
    boolean sleeps = handler.getSleep() != null;
    // How long a command or a request of the template's own takes, nobody knows.
    return sleeps && handler.getSleep().getSeconds() != null
        ? handler.getSleep().getSeconds()
        : PRE_STOP_SECONDS;
  }

  static long seconds(Duration duration) {
    return duration.plusSeconds(1).minusNanos(1).toSeconds();
  }
}
