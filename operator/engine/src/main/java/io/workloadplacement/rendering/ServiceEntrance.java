package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Target;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Service and the Ingresses before it say of pods by annotations for proxies, each of which
 * has keys of its own for the same things.
 */
final class ServiceEntrance {

  /** Such as {@code aws-load-balancer-backend-protocol}, {@code service.serversscheme}. */
  private static final Pattern PROTOCOL_OF_PODS =
      Pattern.compile(
          ".*(backend-?protocol|app-protocols?|servers-?scheme|upstream-protocol[.]tls)");

  private static final Pattern NOT_PLAIN_HTTP =
      Pattern.compile("\\b(https|tls|ssl|wss|grpcs|fcgi|ajp)\\b", Pattern.CASE_INSENSITIVE);

  /** Such as {@code nginx.ingress.kubernetes.io/affinity}, {@code service.sticky.cookie}. */
  private static final Pattern STICKINESS =
      Pattern.compile(".*/.*(affinity|sticky|cookie-persistence|stickiness)(-mode|[.]cookie)?");

  private ServiceEntrance() {}

  /** The key of an annotation that says that pods do not speak plain HTTP. */
  static Optional<String> otherThanHttp(HasMetadata object) {
    return annotations(object)
        .filter(
            entry ->
                PROTOCOL_OF_PODS.matcher(entry.getKey().toLowerCase(Locale.ROOT)).matches()
                    && NOT_PLAIN_HTTP.matcher(entry.getValue()).find())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * What keeps the callers of a Service off Knative, whatever leads them there.
   *
   * @param ingresses that send requests to the Service
   */
  static List<Blocker> blockers(Service service, Stream<Ingress> ingresses) {
    return Stream.concat(
            sticky(service).stream(),
            ingresses.flatMap(
                ingress -> Stream.concat(sticky(ingress).stream(), otherBehind(ingress).stream())))
        .toList();
  }

  private static Optional<Blocker> sticky(HasMetadata object) {
    return annotations(object)
        .filter(
            entry ->
                (STICKINESS.matcher(entry.getKey()).matches() && isOn(entry.getValue()))
                    || entry.getValue().contains("stickiness.enabled=true"))
        .findFirst()
        .map(
            entry ->
                blocker(
                    object,
                    entry.getKey(),
                    "Knative does not keep a client on one pod: remove it if callers can do without."));
  }

  private static boolean isOn(String value) {
    return !List.of("", "false", "none", "off").contains(value.toLowerCase(Locale.ROOT));
  }

  private static Optional<Blocker> otherBehind(Ingress ingress) {
    return otherThanHttp(ingress)
        .map(
            key ->
                blocker(
                    ingress,
                    key,
                    "It calls the pods otherwise than by plain HTTP, which is all that Knative's proxy speaks to its pods: serve plain HTTP, and remove it."));
  }

  private static Blocker blocker(HasMetadata object, String key, String message) {
    return new Blocker(
        Target.KNATIVE,
        "%s '%s': metadata.annotations[%s]"
            .formatted(object.getKind(), object.getMetadata().getName(), key),
        message);
  }

  private static Stream<Map.Entry<String, String>> annotations(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null
        ? Stream.of()
        : new TreeMap<>(annotations)
            .entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .filter(entry -> !entry.getKey().startsWith(ServiceAnnotations.PREFIX));
  }
}
