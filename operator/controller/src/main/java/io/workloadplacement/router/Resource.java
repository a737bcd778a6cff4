package io.workloadplacement.router;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A resource of Envoy's: what it holds of an address, and the JSON of that, which is made once for
 * all versions that have it.
 */
final class Resource {

  private final XdsType type;
  private final RouterAddress address;
  private final Map<Set<IpFamily>, String> json = new ConcurrentHashMap<>();

  Resource(XdsType type, RouterAddress address) {
    this.type = type;
    this.address = address;
  }

  RouterAddress address() {
    return address;
  }

  String json(Set<IpFamily> families) {
    return json.computeIfAbsent(families, f -> EnvoyResources.json(type, address, f));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Resource resource
        && type == resource.type
        && address.equals(resource.address);
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }
}
