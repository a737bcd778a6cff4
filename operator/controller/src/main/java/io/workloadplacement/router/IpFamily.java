package io.workloadplacement.router;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** The families of addresses that a router pod may have; a listener for another is an error. */
enum IpFamily {
  IPV4("0.0.0.0"),
  IPV6("::");

  private final String any;

  IpFamily(String any) {
    this.any = any;
  }

  /** The address that stands for all of a machine's own. */
  String any() {
    return any;
  }

  private boolean has(String address) {
    return this == IPV4 ? IpAddress.isIpv4(address) : IpAddress.isIpv6(address);
  }

  /** Those of some addresses, IPv4 first. */
  static Set<IpFamily> of(Collection<String> addresses) {
    EnumSet<IpFamily> families = EnumSet.noneOf(IpFamily.class);
    Arrays.stream(values())
        .filter(family -> addresses.stream().anyMatch(family::has))
        .forEach(families::add);
    return families;
  }
}
