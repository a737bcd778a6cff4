package io.workloadplacement.reconcile.observe;

import io.workloadplacement.reconcile.observe.RouterFacts.Drain;
import io.workloadplacement.router.ListenerPorts;
import io.workloadplacement.router.RouterTable;
import java.util.function.BooleanSupplier;

/**
 * The router that the operator configures.
 *
 * @param namespace of the router
 * @param service by whose endpoints its pods are known
 * @param table what it is to serve
 * @param ports of it, each for one address
 * @param drain how it leaves an address
 * @param leads whether this operator is the one that works
 */
public record RouterConnection(
    String namespace,
    String service,
    RouterTable table,
    ListenerPorts ports,
    Drain drain,
    BooleanSupplier leads) {

  /** The same, which leaves addresses in other times. */
  public RouterConnection draining(Drain drain) {
    return new RouterConnection(namespace, service, table, ports, drain, leads);
  }
}
