package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A port by which a workload is watched, and by no other one is it called: its work is done without
 * requests.
 *
 * @param field where it stands
 * @param says what it says, in words for people
 */
record MetricsPort(String field, String says) {

  private static final String SCRAPE = "prometheus.io/scrape";

  private static final Set<String> WATCHING =
      Set.of(
          "exporter",
          "health",
          "healthcheck",
          "healthz",
          "liveness",
          "livez",
          "metric",
          "metrics",
          "probe",
          "pprof",
          "probes",
          "profiling",
          "prom",
          "prometheus",
          "readiness",
          "readyz",
          "telemetry");

  /** What stands beside those words and says nothing more. */
  private static final Set<String> BESIDE =
      Set.of("check", "endpoint", "http", "https", "main", "port", "self", "server", "tcp", "web");

  /** Those of the usual exporters, where nothing has a name. */
  private static final Set<Integer> OF_EXPORTERS =
      Set.of(
          8383, 9100, 9101, 9102, 9103, 9104, 9113, 9114, 9115, 9116, 9117, 9118, 9119, 9121, 9127,
          9150, 9153, 9182, 9187, 9216, 9256, 9290, 9308, 9399, 9419, 9913, 10254);

  /** Found where no port of any Service, or none of the template, is for anything else. */
  static Optional<MetricsPort> of(KnativeCandidate candidate) {
    if (candidate.service().isEmpty()) {
      return ofTemplate(candidate);
    }
    Service service = candidate.service().get();
    if (ServicePorts.isChosenForAll(candidate.placement(), candidate.service())) {
      return Optional.empty();
    }
    boolean forNothingElse =
        Stream.concat(Stream.of(service), candidate.further().stream())
            .allMatch(
                each ->
                    each.getSpec().getPorts().stream()
                        .allMatch(port -> says(each, port, candidate).isPresent()));
    return forNothingElse
        ? says(service, ServicePorts.counting(candidate.placement(), service), candidate)
        : Optional.empty();
  }

  private static Optional<MetricsPort> says(
      Service service, ServicePort port, KnativeCandidate candidate) {
    int index = service.getSpec().getPorts().indexOf(port);
    String path = "Service '%s': spec.ports[%d]".formatted(service.getMetadata().getName(), index);
    String target = ServicePorts.target(port).getStrVal();
    String container = name(candidate);
    if (isForWatching(port.getName())) {
      return Optional.of(new MetricsPort(path + ".name", named(port.getName())));
    }
    if (isForWatching(target)) {
      return Optional.of(new MetricsPort(path + ".targetPort", named(target)));
    }
    if (!candidate.backingPods().served(service).contains(port)) {
      return Optional.empty();
    }
    if (isForWatching(container)) {
      return Optional.of(
          new MetricsPort(path, "it leads to the container's port " + quoted(container)));
    }
    int number = candidate.servingPort().number();
    return isUnnamed(port.getName(), target, container)
            && isScraped(service)
            && OF_EXPORTERS.contains(number)
        ? Optional.of(
            new MetricsPort(
                path,
                "port %d is one of exporters by custom, and it has the annotation %s"
                    .formatted(number, SCRAPE)))
        : Optional.empty();
  }

  /** A template without a Service: the one port that it declares. */
  private static Optional<MetricsPort> ofTemplate(KnativeCandidate candidate) {
    String name = name(candidate);
    boolean alone =
        candidate.template().getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(ServingPort::overTcp)
                .count()
            == 1;
    return alone && !ServicePorts.isChosen(candidate.placement()) && isForWatching(name)
        ? Optional.of(
            new MetricsPort(
                "%s.containers[%d].ports"
                    .formatted(KnativeDraft.SPEC, candidate.servingPort().container()),
                named(name)))
        : Optional.empty();
  }

  /** Of the container's port that serves; null where it has none. */
  private static @Nullable String name(KnativeCandidate candidate) {
    ServingPort serving = candidate.servingPort();
    Container container = candidate.template().getSpec().getContainers().get(serving.container());
    return container.getPorts().stream()
        .filter(port -> Objects.equals(port.getContainerPort(), serving.number()))
        .map(ContainerPort::getName)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  static boolean isForWatching(@Nullable String name) {
    if (name == null) {
      return false;
    }
    List<String> words =
        Arrays.asList(
            name.toLowerCase(Locale.ROOT).replaceFirst("-?[0-9]+$", "").split("[-_.]", -1));
    return words.stream().anyMatch(WATCHING::contains)
        && words.stream().allMatch(word -> WATCHING.contains(word) || BESIDE.contains(word));
  }

  private static boolean isUnnamed(@Nullable String... names) {
    return Stream.of(names).allMatch(name -> name == null || name.isEmpty());
  }

  private static boolean isScraped(Service service) {
    Map<String, String> annotations = service.getMetadata().getAnnotations();
    return annotations != null && "true".equals(annotations.get(SCRAPE));
  }

  private static String named(@Nullable String name) {
    return "the name " + quoted(name) + " says so";
  }

  private static String quoted(@Nullable String name) {
    return "'" + name + "'";
  }
}
