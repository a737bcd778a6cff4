package io.workloadplacement.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the scenarios say about a cluster, in the words of its users. */
final class RealCluster implements AutoCloseable {

  static final String OPERATOR_NAMESPACE = "workload-placement-system";
  static final String INSTALLATION = "config/overlays/test-cluster";
  private static final String OPERATOR = "app.kubernetes.io/name=workload-placement-operator";

  private final TestClusterCommand lab;
  private final KubernetesClient client = new KubernetesClientBuilder().build();

  RealCluster(TestClusterCommand lab) {
    this.lab = lab;
  }

  /** Installs the operator with the shipped manifests, as far as it is not. */
  void install() {
    lab.kubectl("apply", "-f", TestClusterCommand.repository().resolve("crds").toString());
    lab.kubectl("apply", "-k", TestClusterCommand.repository().resolve(INSTALLATION).toString());
    operatorIsAvailable(2);
    if (client.namespaces().withName("shop").get() == null) {
      lab.kubectl("create", "namespace", "shop");
    }
  }

  /** Ends all pods of the operator at once, without a word of warning. */
  void killOperator() {
    lab.kubectl(
        "delete",
        "pods",
        "-n",
        OPERATOR_NAMESPACE,
        "-l",
        OPERATOR,
        "--grace-period=0",
        "--force",
        "--wait=false");
  }

  /** Who owns what of a Deployment; its size and its status left aside. */
  List<String> owners(String deployment) {
    return client
        .apps()
        .deployments()
        .inNamespace("shop")
        .withName(deployment)
        .get()
        .getMetadata()
        .getManagedFields()
        .stream()
        .filter(entry -> entry.getSubresource() == null || entry.getSubresource().isEmpty())
        .map(entry -> entry.getManager() + " " + entry.getFieldsV1().getAdditionalProperties())
        .map(entry -> entry.replaceAll("f:replicas=\\{\\},? ?", ""))
        .sorted()
        .toList();
  }

  /**
   * The laboratory's Knative has neither the processor time that it is shipped with, so that
   * whatever else runs starves the pods on every request's way, nor a shell in the gateway's image
   * for the hook by which that drains for fifteen seconds, so that it would be gone before anybody
   * could follow.
   */
  void givesKnativeWhatItIsShippedWith() {
    lab.kubectl(
        "patch",
        "-n",
        "kourier-system",
        "deployment/3scale-kourier-gateway",
        "--type=json",
        "-p",
        "[{'op': 'replace', 'path': '/spec/template/spec/containers/0/lifecycle',"
            + " 'value': {'preStop': {'sleep': {'seconds': 15}}}},"
            + "{'op': 'add', 'path': '/spec/template/spec/containers/0/resources',"
            + " 'value': {'requests': {'cpu': '200m'}}}]");
    lab.kubectl(
        "set", "resources", "-n", "knative-serving", "deployment/activator", "--requests=cpu=300m");
    lab.kubectl("rollout", "status", "-n", "kourier-system", "deployment/3scale-kourier-gateway");
    lab.kubectl("rollout", "status", "-n", "knative-serving", "deployment/activator");
  }

  /** Nobody keeps a connection to its pods any more. */
  void replaceGateway() {
    lab.kubectl("rollout", "restart", "-n", "kourier-system", "deployment/3scale-kourier-gateway");
    lab.kubectl("rollout", "status", "-n", "kourier-system", "deployment/3scale-kourier-gateway");
  }

  String latestRevision(String knativeService) {
    return client
        .resources(io.fabric8.knative.serving.v1.Service.class)
        .inNamespace("shop")
        .withName(knativeService)
        .get()
        .getStatus()
        .getLatestReadyRevisionName();
  }

  RouterPods router() {
    return new RouterPods(lab, client);
  }

