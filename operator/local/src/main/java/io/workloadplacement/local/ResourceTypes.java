package io.workloadplacement.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The resources that are served at the moment: the built-in ones and those of definitions. */
final class ResourceTypes {

  /** The same for every cluster of the process. */
  private static final BuiltInTypes BUILT_INS = new BuiltInTypes();

  private final Map<String, ResourceType> custom = new TreeMap<>();
  private volatile List<ResourceType> all = BUILT_INS.all();

  Schema metadata() {
    return BUILT_INS.metadata();
  }

  synchronized void define(ResourceType type) {
    custom.put(type.resource(), type);
    all = together();
  }

  synchronized void remove(String resource) {
    custom.remove(resource);
    all = together();
  }

  private List<ResourceType> together() {
    return Stream.concat(BUILT_INS.all().stream(), custom.values().stream()).toList();
  }

  List<ResourceType> all() {
    return all;
  }

  Optional<ResourceType> find(String group, String version, String plural) {
    return all().stream()
        .filter(
            type ->
                type.group().equals(group)
                    && type.version().equals(version)
                    && type.plural().equals(plural))
        .findFirst();
  }

  Optional<ResourceType> ofKind(String apiVersion, String kind) {
    return all().stream().filter(type -> type.is(apiVersion, kind)).findFirst();
  }

  /** The type under which the store keeps a resource; views such as events.k8s.io have none. */
  ResourceType stored(String resource) {
    return all().stream()
        .filter(type -> type.resource().equals(resource))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no such resource: " + resource));
  }
}
