package io.workloadplacement.local;

import java.util.List;
import java.util.Optional;

/**
 * Where a request goes: a resource, in a namespace or in all, one object of it or all, itself or a
 * subresource.
 */
record ResourcePath(
    String group,
    String version,
    String namespace,
    String plural,
    String name,
    String subresource) {

  /** Reads a path; empty for one that names no resource. */
  static Optional<ResourcePath> parse(String path) {
    List<String> parts = List.of(path.replaceAll("^/|/$", "").split("/"));
    boolean core = parts.get(0).equals("api") && parts.size() >= 3;
    boolean grouped = parts.get(0).equals("apis") && parts.size() >= 4;
    if (!core && !grouped) {
      return Optional.empty();
    }
    String group = core ? "" : parts.get(1);
    String version = parts.get(core ? 1 : 2);
    List<String> rest = parts.subList(core ? 2 : 3, parts.size());
    boolean namespaced = rest.size() >= 3 && rest.get(0).equals("namespaces");
    boolean ofNamespace =
        namespaced
            && core
            && rest.size() == 3
            && List.of("status", "finalize").contains(rest.get(2));
    if (!namespaced || ofNamespace) {
      return Optional.of(
          new ResourcePath(group, version, "", rest.get(0), part(rest, 1), part(rest, 2)));
    }
    return Optional.of(
        new ResourcePath(group, version, rest.get(1), rest.get(2), part(rest, 3), part(rest, 4)));
  }

  private static String part(List<String> parts, int index) {
    return index < parts.size() ? parts.get(index) : "";
  }
}
