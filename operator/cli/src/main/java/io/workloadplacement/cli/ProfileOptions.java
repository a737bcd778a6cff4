package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.workloadplacement.rendering.AnnotatedService;
import io.workloadplacement.rendering.ServiceAnnotations;
import io.workloadplacement.rendering.ServiceProblem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where the profile of a workload comes from. */
final class ProfileOptions {

  private static final String WINDOW = "[1-9][0-9]{0,5}(m|h|d|w)";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "A value of every workload, such as latency-target=2s; may be given several times.",
        "Keys are those of the annotations, without workloadplacement.io/ in front."
      })
  private Map<String, String> stated = new LinkedHashMap<>();

  @Option(
      names = "--prometheus",
      paramLabel = "URL",
      description = {
        "Where traffic is measured, such as http://localhost:9090. It is only read.",
        "Metrics of Istio, ingress-nginx, Traefik, Envoy and Knative are known."
      })
  private String address;

  @Option(
      names = "--window",
      defaultValue = "7d",
      description = "How far back traffic is looked at. Default: ${DEFAULT-VALUE}.")
  private String window;

  @Option(
      names = "--query-rate",
      paramLabel = "PROMQL",
      description = {
        "Requests a second, instead of the known queries. In it, $$namespace, $$service and",
        "$$window stand for their values."
      })
  private String rate;

  @Option(
      names = "--query-peak",
      paramLabel = "PROMQL",
      description = "Requests a second at the peak, beside --query-rate.")
  private String peak;

  @Option(
      names = "--query-latency",
      paramLabel = "PROMQL",
      description = "Mean seconds of a request, beside --query-rate.")
  private String latency;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  /**
   * Values that stand for every workload.
   *
   * @throws ParameterException if a key or value is wrong
   */
  Map<String, String> stated() {
    Service service =
        new ServiceBuilder()
            .withNewMetadata()
            .withName("any")
            .withAnnotations(ProposedProfile.of(stated, Optional.empty()).annotations())
            .endMetadata()
            .withNewSpec()
            .addNewPort()
            .withPort(80)
            .endPort()
            .endSpec()
            .build();
    AnnotatedService.of(service, new AnnotatedService.Surroundings(List.of(), List.of(), List.of()))
        .problems()
        .stream()
        .filter(problem -> problem.annotation().isPresent())
        .map(ServiceProblem::toString)
        .map(problem -> problem.substring(ServiceAnnotations.PREFIX.length()))
        .findFirst()
        .ifPresent(
            problem -> {
              throw wrong("--set " + problem);
            });
    return stated;
  }

  /**
   * Where traffic is measured.
   *
   * @throws ParameterException if an option is wrong
   */
  Optional<MeasuredTraffic.Source> measured() {
    boolean queried = Stream.of(rate, peak, latency).anyMatch(Objects::nonNull);
    if (address == null) {
      if (queried) {
        throw wrong(
            "--query-rate, --query-peak and --query-latency have a use with --prometheus only");
      }
      return Optional.empty();
    }
    if (queried && rate == null) {
      throw wrong("--query-peak and --query-latency stand beside --query-rate: give that too");
    }
    if (!window.matches(WINDOW)) {
      throw wrong(
          "--window: '%s' is no time of Prometheus: write one such as 7d or 12h".formatted(window));
    }
    try {
      return Optional.of(new MeasuredTraffic.Source(new Prometheus(address), queries(), window));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--prometheus: " + e.getMessage(), e);
    }
  }

  private List<TrafficQueries> queries() {
    return rate == null
        ? TrafficQueries.KNOWN
        : List.of(
            new TrafficQueries(
                "--query-rate", rate, Optional.ofNullable(peak), Optional.ofNullable(latency)));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
