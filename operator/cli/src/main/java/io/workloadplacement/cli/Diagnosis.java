package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.observability.ApiFailure;
import java.net.HttpURLConnection;
import java.util.List;

/** One thing to look at in a cluster. */
record Diagnosis(String subject, Look look) {

  /** Reads, and never writes. */
  interface Look {
    List<Finding> in(KubernetesClient client);
  }

  /** What is found; what may not be read is a warning, and no end of the others. */
  List<Finding> findings(KubernetesClient client) {
    try {
      return look.in(client);
    } catch (KubernetesClientException e) {
      return List.of(
          e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
              ? Finding.warn(
                  subject,
                  "You may not look: %s. Ask somebody who may read it."
                      .formatted(ApiFailure.inWords(e)))
              : Finding.fail(subject, "It cannot be read: " + ApiServerAnswer.inWords(e)));
    }
  }
}
