package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.Burst;
import io.workloadplacement.api.v1alpha1.Latency;
import io.workloadplacement.api.v1alpha1.Migration;
import io.workloadplacement.api.v1alpha1.Placement;
import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.Scaling;
import io.workloadplacement.api.v1alpha1.StableService;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.Traffic;
import io.workloadplacement.api.v1alpha1.TrafficPattern;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import io.workloadplacement.api.v1alpha1.WorkloadRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an annotated Service: the placement that it asks for, or everything that keeps it
 * from having one.
 *
 * @param placement present where nothing is wrong
 * @param problems why there is none, each with the way out
 */
public record AnnotatedService(
    Optional<WorkloadPlacement> placement, List<ServiceProblem> problems) {

  /** On a generated placement, with the name of its Service. */
  public static final String GENERATED_FROM = WorkloadPlacement.GROUP + "/service";

  /** On a generated placement: where to edit instead. */
  public static final String HINT = WorkloadPlacement.GROUP + "/edit-instead";

  /** On a generated placement: what it was generated as, to tell an edit from a new generation. */
  public static final String GENERATION = WorkloadPlacement.GROUP + "/applied";

  private static final int LONGEST_NAME = 57;
  private static final int MOST_PORTS = 5;
  private static final Set<String> OTHER_THAN_HTTP =
      Set.of("tcp", "tls", "https", "mongo", "mysql", "redis");

  /**
   * What has a say beside the Service itself, all of its namespace.
   *
   * @param deployments all of them
   * @param pods those that the Service selects, or more; empty where nobody knows
   * @param placements all of them
   */
  public record Surroundings(
      List<Deployment> deployments, List<Pod> pods, List<WorkloadPlacement> placements) {

    /** Lists are copied. */
    public Surroundings {
      deployments = List.copyOf(deployments);
      pods = List.copyOf(pods);
      placements = List.copyOf(placements);
    }
  }

  /** Lists are copied. */
  public AnnotatedService {
    problems = List.copyOf(problems);
  }

  /** Reads a Service that carries {@link ServiceAnnotations}. */
  public static AnnotatedService of(Service service, Surroundings surroundings) {
    Optional<ServicePort> port = port(service);
    Protocol protocol = protocol(service, port);
    List<ServiceProblem> problems = new ArrayList<>(ServiceAnnotations.problems(service, protocol));
    if (!ServiceAnnotations.optsIn(service)) {
      return new AnnotatedService(Optional.empty(), problems);
    }
    name(service).ifPresent(problems::add);
    problems.addAll(CopiedLabels.problems(service));
    ServiceBackend backend = ServiceBackend.of(service, surroundings);
    problems.addAll(backend.problems());
    if (port.isEmpty() && hasTcpPorts(service)) {
      problems.add(noSuchPort(service));
    } else if (backend.deployment().isPresent() && port.isEmpty()) {
      problems.add(
          ServiceProblem.of(
              "the Service has no TCP port",
              "a placement serves HTTP, gRPC or TCP; add such a port, or remove the annotations"));
    }
    return problems.isEmpty()
        ? new AnnotatedService(
            Optional.of(
                placement(service, backend.deployment().orElseThrow(), port.get(), protocol)),
            List.of())
        : new AnnotatedService(Optional.empty(), problems);
  }

  /** Every default of the schema is written out, so that what is stored is what was asked for. */
  private static WorkloadPlacement placement(
      Service service, Deployment deployment, ServicePort port, Protocol protocol) {
    Map<String, String> values = ServiceAnnotations.all(service);
    WorkloadPlacement placement = new WorkloadPlacement();
    placement.setMetadata(
        new ObjectMetaBuilder()
            .withName(service.getMetadata().getName())
            .withNamespace(service.getMetadata().getNamespace())
            .withLabels(labels(service))
            .addToAnnotations(HINT, hint(service))
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion("v1")
                    .withKind("Service")
                    .withName(service.getMetadata().getName())
                    .withUid(service.getMetadata().getUid())
                    .withController(true)
                    .build())
            .build());
    placement.setSpec(
        new WorkloadPlacementSpec(
            null,
            new WorkloadRef("apps/v1", "Deployment", deployment.getMetadata().getName()),
            traffic(values, protocol),
            new Latency(
                Objects.requireNonNull(
                    values.get(ServiceAnnotations.LATENCY_TARGET), "it is one that may not miss"),
                Integer.valueOf(values.getOrDefault(ServiceAnnotations.LATENCY_PERCENTILE, "95")),
                values.getOrDefault(ServiceAnnotations.COLD_START, "3s")),
            new Placement(
                word(PlacementMode.values(), values.get(ServiceAnnotations.MODE))
                    .orElse(PlacementMode.AUTO),
                word(Target.values(), values.get(ServiceAnnotations.TARGET)).orElse(null),
                null),
            new Scaling(70, null, null),
            null,
            new Migration("10m", null),
            address(service, port)));
    Generation.mark(placement, Optional.ofNullable(values.get(ServiceAnnotations.PIN)));
    return placement;
  }

  /** Whether a placement was made from the annotations of this very Service. */
  public static boolean isGeneratedFrom(Service service, WorkloadPlacement placement) {
    return placement.getMetadata().getOwnerReferences().stream()
        .anyMatch(
            owner ->
                Boolean.TRUE.equals(owner.getController())
                    && owner.getApiVersion().equals("v1")
                    && owner.getKind().equals("Service")
                    // What is not in a cluster has no UID yet.
                    && Objects.equals(owner.getUid(), service.getMetadata().getUid()));
  }

  /** Whether a placement was made from the annotations of a Service. */
  public static boolean isGenerated(WorkloadPlacement placement) {
    var labels = placement.getMetadata().getLabels();
    return labels != null && labels.containsKey(GENERATED_FROM);
  }

  /** Why a Service gets no placement where somebody has written one of its name. */
  public static String writtenByHand(Service service) {
    return "WorkloadPlacement '%s' was not made from these annotations, and wins over them: delete it, or remove the annotations"
        .formatted(service.getMetadata().getName());
  }

  /** Where to edit a generated placement instead. */
  public static String hint(Service service) {
    return "Generated from the annotations of Service '%s': edit those."
        .formatted(service.getMetadata().getName());
  }

  private static Traffic traffic(Map<String, String> values, Protocol protocol) {
    String burst = values.get(ServiceAnnotations.BURST_DURATION);
    String interval = values.get(ServiceAnnotations.BURST_INTERVAL);
    return new Traffic(
        word(TrafficPattern.values(), values.get(ServiceAnnotations.TRAFFIC_PATTERN)).orElseThrow(),
        protocol,
        values.get(ServiceAnnotations.AVERAGE),
        values.get(ServiceAnnotations.PEAK),
        values.getOrDefault(ServiceAnnotations.SERVICE_TIME, "100ms"),
        values.getOrDefault(ServiceAnnotations.MAX_REQUEST_DURATION, "60s"),
        Integer.valueOf(values.getOrDefault(ServiceAnnotations.CONCURRENCY, "10")),
        burst == null && interval == null
            ? null
            : new Burst(burst == null ? "5m" : burst, interval == null ? "1h" : interval),
        List.of(),
        null,
        Optional.ofNullable(values.get(ServiceAnnotations.BACKGROUND_WORK))
            .map(Boolean::valueOf)
            .orElse(null));
  }

  private static <T> Optional<T> word(T[] words, @Nullable String text) {
    return Arrays.stream(words).filter(word -> word.toString().equals(text)).findFirst();
  }

  private static Map<String, String> labels(Service service) {
    Map<String, String> labels = CopiedLabels.of(service);
    labels.put(GENERATED_FROM, service.getMetadata().getName());
    return labels;
  }

  private static Optional<ServiceProblem> name(Service service) {
    String name = service.getMetadata().getName();
    return name.length() <= LONGEST_NAME
        ? Optional.empty()
        : Optional.of(
            ServiceProblem.inVain(
                "the name '%s' has more than %d characters, which leaves no room for the names derived from it (-kn, -pods)"
                    .formatted(name, LONGEST_NAME),
                "annotate a Service with a shorter one"));
  }

  /** The port that the annotation names, else the first; of TCP alone. */
  private static Optional<ServicePort> port(Service service) {
    String named = ServiceAnnotations.all(service).get(ServiceAnnotations.PORT);
    return service.getSpec().getPorts().stream()
        .filter(ServicePorts::overTcp)
        .filter(
            port ->
                named == null
                    || named.equals(port.getName())
                    || named.equals(String.valueOf(port.getPort())))
        .findFirst();
  }

  /** Which of several ports counts, its owner says; of one there is no doubt. */
  private static StableService address(Service service, ServicePort port) {
    boolean certain =
        service.getSpec().getPorts().size() == 1
            || ServiceAnnotations.all(service).containsKey(ServiceAnnotations.PORT);
    return new StableService(port.getPort(), certain ? ServicePorts.target(port) : null);
  }

  private static boolean hasTcpPorts(Service service) {
    return service.getSpec().getPorts().stream().anyMatch(ServicePorts::overTcp);
  }

  private static ServiceProblem noSuchPort(Service service) {
    return ServiceProblem.ofAnnotation(
        ServiceAnnotations.PORT,
        "'%s' is no TCP port of the Service: write the name or the number of one, of %s"
            .formatted(
                ServiceAnnotations.all(service).get(ServiceAnnotations.PORT),
                service.getSpec().getPorts().stream()
                    .filter(ServicePorts::overTcp)
                    .map(ServicePorts::called)
                    .limit(MOST_PORTS)
                    .collect(Collectors.joining(", "))));
  }

  private static Protocol protocol(Service service, Optional<ServicePort> port) {
    return word(Protocol.values(), ServiceAnnotations.all(service).get(ServiceAnnotations.PROTOCOL))
        .orElseGet(() -> port.map(AnnotatedService::spoken).orElse(Protocol.HTTP1));
  }

  /** What a port speaks by its appProtocol, else by the first part of its name. */
  private static Protocol spoken(ServicePort port) {
    String word =
        port.getAppProtocol() != null
            ? port.getAppProtocol()
            : Optional.ofNullable(port.getName()).orElse("").split("-")[0];
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "grpc" -> Protocol.GRPC;
      case "kubernetes.io/h2c", "h2c", "http2" -> Protocol.H2C;
      default ->
          OTHER_THAN_HTTP.contains(word.toLowerCase(Locale.ROOT)) ? Protocol.TCP : Protocol.HTTP1;
    };
  }
}
