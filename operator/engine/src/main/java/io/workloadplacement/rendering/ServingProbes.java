package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the probes of the port that serves speak. Kubernetes goes by them, so they leave no doubt.
 *
 * @param tls field of one that speaks TLS
 * @param grpc field of one that speaks gRPC
 * @param plainHttp whether one speaks HTTP without TLS
 */
record ServingProbes(Optional<String> tls, Optional<String> grpc, boolean plainHttp) {

  /**
   * Reads them.
   *
   * @param pod the pod as Knative would take it, with probes by number
   */
  static ServingProbes of(ServingPort serving, JsonNode pod) {
    String path = "%s.containers[%d]".formatted(KnativeDraft.SPEC, serving.container());
    JsonNode container = pod.path("containers").path(serving.container());
    Optional<String> tls = Optional.empty();
    Optional<String> grpc = Optional.empty();
    boolean plainHttp = false;
    for (String kind : ContainerRules.PROBES) {
      String at = path + "." + kind;
      JsonNode action = container.path(kind).path("httpGet");
      String called = command(container.path(kind).path("exec").path("command"));
      if (!action.isMissingNode() && action.path("port").asInt() == serving.number()) {
        boolean https = action.path("scheme").asText().equals("HTTPS");
        tls = https ? tls.or(() -> Optional.of(at + ".httpGet.scheme")) : tls;
        plainHttp = plainHttp || !https;
      }
      if (calls("https", serving, called)) {
        tls = tls.or(() -> Optional.of(at + ".exec.command"));
      }
      plainHttp = plainHttp || calls("http", serving, called);
      if (container.path(kind).path("grpc").path("port").asInt() == serving.number()) {
        grpc = grpc.or(() -> Optional.of(at + ".grpc"));
      }
    }
    return new ServingProbes(tls, grpc, plainHttp);
  }

  private static String command(JsonNode words) {
    StringBuilder command = new StringBuilder();
    words.forEach(word -> command.append(word.asText()).append(' '));
    return command.toString();
  }

  private static boolean calls(String scheme, ServingPort serving, String command) {
    return Pattern.compile(
            "(?<![a-z])%s://(localhost|127[.]0[.]0[.]1|0[.]0[.]0[.]0|\\[::1?]):%d(?![0-9])"
                .formatted(scheme, serving.number()))
        .matcher(command)
        .find();
  }
}
