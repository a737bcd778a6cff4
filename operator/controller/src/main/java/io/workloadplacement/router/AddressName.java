package io.workloadplacement.router;

import java.util.Comparator;

/** Whose address it is: the namespace and the name of a placement. */
record AddressName(String namespace, String name) implements Comparable<AddressName> {

  private static final Comparator<AddressName> ORDER =
      Comparator.comparing(AddressName::namespace).thenComparing(AddressName::name);

  @Override
  public int compareTo(AddressName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
