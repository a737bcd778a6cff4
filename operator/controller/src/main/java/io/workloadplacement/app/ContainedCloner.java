package io.workloadplacement.app;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.workloadplacement.observability.ReconcileFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies objects as JOSDK does, by writing and reading them. An error in it is an exception: it
 * comes before the reconciler is asked, where JOSDK lets errors through.
 */
final class ContainedCloner implements Cloner {

  private static final Logger LOG = LoggerFactory.getLogger(ContainedCloner.class);

  private final KubernetesSerialization serialization;

  ContainedCloner(KubernetesSerialization serialization) {
    this.serialization = serialization;
  }

  @Override
  public <R extends HasMetadata> R clone(R object) {
    try {
      return serialization.clone(object);
    } catch (RuntimeException | Error e) {
      LOG.error("An object could not be copied", e);
      throw ReconcileFailure.of(e);
    }
  }
}
