package io.workloadplacement.router;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All resources of a type at one version. Immutable, but for the bodies that it keeps. */
final class Snapshot {

  /** Of a pod whose configuration is not known. */
  static final Snapshot UNKNOWN = new Snapshot(XdsType.LISTENERS, "", Map.of());

  private final XdsType type;
  private final String version;
  private final Map<AddressName, Resource> resources;
  private final Map<Set<IpFamily>, byte[]> bodies = new HashMap<>();

  Snapshot(XdsType type, String version, Map<AddressName, Resource> resources) {
    this.type = type;
    this.version = version;
    this.resources = Collections.unmodifiableMap(new TreeMap<>(resources));
  }

  String version() {
    return version;
  }

  Optional<RouterAddress> resource(AddressName name) {
    return Optional.ofNullable(resources.get(name)).map(Resource::address);
  }

  Optional<Resource> get(AddressName name) {
    return Optional.ofNullable(resources.get(name));
  }

  boolean has(AddressName name, Resource resource) {
    return get(name).filter(resource::equals).isPresent();
  }

  /** The same, but for some names, of which it holds what another one does. */
  Snapshot except(Set<AddressName> names, Snapshot other, String version) {
    Map<AddressName, Resource> some = new TreeMap<>(resources);
    for (AddressName name : names) {
      other.get(name).ifPresentOrElse(r -> some.put(name, r), () -> some.remove(name));
    }
    return new Snapshot(type, version, some);
  }

  /** The names of which this holds something else than another one. */
  Set<AddressName> differences(Snapshot other) {
    return Stream.concat(resources.keySet().stream(), other.resources.keySet().stream())
        .filter(name -> !Objects.equals(resources.get(name), other.resources.get(name)))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The DiscoveryResponse for pods with addresses of these families. */
  synchronized byte[] body(Set<IpFamily> families) {
    return bodies.computeIfAbsent(families, this::discoveryResponse);
  }

  /** Lets go of the bodies: pods that still hold this version need to be known, not served it. */
  synchronized void dropBodies() {
    bodies.clear();
  }

  private byte[] discoveryResponse(Set<IpFamily> families) {
    return resources.values().stream()
        .map(resource -> resource.json(families))
        .collect(
            Collectors.joining(
                ",\n",
                "{\"version_info\":\"%s\",\"type_url\":\"%s\",\"resources\":[\n"
                    .formatted(version, type.url()),
                "\n]}\n"))
        .getBytes(UTF_8);
  }
}
