package io.workloadplacement.local;

import java.util.regex.Pattern;

/**
 * References of images as Knative's webhook reads them, before anything is pulled. Source: {@code
 * google/go-containerregistry pkg/name}, without its strictness.
 */
final class KnativeImage {

  private static final Pattern REGISTRY =
      Pattern.compile("([A-Za-z0-9._~-]*|\\[[0-9a-fA-F:.]+\\])(:[0-9]*)?");
  private static final Pattern PATH = Pattern.compile("[a-z0-9_./-]{2,255}");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private KnativeImage() {}

  static boolean parses(String image) {
    String[] parts = image.split("@", -1);
    if (parts.length == 1) {
      return isTagged(image);
    }
    return parts.length == 2
        && DIGEST.matcher(parts[1]).matches()
        && (isTagged(parts[0]) || isRepository(parts[0]));
  }

  private static boolean isTagged(String text) {
    int colon = text.lastIndexOf(':');
    boolean hasTag = colon >= 0 && text.indexOf('/', colon) < 0;
    return hasTag
        ? TAG.matcher(text.substring(colon + 1)).matches() && isRepository(text.substring(0, colon))
        : isRepository(text);
  }

  /** What stands before the first slash is a registry only if it has a dot or a port. */
  private static boolean isRepository(String text) {
    int slash = text.indexOf('/');
    String first = slash < 0 ? "" : text.substring(0, slash);
    boolean hasRegistry = first.indexOf('.') >= 0 || first.indexOf(':') >= 0;
    return hasRegistry
        ? REGISTRY.matcher(first).matches() && PATH.matcher(text.substring(slash + 1)).matches()
        : PATH.matcher(text).matches();
  }
}
