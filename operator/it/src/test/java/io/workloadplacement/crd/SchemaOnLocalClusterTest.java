package io.workloadplacement.crd;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The schema as the embedded API server enforces it, in the same words as a real one. */
class SchemaOnLocalClusterTest extends SchemaContract {

  private static LocalCluster cluster;
  private static KubernetesClient client;

  @BeforeAll
  static void start() throws IOException {
    cluster = LocalCluster.start(Options.defaults().withKnative(false));
    client =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl(cluster.url()).build())
            .build();
    applyDefinitions(client);
  }

  @AfterAll
  static void stop() {
    client.close();
    cluster.close();
  }

  @Override
  protected KubernetesClient client() {
    return client;
  }

  @Override
  protected String namespace() {
    return "default";
  }
}
