package io.workloadplacement.router;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The resources of one type that are wanted. A version is made when one is asked for. */
final class ResourceSet {

  private final XdsType type;
  private final Supplier<String> versions;
  private final Map<AddressName, Resource> wanted = new TreeMap<>();
  private Optional<Snapshot> current = Optional.empty();

  ResourceSet(XdsType type, Supplier<String> versions) {
    this.type = type;
    this.versions = versions;
  }

  void put(RouterAddress address) {
    AddressName name = address.addressName();
    Optional<Resource> resource = type.partOf(address).map(part -> new Resource(type, part));
    if (!resource.equals(Optional.ofNullable(wanted.get(name)))) {
      resource.ifPresentOrElse(r -> wanted.put(name, r), () -> wanted.remove(name));
      outdated();
    }
  }

  void remove(AddressName name) {
    if (wanted.remove(name) != null) {
      outdated();
    }
  }

  private void outdated() {
    current.ifPresent(Snapshot::dropBodies);
    current = Optional.empty();
  }

  Snapshot snapshot() {
    Snapshot snapshot = current.orElseGet(() -> new Snapshot(type, versions.get(), wanted));
    current = Optional.of(snapshot);
    return snapshot;
  }
}
