package io.workloadplacement.reconcile.observe;

import io.workloadplacement.reconcile.observe.RouterFacts.Departure;
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
 * @param departure how it leaves an address
 * @param leads whether this operator is the one that works
 */
public record RouterConnection(
    String namespace,
    String service,
    RouterTable table,
    ListenerPorts ports,
    Departure departure,
    BooleanSupplier leads) {

  /** The same, which leaves addresses in other times. */
  public RouterConnection leavingBy(Departure departure) {
    return new RouterConnection(namespace, service, table, ports, departure, leads);
  }
}
