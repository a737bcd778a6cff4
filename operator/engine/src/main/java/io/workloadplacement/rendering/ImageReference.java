package io.workloadplacement.rendering;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reference of an image, {@code [registry/]path[:tag][@digest]}, by the grammar to which every
 * runtime keeps before it pulls; and by what Knative adds to it, which reads references itself.
 */
final class ImageReference {

  private static final String EXAMPLE = "write one such as registry.example.com/team/app:1.2";

  /** Longer than any reference that a registry takes. */
  private static final int LONGEST = 1024;

  private static final int LONGEST_PATH = 255;

  private static final String HOST_PART = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
  private static final String HOST =
      "(?:" + HOST_PART + "(?:[.]" + HOST_PART + ")*|\\[[a-fA-F0-9:]+])(?::[0-9]+)?";
  private static final String PATH_PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
  private static final Pattern REFERENCE =
      Pattern.compile(
          ("(?:(?<registry>%s)/)?(?<path>%s(?:/%s)*)(?::(?<tag>\\w[\\w.-]{0,127}))?"
                  + "(?:@(?<algorithm>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*)"
                  + ":[0-9a-fA-F]{32,})?")
              .formatted(HOST, PATH_PART, PATH_PART));
  private static final Pattern BARE_DIGEST = Pattern.compile("[a-f0-9]{64}");
  private static final Pattern KNATIVE_DIGEST = Pattern.compile(".*@sha256:[0-9a-f]{64}");

  private ImageReference() {}

  /** Why no runtime could pull it, with the way out; empty if one could. */
  static Optional<String> problem(String image) {
    if (!image.equals(image.strip())) {
      return Optional.of("begins or ends with a blank: remove it");
    }
    if (BARE_DIGEST.matcher(image).matches()) {
      return Optional.of("is a digest without a name: " + EXAMPLE);
    }
    String remainder = image.substring(registry(image).length());
    String path = remainder.split("[:@]", 2)[0];
    if (!path.equals(path.toLowerCase(Locale.ROOT))) {
      return Optional.of(
          "has capital letters in '%s', which only a registry may have: %s"
              .formatted(path.startsWith("/") ? path.substring(1) : path, EXAMPLE));
    }
    boolean parses =
        image.length() <= LONGEST
            && path.length() <= LONGEST_PATH
            && REFERENCE.matcher(image).matches();
    return parses ? Optional.empty() : Optional.of("is no reference of an image: " + EXAMPLE);
  }

  /** Why Knative would refuse one that runtimes pull, with the way out; empty if it would not. */
  static Optional<String> problemOnKnative(String image) {
    String registry = registry(image);
    if (!registry.isEmpty() && registry.chars().noneMatch(c -> c == '.' || c == ':')) {
      boolean capitals = !registry.equals(registry.toLowerCase(Locale.ROOT));
      if (capitals) {
        return Optional.of(
            "Knative takes '%s' for a path, in which it takes no capital letters: write the registry with a dot or a port"
                .formatted(registry));
      }
    }
    Matcher digest = REFERENCE.matcher(image);
    if (digest.matches()
        && digest.group("algorithm") != null
        && !KNATIVE_DIGEST.matcher(image).matches()) {
      return Optional.of(
          "Knative takes digests of sha256 in small letters only: write one of these");
    }
    return Optional.empty();
  }

  /** The part before the first slash, where it names a registry and not a path. */
  private static String registry(String image) {
    int slash = image.indexOf('/');
    String first = slash < 0 ? "" : image.substring(0, slash);
    boolean named =
        first.equals("localhost")
            || first.chars().anyMatch(c -> c == '.' || c == ':')
            || !first.equals(first.toLowerCase(Locale.ROOT));
    return named ? first : "";
  }
}
