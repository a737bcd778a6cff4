package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.workloadplacement.observability.ApiFailure;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Writes proposed annotations to the Services of a cluster, and nothing else. */
record ServiceAnnotator(KubernetesClient client) {

  /** By whom the annotations are held. */
  static final String FIELD_MANAGER = "placement-adopt";

  /**
   * Annotates a Service by server-side apply without force.
   *
   * @return why it was not done; empty when it was
   */
  Optional<String> annotate(SurveyedService surveyed) {
    Service annotations =
        new ServiceBuilder()
            .withNewMetadata()
            .withName(surveyed.name())
            .withNamespace(surveyed.namespace())
            .withAnnotations(surveyed.profile().orElseThrow().annotations())
            .endMetadata()
            .build();
    try {
      client
          .resource(annotations)
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.SERVER_SIDE_APPLY)
                  .withFieldManager(FIELD_MANAGER)
                  .withForce(false)
                  .build());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(
          switch (e.getCode()) {
            case HttpURLConnection.HTTP_FORBIDDEN ->
                "%s: you may not annotate the Service: %s"
                    .formatted(surveyed.key(), ApiFailure.inWords(e));
            case HttpURLConnection.HTTP_CONFLICT ->
                "%s: somebody else holds an annotation at another value, and nothing was changed: %s"
                    .formatted(surveyed.key(), ApiFailure.inWords(e));
            default -> surveyed.key() + ": " + ApiServerAnswer.inWords(e);
          });
    }
  }
}
