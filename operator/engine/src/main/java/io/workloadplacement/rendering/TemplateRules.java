package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What makes a template run on no side. The API server's schema has passed it already; these rules
 * need more than one field, or would hurt other workloads. A placement with a {@code workloadRef}
 * has no template of its own, and breaks those of its common metadata at most.
 */
public final class TemplateRules {

  private static final String TEMPLATE = "spec.template";
  private static final String CONTAINERS = TEMPLATE + ".spec.containers";

  /**
   * A rule that a template breaks.
   *
   * @param field path of the field in the placement
   * @param message the value, the rule and the way out
   */
  public record Violation(String field, String message) {}

  private TemplateRules() {}

  /**
   * All rules that the placement's template and common metadata break; empty if it can be rendered.
   */
  public static List<Violation> violations(WorkloadPlacement placement) {
    List<Violation> found = new ArrayList<>(CommonMetadataRules.violations(placement));
    PodTemplateSpec template = placement.getSpec().template();
    if (template == null) {
      return List.copyOf(found);
    }
    labels(template.getMetadata(), found);
    PodSpec pod = template.getSpec();
    if (pod == null || pod.getContainers().isEmpty()) {
      found.add(
          new Violation(
              CONTAINERS, "There is no container: name at least one, with an image to run."));
      return List.copyOf(found);
    }
    containers(pod, found);
    imageVolumes(pod, found);
    lifetime(pod, found);
    if (ServingPort.of(placement, template).isEmpty()) {
      found.add(servingPort(placement));
    }
    return List.copyOf(found);
  }

  /**
   * All rules that the placement's template breaks, among them that its labels must not put its
   * pods behind what belongs to other placements.
   *
   * @param foreignSelectors what other placements' objects in the namespace select pods by, keyed
   *     by how a person calls the object, such as {@code Service web of placement web}
   */
  public static List<Violation> violations(
      WorkloadPlacement placement, Map<String, Map<String, String>> foreignSelectors) {
    List<Violation> found = new ArrayList<>(violations(placement));
    PodTemplateSpec template = placement.getSpec().template();
    if (template != null) {
      Set<Map.Entry<String, String>> labels =
          PodMetadata.labels(placement, template.getMetadata()).entrySet();
      foreignSelectors.forEach(
          (object, selector) -> {
            if (!selector.isEmpty() && labels.containsAll(selector.entrySet())) {
              found.add(
                  new Violation(
                      TEMPLATE + ".metadata.labels",
                      "With the labels %s the pods would be taken for those of %s: change one of them."
                          .formatted(new TreeMap<>(selector), object)));
            }
          });
    }
    return List.copyOf(found);
  }

  private static Violation servingPort(WorkloadPlacement placement) {
    return ServicePorts.chosen(placement)
        .map(
            chosen ->
                new Violation(
                    "spec.service.targetPort",
                    "'%s' is the name of no TCP port of a container: write one that a container declares, or its number."
                        .formatted(chosen.getStrVal())))
        .orElseGet(
            () ->
                new Violation(
                    CONTAINERS,
                    "Several ports are declared and none of them is %d, so the one that serves requests cannot be told: name it in spec.service.targetPort, declare only that one, or let it be %d."
                        .formatted(ServingPort.DEFAULT, ServingPort.DEFAULT)));
  }

  private static void labels(ObjectMeta metadata, List<Violation> found) {
    if (metadata == null || metadata.getLabels() == null) {
      return;
    }
    for (String key : metadata.getLabels().keySet()) {
      String owner = owner(key);
      if (owner != null) {
        found.add(
            new Violation(
                TEMPLATE + ".metadata.labels[" + key + "]",
                "Labels of this prefix are %s, and pods are selected by them, so requests and replicas of another workload could be taken: remove it."
                    .formatted(owner)));
      }
    }
  }

  private static @Nullable String owner(String key) {
    int slash = key.indexOf('/');
    String prefix = slash < 0 ? "" : key.substring(0, slash);
    if (isOperators(prefix)) {
      return "the operator's own";
    }
    return prefix.endsWith("knative.dev") ? "Knative's own" : null;
  }

  /** Whether keys with that prefix are the operator's own. */
  static boolean isOperators(String prefix) {
    return prefix.equals(WorkloadPlacement.GROUP) || prefix.endsWith("." + WorkloadPlacement.GROUP);
  }

  private static void containers(PodSpec pod, List<Violation> found) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < pod.getContainers().size(); i++) {
      container(pod.getContainers().get(i), CONTAINERS + "[" + i + "]", names, found);
    }
    for (int i = 0; i < pod.getInitContainers().size(); i++) {
      container(
          pod.getInitContainers().get(i),
          TEMPLATE + ".spec.initContainers[" + i + "]",
          names,
          found);
    }
  }

  private static void container(
      Container container, String path, Set<String> names, List<Violation> found) {
    if (container.getImage() == null || container.getImage().isEmpty()) {
      found.add(new Violation(path + ".image", "There is no image: name the one to run."));
    } else {
      image(container.getImage(), path + ".image", found);
    }
    String name = container.getName();
    if (name != null && !name.isEmpty() && !names.add(name)) {
      found.add(
          new Violation(
              path + ".name",
              "There is another container '%s': choose another name.".formatted(name)));
    }
  }

  private static void image(String image, String path, List<Violation> found) {
    ImageReference.problem(image)
        .ifPresent(problem -> found.add(new Violation(path, "'%s' %s.".formatted(image, problem))));
  }

  private static void imageVolumes(PodSpec pod, List<Violation> found) {
    for (int i = 0; i < pod.getVolumes().size(); i++) {
      var source = pod.getVolumes().get(i).getImage();
      if (source != null && source.getReference() != null && !source.getReference().isEmpty()) {
        String path = "%s.spec.volumes[%d].image.reference".formatted(TEMPLATE, i);
        image(source.getReference(), path, found);
      }
    }
  }

  private static void lifetime(PodSpec pod, List<Violation> found) {
    String restartPolicy = pod.getRestartPolicy();
    if (restartPolicy != null && !restartPolicy.isEmpty() && !restartPolicy.equals("Always")) {
      found.add(
          new Violation(
              TEMPLATE + ".spec.restartPolicy",
              "'%s' is for work that ends, and a placement serves requests for ever: remove it, Always is the default."
                  .formatted(restartPolicy)));
    }
    if (pod.getActiveDeadlineSeconds() != null) {
      found.add(
          new Violation(
              TEMPLATE + ".spec.activeDeadlineSeconds",
              "%d would end the workload, and a placement serves requests for ever: remove it."
                  .formatted(pod.getActiveDeadlineSeconds())));
    }
    if (!pod.getEphemeralContainers().isEmpty()) {
      found.add(
          new Violation(
              TEMPLATE + ".spec.ephemeralContainers",
              "Ephemeral containers are for a running pod, by kubectl debug: remove them."));
    }
  }
}
