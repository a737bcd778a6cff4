package io.workloadplacement.local;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The resources that are served at the moment: the built-in ones and those of definitions. */
final class ResourceTypes {

  private final BuiltInTypes builtIns = new BuiltInTypes();
  private final Map<String, ResourceType> custom = new ConcurrentHashMap<>();

  Schema metadata() {
    return builtIns.metadata();
  }

  void define(ResourceType type) {
    custom.put(type.resource(), type);
  }

  void remove(String resource) {
    custom.remove(resource);
  }

  List<ResourceType> all() {
    List<ResourceType> all = new ArrayList<>(builtIns.all());
    custom.values().stream().sorted(Comparator.comparing(ResourceType::resource)).forEach(all::add);
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
