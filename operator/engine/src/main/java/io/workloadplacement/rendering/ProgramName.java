package io.workloadplacement.rendering;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The name of a program, as images and commands have it.
 *
 * @param owner whose image it is: {@code library} of one that has no owner in its name; empty of a
 *     command
 * @param base the name itself, in small letters, without tag and digest
 */
record ProgramName(String owner, String base) {

  /** What may stand behind a name without making another program of it. */
  private static final Set<String> VARIANTS =
      Set.of(
          "server",
          "cluster",
          "ha",
          "broker",
          "single",
          "standalone",
          "native",
          "aio",
          "allinone",
          "alpine",
          "debian",
          "ubi",
          "slim",
          "full",
          "distroless",
          "amd64",
          "arm64",
          "arm",
          "oss",
          "ce",
          "ee",
          "community",
          "enterprise",
          "dev",
          "management",
          "master",
          "stack",
          "jdk",
          "lts");

  private static final Pattern VERSION = Pattern.compile("v?[0-9][0-9a-z.]*");

  /** Of an image's reference. */
  static ProgramName ofImage(String reference) {
    String[] path = reference.toLowerCase(Locale.ROOT).replaceFirst("@.*", "").split("/", -1);
    String base = path[path.length - 1].replaceFirst(":.*", "");
    String owner = path.length > 1 ? path[path.length - 2] : "library";
    return new ProgramName(owner.contains(".") ? "library" : owner, base);
  }

  /** Of a program that is started. */
  static ProgramName ofCommand(String program) {
    return new ProgramName("", program.toLowerCase(Locale.ROOT));
  }

  /**
   * Looks it up, and then without what stands for a variant, the last first.
   *
   * @param table what is known under a name, or under {@code OWNER/NAME}
   */
  <T> Optional<T> in(Function<String, Optional<T>> table) {
    String name = base.replaceFirst("^docker-", "");
    Optional<T> found = known(base, table);
    while (found.isEmpty()) {
      found = known(name, table);
      int cut =
          Math.max(name.lastIndexOf('-'), Math.max(name.lastIndexOf('_'), name.lastIndexOf('.')));
      if (cut <= 0 || !isVariant(name.substring(cut + 1))) {
        break;
      }
      name = name.substring(0, cut);
    }
    String unnumbered = name.replaceFirst("[0-9.]+$", "");
    return found.isPresent() ? found : known(unnumbered, table);
  }

  private <T> Optional<T> known(String name, Function<String, Optional<T>> table) {
    return table.apply(name).or(() -> table.apply(owner + "/" + name));
  }

  private static boolean isVariant(String word) {
    return VARIANTS.contains(word) || VERSION.matcher(word).matches();
  }
}
