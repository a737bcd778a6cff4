package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Knative does otherwise than a Deployment, and nobody can see from here whether it matters:
 * to be read before a workload that runs already is migrated for the first time.
 */
public final class KnativeCautions {

  private static final String SCRAPE = "prometheus.io/scrape";
  private static final String SCRAPED_PORT = "prometheus.io/port";

  private KnativeCautions() {}

  /**
   * In sentences for people; hardly any for a workload of the operator's own, which begins anew, or
   * once it has run on Knative.
   */
  public static List<String> of(KnativeCandidate candidate) {
    List<String> cautions = new ArrayList<>();
    if (candidate.adopted() && !hasRunOnKnative(candidate.placement())) {
      cautions.add(
          "On Knative a request that takes longer than %s is cut off; declare spec.traffic.maxRequestDuration%s if some take longer"
              .formatted(
                  DurationText.format(candidate.profile().maxRequestDuration()),
                  annotation(candidate, ServiceAnnotations.MAX_REQUEST_DURATION)));
      if (candidate.placement().getSpec().traffic().backgroundWork() == null) {
        cautions.add(
            "On Knative work between requests ends with the last pod; declare spec.traffic.backgroundWork: true%s if there is any, or false to say that there is none"
                .formatted(annotation(candidate, ServiceAnnotations.BACKGROUND_WORK)));
      }
      Stream.concat(candidate.service().stream(), candidate.further().stream())
          .flatMap(service -> scraped(service, candidate).stream())
          .forEach(cautions::add);
    }
    candidate.service().flatMap(service -> unanswered(service, candidate)).ifPresent(cautions::add);
    candidate.further().stream()
        .flatMap(service -> unansweredBesides(service, candidate.backingPods()).stream())
        .forEach(cautions::add);
    cautions.addAll(NetworkIsolation.notes(candidate));
    return List.copyOf(cautions);
  }

  private static boolean hasRunOnKnative(WorkloadPlacement placement) {
    return placement.getStatus() != null
        && placement.getStatus().history().stream()
            .anyMatch(placed -> placed.target() == Target.KNATIVE);
  }

  /** Where a placement is generated, the annotation is what its owner can write. */
  private static String annotation(KnativeCandidate candidate, String key) {
    return AnnotatedService.isGenerated(candidate.placement())
        ? " (by the annotation " + ServiceAnnotations.PREFIX + key + ")"
        : "";
  }

  private static Optional<String> scraped(Service service, KnativeCandidate candidate) {
    String how =
        Stream.concat(
                Stream.of(SCRAPE, SCRAPED_PORT)
                    .filter(key -> isSet(service, key))
                    .map(key -> "its annotation " + key),
                service.getSpec().getPorts().stream()
                    .map(ServicePort::getName)
                    .filter(KnativeCautions::isForMetrics)
                    .map(name -> "its port '" + name + "'"))
            .findFirst()
            .orElse(null);
    return Optional.ofNullable(how)
        .map(
            by ->
                "On Knative a scrape through Service '%s' (%s) does not reach every pod; scrape the pods by their label serving.knative.dev/service: %s"
                    .formatted(
                        service.getMetadata().getName(),
                        by,
                        Names.knativeService(candidate.placement())));
  }

  /** What the owner of several ports has chosen, and what goes with it. */
  private static Optional<String> unanswered(Service service, KnativeCandidate candidate) {
    List<String> others =
        ServicePorts.besideTheAddress(candidate.placement(), candidate.backingPods(), service)
            .stream()
            .map(ServicePorts::called)
            .toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "On Knative Service '%s' answers on port %s alone, which is the one that counts; not on %s"
                .formatted(
                    service.getMetadata().getName(),
                    ServicePorts.called(ServicePorts.counting(candidate.placement(), service)),
                    String.join(", ", others)));
  }

  /** The same for another Service of the pods, which may lead to none of the ports that count. */
  private static Optional<String> unansweredBesides(Service service, BackingPods pods) {
    List<String> others = pods.others(service).stream().map(ServicePorts::called).toList();
    List<String> served = pods.served(service).stream().map(ServicePorts::called).toList();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    String name = service.getMetadata().getName();
    return Optional.of(
        served.isEmpty()
            ? "On Knative nobody answers at Service '%s': it does not lead to port %d of the pods, which is the one that counts"
                .formatted(name, pods.serving().number())
            : "On Knative Service '%s' answers on port %s alone, which leads to the one that counts; not on %s"
                .formatted(name, String.join(", ", served), String.join(", ", others)));
  }

  private static boolean isSet(HasMetadata object, String key) {
    var annotations = object.getMetadata().getAnnotations();
    String value = annotations == null ? null : annotations.get(key);
    return value != null && !value.equals("false");
  }

  private static boolean isForMetrics(String name) {
    String lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
    return lower.contains("metric") || lower.contains("prom");
  }
}
