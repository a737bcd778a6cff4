package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What arguments and variables of a container say of TLS on the port that serves: a number or an
 * address of that port under a name that speaks of TLS, or a certificate of the server's own. What
 * a program needs to call others by TLS has their name in it ({@code DB_SSL_CERT}) and says
 * nothing.
 */
final class TlsSettings {

  private static final Set<String> TLS = Set.of("tls", "ssl", "https", "mtls");
  private static final Set<String> CERTIFICATE = Set.of("cert", "certfile", "certificate");

  /** With these words alone the name of a setting speaks of the server itself. */
  private static final Set<String> OF_THE_SERVER =
      Set.of(
          "server",
          "http",
          "web",
          "listen",
          "listener",
          "serve",
          "serving",
          "key",
          "private",
          "file",
          "path",
          "crt",
          "pem",
          "dir",
          "keystore",
          "store",
          "keyfile",
          "enabled",
          "enable",
          "password",
          "alias",
          "type",
          "certs");

  /** Where OpenSSL and its kin look for whom to trust, and what is said of a proxy in front. */
  private static final Set<String> OF_OTHERS = Set.of("ssl-cert-file", "ssl-cert-dir", "https");

  /**
   * A setting that says so.
   *
   * @param field where it stands, below the container
   * @param text in words for people
   */
  record Found(String field, String text) {}

  private TlsSettings() {}

  /**
   * Finds one.
   *
   * @param port that serves
   * @param alone whether no other port of the container is for TLS
   */
  static Optional<Found> in(Container container, int port, boolean alone) {
    return ContainerSetting.of(container)
        .filter(setting -> isOnPort(setting, port) || (alone && isCertificate(setting)))
        .findFirst()
        .map(setting -> new Found(setting.field(), "'%s' says".formatted(setting.name())));
  }

  private static boolean isOnPort(ContainerSetting setting, int port) {
    String value = setting.value();
    if (value == null) {
      return false;
    }
    boolean named =
        setting.words().stream().anyMatch(word -> TLS.contains(word) || word.equals("secure"));
    return Arrays.stream(value.split("[,;\\s]+", -1))
        .anyMatch(
            part ->
                (named && part.matches("([^/]*:)?" + port))
                    || part.matches(
                        "(https|wss|tls)://([*+]|0[.]0[.]0[.]0|\\[::])?:" + port + "/?"));
  }

  private static boolean isCertificate(ContainerSetting setting) {
    List<String> words = setting.words();
    boolean speaksOfTls =
        words.stream()
            .anyMatch(
                word -> TLS.contains(word) || (setting.argument() && CERTIFICATE.contains(word)));
    boolean ofTheServer =
        words.stream()
            .allMatch(
                word ->
                    TLS.contains(word)
                        || CERTIFICATE.contains(word)
                        || OF_THE_SERVER.contains(word));
    return speaksOfTls
        && ofTheServer
        && !OF_OTHERS.contains(String.join("-", words))
        && !setting.isOff();
  }
}
