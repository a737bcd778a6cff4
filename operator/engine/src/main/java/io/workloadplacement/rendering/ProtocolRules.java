package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.StableService;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is spoken where a workload serves: Knative takes HTTP without TLS. The default of {@code
 * spec.traffic.protocol} says little, so names and numbers of ports are believed more; a protocol
 * that the owner has declared is believed most.
 */
final class ProtocolRules {

  static final String ANNOTATION = ServiceAnnotations.PREFIX + ServiceAnnotations.PROTOCOL;

  private static final String PLAIN = "Knative's proxy speaks plain HTTP to its pods";
  private static final String HTTP_ONLY = "Knative serves HTTP/1, HTTP/2 and gRPC only";

  /** Something that says what is spoken, and where it stands. */
  private record Evidence(String field, String what, PortProtocol protocol) {}

  private ProtocolRules() {}

  /**
   * @param pod the pod as Knative would take it, with probes by number
   */
  static void check(KnativeCandidate candidate, JsonNode pod, BlockerCollector refusals) {
    Protocol declared = candidate.profile().protocol();
    if (declared == Protocol.TCP) {
      refusals.add(
          "spec.traffic.protocol",
          HTTP_ONLY + ", not TCP",
          "say HTTP1, H2C or GRPC if that is what callers speak");
      return;
    }
    ServingProbes probes = ServingProbes.of(candidate.servingPort(), pod);
    probes.tls().ifPresent(field -> refuseTls(field, refusals));
    if (!isDeclared(candidate, declared)) {
      evidence(candidate, probes)
          .filter(found -> !found.protocol.is(declared))
          .ifPresent(found -> refuse(found, candidate, refusals));
    }
  }

  /** A probe of the serving port leaves no doubt. */
  private static void refuseTls(String field, BlockerCollector refusals) {
    refusals.add(
        field,
        "its pods speak TLS on the port that serves, and " + PLAIN,
        "serve plain HTTP there");
  }

  /**
   * Whether the owner has said what is spoken. HTTP1 is the schema's default, so it takes the
   * annotation, on the placement or on the Service, to say it.
   */
  private static boolean isDeclared(KnativeCandidate candidate, Protocol protocol) {
    return protocol != Protocol.HTTP1
        || candidate.annotations(ANNOTATION).anyMatch(protocol.toString()::equals);
  }

  /**
   * Words count more than numbers, and those more than what is known of programs; what Knative
   * cannot serve more than what it can. Where a probe speaks plain HTTP, all that says otherwise is
   * wrong.
   */
  private static Optional<Evidence> evidence(KnativeCandidate candidate, ServingProbes probes) {
    List<Evidence> words = new ArrayList<>();
    List<Evidence> numbers = new ArrayList<>();
    candidate
        .service()
        .ifPresentOrElse(
            service -> ofService(service, candidate.placement(), words, numbers),
            () -> ofAddress(candidate.placement(), numbers));
    ofContainer(candidate, words, numbers);
    probes
        .grpc()
        .map(field -> new Evidence(field, "the probe speaks", PortProtocol.IN_GRPC))
        .ifPresent(words::add);
    if (probes.plainHttp()) {
      return words.stream().filter(word -> word.protocol.isHttp()).findFirst();
    }
    return words.stream()
        .filter(word -> !word.protocol.isHttp())
        .findFirst()
        .or(() -> words.stream().findFirst())
        .or(() -> numbers.stream().findFirst())
        .or(() -> ofProgram(candidate));
  }

