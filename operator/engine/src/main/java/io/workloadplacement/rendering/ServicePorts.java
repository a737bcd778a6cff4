package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;

/** Which port of a Service counts, where a placement is laid over it. */
public final class ServicePorts {

  private ServicePorts() {}

  /** The port by which callers reach the workload. */
  public static ServicePort counting(WorkloadPlacement placement, Service service) {
    return service.getSpec().getPorts().get(0);
  }
}
