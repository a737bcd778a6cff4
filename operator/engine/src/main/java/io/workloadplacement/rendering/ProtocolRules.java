package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
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
    probes(candidate.servingPort(), pod, refusals);
    if (!isDeclared(candidate, declared)) {
      evidence(candidate)
          .filter(found -> !found.protocol.is(declared))
          .ifPresent(found -> refuse(found, candidate, refusals));
    }
  }

  /** A probe of the serving port that speaks TLS leaves no doubt. */
  private static void probes(ServingPort serving, JsonNode pod, BlockerCollector refusals) {
    String path = "%s.containers[%d]".formatted(KnativeDraft.SPEC, serving.container());
    JsonNode container = pod.path("containers").path(serving.container());
    for (String kind : ContainerRules.PROBES) {
      JsonNode action = container.path(kind).path("httpGet");
      if (action.path("scheme").asText().equals("HTTPS")
          && action.path("port").asInt() == serving.number()) {
        refusals.add(
            "%s.%s.httpGet.scheme".formatted(path, kind),
            "its pods speak TLS on the port that serves, and " + PLAIN,
            "serve plain HTTP there");
        return;
      }
    }
  }

  /**
   * Whether the owner has said what is spoken. HTTP1 is the schema's default, so it takes the
   * annotation, on the placement or on the Service, to say it.
   */
  private static boolean isDeclared(KnativeCandidate candidate, Protocol protocol) {
    return protocol != Protocol.HTTP1
        || candidate.annotations(ANNOTATION).anyMatch(protocol.toString()::equals);
  }

  /** Words count more than numbers, and what Knative cannot serve more than what it can. */
  private static Optional<Evidence> evidence(KnativeCandidate candidate) {
    List<Evidence> words = new ArrayList<>();
    List<Evidence> numbers = new ArrayList<>();
    candidate
        .service()
        .ifPresentOrElse(
            service -> ofService(service, candidate.placement(), words, numbers),
            () -> ofAddress(candidate.placement(), numbers));
    ofContainer(candidate, words, numbers);
    return words.stream()
        .filter(word -> !word.protocol.isHttp())
        .findFirst()
        .or(() -> words.stream().findFirst())
        .or(() -> numbers.stream().findFirst());
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