  private static Optional<Evidence> ofProgram(KnativeCandidate candidate) {
    ServingPort serving = candidate.servingPort();
    Container container = candidate.template().getSpec().getContainers().get(serving.container());
    String path = "%s.containers[%d].".formatted(KnativeDraft.SPEC, serving.container());
    boolean alone =
        container.getPorts().stream()
            .filter(port -> !Objects.equals(port.getContainerPort(), serving.number()))
            .noneMatch(ProtocolRules::isForTls);
    return KnownProgram.of(container, serving.number())
        .map(
            program ->
                new Evidence(path + program.field(), "it is known to speak", program.protocol()))
        .or(
            () ->
                TlsSettings.in(container, serving.number(), alone)
                    .map(
                        found ->
                            new Evidence(path + found.field(), found.text(), PortProtocol.IN_TLS)))
        .or(
            () ->
                GrpcSettings.in(container, serving.number())
                    .map(
                        setting ->
                            new Evidence(
                                path + setting.field(),
                                "'%s' says".formatted(setting.name()),
                                PortProtocol.IN_GRPC)));
  }

  private static boolean isForTls(ContainerPort port) {
    return PortProtocol.named(port.getName())
        .or(() -> PortProtocol.numbered(port.getContainerPort()))
        .filter(PortProtocol.IN_TLS::equals)
        .isPresent();
  }

  private static void ofService(
      Service service, WorkloadPlacement placement, List<Evidence> words, List<Evidence> numbers) {
    ServicePort port = ServicePorts.counting(placement, service);
    String field =
        "Service '%s': spec.ports[%d]."
            .formatted(name(service), service.getSpec().getPorts().indexOf(port));
    if (port.getAppProtocol() != null) {
      named(field + "appProtocol", "appProtocol", port.getAppProtocol()).ifPresent(words::add);
    } else {
      named(field + "name", "name", port.getName()).ifPresent(words::add);
    }
    numbered(field + "port", port.getPort()).ifPresent(numbers::add);
    ServiceEntrance.otherThanHttp(service)
        .map(
            key ->
                new Evidence(
                    "Service '%s': metadata.annotations[%s]".formatted(name(service), key),
                    "it says",
                    PortProtocol.other("something else than plain HTTP")))
        .ifPresent(words::add);
  }

  private static void ofAddress(WorkloadPlacement placement, List<Evidence> numbers) {
    StableService stable = placement.getSpec().service();
    if (stable != null && stable.port() != null) {
      numbered("spec.service.port", stable.port()).ifPresent(numbers::add);
    }
  }

  private static void ofContainer(
      KnativeCandidate candidate, List<Evidence> words, List<Evidence> numbers) {
    ServingPort serving = candidate.servingPort();
    String path = "%s.containers[%d].ports".formatted(KnativeDraft.SPEC, serving.container());
    List<ContainerPort> ports =
        candidate.template().getSpec().getContainers().get(serving.container()).getPorts();
    for (int i = 0; i < ports.size(); i++) {
      if (Objects.equals(ports.get(i).getContainerPort(), serving.number())) {
        named("%s[%d].name".formatted(path, i), "name", ports.get(i).getName())
            .ifPresent(words::add);
      }
    }
    numbered(path, serving.number()).ifPresent(numbers::add);
  }

  private static Optional<Evidence> named(String field, String what, String text) {
    return PortProtocol.named(text)
        .map(protocol -> new Evidence(field, "the %s '%s' says".formatted(what, text), protocol));
  }

  private static Optional<Evidence> numbered(String field, int number) {
    return PortProtocol.numbered(number)
        .map(
            protocol ->
                new Evidence(field, "by custom port %d is for".formatted(number), protocol));
  }

  private static void refuse(
      Evidence found, KnativeCandidate candidate, BlockerCollector refusals) {
    String says = found.what + " " + found.protocol.called();
    String annotation =
        "the annotation %s: HTTP1 on %s".formatted(ANNOTATION, candidate.whereToAnnotate());
    if (found.protocol.isHttp()) {
      refusals.add(
          found.field,
          says + ", and spec.traffic.protocol says HTTP1",
          "write protocol %s there, or %s".formatted(found.protocol.kind(), annotation));
    } else {
      String rule = found.protocol.kind() == PortProtocol.Kind.TLS ? PLAIN : HTTP_ONLY;
      refusals.add(found.field, says + ", and " + rule, "if it speaks HTTP, write " + annotation);
    }
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }
}
