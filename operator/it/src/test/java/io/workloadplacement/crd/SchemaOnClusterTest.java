package io.workloadplacement.crd;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The schema as a real API server enforces it; applies {@code crds/} and otherwise only tries. */
@Tag("cluster")
class SchemaOnClusterTest extends SchemaContract {

  private static final String NAMESPACE = "crd-check";

  private static KubernetesClient client;

  @BeforeAll
  static void prepare() {
    client = new KubernetesClientBuilder().build();
    applyDefinitions(client);
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .serverSideApply();
  }

  @AfterAll
  static void cleanUp() {
    client.namespaces().withName(NAMESPACE).delete();
    client.close();
  }

  @Override
  protected KubernetesClient client() {
    return client;
  }

  @Override
  protected String namespace() {
    return NAMESPACE;
  }
}
