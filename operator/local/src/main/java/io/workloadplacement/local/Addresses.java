package io.workloadplacement.local;

import java.util.concurrent.atomic.AtomicInteger;

/** Hands out the addresses of Services and pods; none of them answers. */
final class Addresses {

  private static final int OCTET = 254;

  private final AtomicInteger services = new AtomicInteger(1);
  private final AtomicInteger pods = new AtomicInteger();

  String nextService() {
    return address("10.96.", services.getAndIncrement());
  }

  String nextPod() {
    return address("10.244.", pods.getAndIncrement());
  }

  private static String address(String network, int index) {
    return network + index / OCTET % OCTET + "." + (index % OCTET + 1);
  }
}
