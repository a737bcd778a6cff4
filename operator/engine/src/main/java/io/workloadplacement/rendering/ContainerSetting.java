package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a container is told by an argument or a variable.
 *
 * @param field where it stands, below the container
 * @param name as it is written
 * @param value {@code true} of an option without one; null where nobody knows
 * @param argument whether it is one, and no variable
 */
record ContainerSetting(String field, String name, @Nullable String value, boolean argument) {

  private static final Set<String> NO = Set.of("false", "off", "no", "0", "none", "disabled", "");
  private static final Pattern BETWEEN_WORDS =
      Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");

  /** Arguments first. */
  static Stream<ContainerSetting> of(Container container) {
    return Stream.of(
            arguments("command", container.getCommand()),
            arguments("args", container.getArgs()),
            variables(container))
        .flatMap(settings -> settings);
  }

  /** The words of its name, in small letters. */
  List<String> words() {
    return BETWEEN_WORDS
        .splitAsStream(name)
        .filter(word -> !word.isEmpty())
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }

  /** Whether its value is a no. */
  boolean isOff() {
    return value != null && NO.contains(value.toLowerCase(Locale.ROOT));
  }

  private static Stream<ContainerSetting> arguments(String field, List<String> all) {
    return IntStream.range(0, all.size())
        .filter(i -> all.get(i).startsWith("-"))
        .mapToObj(
            i -> {
              String[] parts = all.get(i).replaceFirst("^-D", "").split("=", 2);
              boolean valueFollows =
                  parts.length == 1 && i + 1 < all.size() && !all.get(i + 1).startsWith("-");
              String value = valueFollows ? all.get(i + 1) : "true";
              return new ContainerSetting(
                  "%s[%d]".formatted(field, i),
                  parts[0],
                  parts.length == 2 ? parts[1] : value,
                  true);
            });
  }

  private static Stream<ContainerSetting> variables(Container container) {
    List<EnvVar> all = container.getEnv();
    return IntStream.range(0, all.size())
        .mapToObj(
            i ->
                new ContainerSetting(
                    "env[%d]".formatted(i), all.get(i).getName(), all.get(i).getValue(), false));
  }
}
