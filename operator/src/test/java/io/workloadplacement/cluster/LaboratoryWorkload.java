package io.workloadplacement.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;

/** The laboratory's own HTTP server in the place of an image that cannot be pulled there. */
final class LaboratoryWorkload {

  private LaboratoryWorkload() {}

  static void replace(Container container) {
    container.setImage("lab.local/app:lab");
    container.setImagePullPolicy("IfNotPresent");
    container.setCommand(null);
    container.setArgs(null);
    if (container.getResources() != null && container.getResources().getRequests() != null) {
      container.getResources().getRequests().replace("cpu", new Quantity("10m"));
    }
  }
}
