package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What both sides make of a template before they differ. */
final class BaseTemplate {

  private BaseTemplate() {}

  /**
   * The template with canonical spelling, every container named, and restricted by default.
   *
   * @param adopted whether it is that of an existing Deployment, which is restricted by nobody else
   */
  static PodTemplateSpec of(PodTemplateSpec template, boolean adopted) {
    PodTemplateSpec canonical = CanonicalTemplate.of(template);
    PodSpec named = named(canonical.getSpec());
    return new PodTemplateSpecBuilder(canonical)
        .withSpec(adopted ? named : RestrictedDefaults.fill(named))
        .build();
  }

  private static PodSpec named(PodSpec pod) {
    Set<String> taken = new HashSet<>();
    pod.getContainers().forEach(container -> taken.add(container.getName()));
    pod.getInitContainers().forEach(container -> taken.add(container.getName()));
    return new PodSpecBuilder(pod)
        .withContainers(named(pod.getContainers(), taken, "user-container"))
        .withInitContainers(named(pod.getInitContainers(), taken, "init-container"))
        .build();
  }

  /** As Knative's {@code applyDefaultContainerNames} does, so that both sides' pods look alike. */
  private static List<Container> named(List<Container> containers, Set<String> taken, String name) {
    List<Container> named = new ArrayList<>();
    int suffix = 0;
    for (Container container : containers) {
      if (container.getName() != null && !container.getName().isEmpty()) {
        named.add(container);
        continue;
      }
      String free = name;
      if (containers.size() > 1 || taken.contains(name)) {
        do {
          free = name + "-" + suffix++;
        } while (taken.contains(free));
      }
      named.add(container.edit().withName(free).build());
    }
    return named;
  }
}
