package io.workloadplacement.crd;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The schema as a real API server enforces it; applies {@code crds/} and otherwise only tries. */
@Tag("cluster")
class SchemaOnClusterTest extends SchemaContract {

  private static final String NAMESPACE = "crd-check";
  private static final Path CRDS =
      Path.of(System.getProperty("repository.root", "..")).resolve("crds");

  private static KubernetesClient client;

  @BeforeAll
  static void applyDefinitions() throws IOException {
    client = new KubernetesClientBuilder().build();
    for (CustomResourceDefinition definition : definitions()) {
      client.resource(definition).forceConflicts().serverSideApply();
      client
          .resource(definition)
          .waitUntilCondition(
              present ->
                  present.getStatus().getConditions().stream()
                      .anyMatch(
                          condition ->
                              condition.getType().equals("Established")
                                  && condition.getStatus().equals("True")),
              30,
              TimeUnit.SECONDS);
    }
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .serverSideApply();
  }

  @AfterAll
  static void removeNamespace() {
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

  private static List<CustomResourceDefinition> definitions() throws IOException {
    try (Stream<Path> files = Files.list(CRDS);
        KubernetesClient reader = new KubernetesClientBuilder().build()) {
      return files
          .map(
              file ->
                  reader
                      .getKubernetesSerialization()
                      .unmarshal(read(file), CustomResourceDefinition.class))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