  void operatorIsAvailable(int pods) {
    lab.kubectl("rollout", "status", "-n", OPERATOR_NAMESPACE, "deployment", "--timeout=180s");
    until(
        Duration.ofMinutes(2),
        () ->
            client
                    .pods()
                    .inNamespace(OPERATOR_NAMESPACE)
                    .withLabelSelector(OPERATOR)
                    .list()
                    .getItems()
                    .stream()
                    .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                    .flatMap(pod -> pod.getStatus().getConditions().stream())
                    .filter(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()))
                    .count()
                == pods);
  }

  /**
   * Has the operator start anew.
   *
   * @param setting what is set in its environment, or taken from it, as {@code kubectl set env}
   *     takes it
   */
  void restartOperatorWith(String setting) {
    lab.kubectl(
        "set", "env", "-n", OPERATOR_NAMESPACE, "deployment/workload-placement-operator", setting);
    operatorIsAvailable(2);
  }

  void apply(String yaml) {
    client
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .forceConflicts()
        .serverSideApply();
  }

  /**
   * Applies the samples by the overlay that puts a small workload in the place of their images.
   *
   * @return the names of the placements among them
   */
  List<String> applySamples(String namespace) {
    Path overlay = TestClusterCommand.repository().resolve("config/overlays/e2e");
    String manifests =
        lab.kubectl("kustomize", "--load-restrictor", "LoadRestrictionsNone", overlay.toString());
    try {
      Path file = Files.createTempFile("samples", ".yaml");
      Files.writeString(file, manifests);
      lab.kubectl("apply", "-n", namespace, "-f", file.toString());
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> names =
        client
            .load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)))
            .items()
            .stream()
            .filter(object -> "WorkloadPlacement".equals(object.getKind()))
            .map(object -> object.getMetadata().getName())
            .toList();
    assertThat(names).hasSizeGreaterThanOrEqualTo(8);
    return names;
  }

  /** A placement in the namespace shop. */
  PlacedWorkload placement(String name) {
    return placement("shop", name);
  }

  PlacedWorkload placement(String namespace, String name) {
    return new PlacedWorkload(lab, client, namespace, name);
  }

  void everyPlacementIsReady(Duration within) {
    until(
        within,
        () ->
            client.resources(WorkloadPlacement.class).inAnyNamespace().list().getItems().stream()
                .allMatch(
                    p ->
                        condition(p, Conditions.READY)
                                .filter(c -> "True".equals(c.getStatus()))
                                .isPresent()
                            && condition(p, Conditions.RECONCILING).isEmpty()));
  }

  /** What the operator has changed; to ask what it may do is a POST that changes nothing. */
  String operatorsWrites() {
    return lab.writes(OPERATOR_NAMESPACE + ":.*")
        .lines()
        .filter(line -> !line.contains("selfsubject"))
        .collect(Collectors.joining("\n"));
  }

  /**
   * Applies something after a start of the API server, which refuses objects that an admission
   * policy with parameters is about until it knows the kind of those.
   */
  void applyWithin(Duration within, String yaml) {
    await()
        .atMost(within)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreException(KubernetesClientException.class)
        .until(
            () -> {
              apply(yaml);
              return true;
            });
  }

  void apiServerAnswers(Duration within) {
    await()
        .atMost(within)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .until(() -> client.namespaces().list() != null);
  }

  Map<String, Integer> revisionsPerKnativeService(String namespace) {
    return client.resources(Revision.class).inNamespace(namespace).list().getItems().stream()
        .collect(
            Collectors.toMap(
                r -> r.getMetadata().getLabels().get("serving.knative.dev/service"),
                r -> 1,
                Integer::sum));
  }

  /**
   * Time passes, because it is the time itself that is tested: an outage of that length, a rest of
   * that length.
   */
  static void passes(Duration time) {
    await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
  }

  /** At a resync interval of ten seconds, six looks at every object. */
  static void aMinuteWithout(Supplier<String> writes) {
    String before = writes.get();
    passes(Duration.ofMinutes(1));
    assertThat(writes.get()).isEqualTo(before);
  }

  static void until(Duration within, Callable<Boolean> condition) {
    await().atMost(within).pollInterval(Duration.ofMillis(500)).until(condition);
  }

  static Optional<Condition> condition(WorkloadPlacement placement, String type) {
    return placement.getStatus() == null
        ? Optional.empty()
        : placement.getStatus().conditions().stream()
            .filter(c -> type.equals(c.getType()))
            .findFirst();
  }

  @Override
  public void close() {
    client.close();
  }
}
