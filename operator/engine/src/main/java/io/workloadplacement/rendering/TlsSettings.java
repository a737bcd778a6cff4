package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

  private static final Set<String> NO = Set.of("false", "off", "no", "0", "none", "disabled", "");
  private static final Pattern BETWEEN_WORDS =
      Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");

  /**
   * A setting.
   *
   * @param field where it stands, below the container
   * @param name as it is written
   * @param value null where nobody knows
   * @param argument whether it is one, and no variable
   */
  private record Setting(String field, String name, String value, boolean argument) {

    List<String> words() {
      return BETWEEN_WORDS
          .splitAsStream(name)
          .filter(word -> !word.isEmpty())
          .map(word -> word.toLowerCase(Locale.ROOT))
          .toList();
    }
  }

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
    return Stream.concat(arguments(container), variables(container))
        .filter(setting -> isOnPort(setting, port) || (alone && isCertificate(setting)))
        .findFirst()
        .map(setting -> new Found(setting.field, "'%s' says".formatted(setting.name)));
  }

  private static Stream<Setting> arguments(Container container) {
    return Stream.concat(
        arguments("command", container.getCommand()), arguments("args", container.getArgs()));
  }

  private static Stream<Setting> arguments(String field, List<String> all) {
    return IntStream.range(0, all.size())
        .filter(i -> all.get(i).startsWith("-"))
        .mapToObj(
            i -> {
              String[] parts = all.get(i).replaceFirst("^-D", "").split("=", 2);
              boolean valueFollows =
                  parts.length == 1 && i + 1 < all.size() && !all.get(i + 1).startsWith("-");
              String value = valueFollows ? all.get(i + 1) : "true";
              return new Setting(
                  "%s[%d]".formatted(field, i),
                  parts[0],
                  parts.length == 2 ? parts[1] : value,
                  true);
            });
  }

  private static Stream<Setting> variables(Container container) {
    List<EnvVar> all = container.getEnv();
    return IntStream.range(0, all.size())
        .mapToObj(
            i ->
                new Setting(
                    "env[%d]".formatted(i), all.get(i).getName(), all.get(i).getValue(), false));
  }

  private static boolean isOnPort(Setting setting, int port) {
    if (setting.value == null) {
      return false;
    }
    boolean named =
        setting.words().stream().anyMatch(word -> TLS.contains(word) || word.equals("secure"));
    return Arrays.stream(setting.value.split("[,;\\s]+", -1))
        .anyMatch(
            value ->
                (named && value.matches("([^/]*:)?" + port))
                    || value.matches(
                        "(https|wss|tls)://([*+]|0[.]0[.]0[.]0|\\[::])?:" + port + "/?"));
  }

  private static boolean isCertificate(Setting setting) {
    List<String> words = setting.words();
    boolean speaksOfTls =
        words.stream()
            .anyMatch(
                word -> TLS.contains(word) || (setting.argument && CERTIFICATE.contains(word)));
    boolean ofTheServer =
        words.stream()
            .allMatch(
                word ->
                    TLS.contains(word)
                        || CERTIFICATE.contains(word)
                        || OF_THE_SERVER.contains(word));
    String value = Objects.requireNonNullElse(setting.value, "known elsewhere");
    return speaksOfTls
        && ofTheServer
        && !OF_OTHERS.contains(String.join("-", words))
        && !NO.contains(value.toLowerCase(Locale.ROOT));
  }
}
