package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What of a pod's resources the cost does not count, or counts although it is hardly meant. */
final class ResourceNotes {

  private static final String SPEC = "spec.template.spec";

  /** More would fill the status; who reads so many sees the kind. */
  private static final int MOST_VALUES = 5;

  private ResourceNotes() {}

  static List<String> of(PodTemplateSpec template, PodRequests pod, PolicySettings policy) {
    List<String> notes = new ArrayList<>();
    assumed(pod).ifPresent(notes::add);
    PodSpec spec = template == null ? null : template.getSpec();
    if (spec != null) {
      notes.addAll(hardlyMeant(spec));
      overhead(spec).ifPresent(notes::add);
    }
    unpriced(pod, policy).ifPresent(notes::add);
    return notes;
  }

  private static Optional<String> assumed(PodRequests pod) {
    return pod.assumed().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "No container requests it, so the cost assumes "
                + String.join(" and ", pod.assumed())
                + " for each pod.");
  }

  private static List<String> hardlyMeant(PodSpec pod) {
    List<String> notes = new ArrayList<>();
    hardlyMeant(SPEC + ".resources", pod.getResources(), notes);
    containers("containers", pod.getContainers(), notes);
    containers("initContainers", pod.getInitContainers(), notes);
    hardlyMeant(SPEC + ".overhead", pod.getOverhead(), notes);
    int more = notes.size() - MOST_VALUES;
    return more <= 0
        ? notes
        : Stream.concat(
                notes.stream().limit(MOST_VALUES),
                Stream.of("And %d more amounts of CPU or memory are hardly meant.".formatted(more)))
            .toList();
  }

  private static void containers(String list, List<Container> containers, List<String> notes) {
    for (int i = 0; i < containers.size(); i++) {
      hardlyMeant(
          "%s.%s[%d].resources".formatted(SPEC, list, i), containers.get(i).getResources(), notes);
    }
  }

  private static void hardlyMeant(String path, ResourceRequirements resources, List<String> notes) {
    if (resources != null) {
      hardlyMeant(path + ".requests", resources.getRequests(), notes);
      hardlyMeant(path + ".limits", resources.getLimits(), notes);
    }
  }

  private static void hardlyMeant(
      String path, Map<String, Quantity> quantities, List<String> notes) {
    if (quantities != null) {
      new TreeMap<>(quantities)
          .forEach(
              (resource, quantity) ->
                  HardlyMeant.of(resource, quantity)
                      .ifPresent(why -> notes.add("%s.%s: %s".formatted(path, resource, why))));
    }
  }

  /** Of a RuntimeClass only what the template repeats is known. */
  private static Optional<String> overhead(PodSpec pod) {
    boolean unknown =
        pod.getRuntimeClassName() != null
            && (pod.getOverhead() == null || pod.getOverhead().isEmpty());
    return unknown
        ? Optional.of(
            "The cost leaves out what the RuntimeClass '%s' may add to each pod: it is counted where %s.overhead repeats it."
                .formatted(pod.getRuntimeClassName(), SPEC))
        : Optional.empty();
  }

  private static Optional<String> unpriced(PodRequests pod, PolicySettings policy) {
    List<String> resources =
        pod.amounts().entrySet().stream()
            .filter(entry -> entry.getValue() > 0 && !policy.prices().hasPriceOf(entry.getKey()))
            .map(entry -> entry.getKey() + " (" + amount(entry.getKey(), entry.getValue()) + ")")
            .toList();
    if (resources.isEmpty()) {
      return Optional.empty();
    }
    String where =
        policy
            .name()
            .map(name -> "policy '" + name + "'")
            .orElse("a PlacementPolicy that selects the placement");
    String limit =
        policy.maxMonthlyCost().isPresent()
            ? " limits.maxMonthlyCost counts only what has a price."
            : "";
    return Optional.of(
        "The cost leaves out what has no price: each pod requests %s. Give a price in spec.prices.resources of %s.%s"
            .formatted(bounded(resources), where, limit));
  }

  private static String bounded(List<String> resources) {
    int more = resources.size() - MOST_VALUES;
    return String.join(", ", resources.subList(0, Math.min(MOST_VALUES, resources.size())))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static String amount(String resource, double amount) {
    return PriceBook.isInBytes(resource)
        ? NumberFormats.number(amount / (1024.0 * 1024 * 1024), 3) + " GiB"
        : NumberFormats.number(amount, 6);
  }
}
