package io.workloadplacement.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;

/** One placement. */
final class PlacedWorkload {

  private final TestClusterCommand lab;
  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  PlacedWorkload(TestClusterCommand lab, KubernetesClient client, String namespace, String name) {
    this.lab = lab;
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  PlacedWorkload isReady(Duration within) {
    awaitThat(within, p -> ready(p, "True"));
    return this;
  }

  PlacedWorkload isNotReadyBecause(String reason, Duration within) {
    awaitThat(
        within,
        p ->
            ready(p, "False")
                && reason.equals(
                    RealCluster.condition(p, Conditions.READY).orElseThrow().getReason()));
    return this;
  }

  PlacedWorkload isBackingOffOn(Target target, Duration within) {
    awaitThat(
        within,
        p ->
            p.getStatus().target() == target
                && p.getStatus().migration() != null
                && "BackingOff".equals(p.getStatus().migration().phase()));
    return this;
  }

  PlacedWorkload isMigrating(String phase, Duration within) {
    awaitThat(
        within,
        p -> p.getStatus().migration() != null && phase.equals(p.getStatus().migration().phase()));
    return this;
  }

  PlacedWorkload because(String reason) {
    assertThat(RealCluster.condition(get(), Conditions.READY).orElseThrow().getReason())
        .isEqualTo(reason);
    return this;
  }

  PlacedWorkload says(String words) {
    assertThat(RealCluster.condition(get(), Conditions.READY).orElseThrow().getMessage())
        .contains(words);
    return this;
  }

  PlacedWorkload runsOn(Target target) {
    assertThat(get().getStatus().target()).isEqualTo(target);
    return this;
  }

  boolean hasMovedTo(Target target) {
    return hasMovedTo(target, get());
  }

  private boolean hasMovedTo(Target target, WorkloadPlacement placement) {
    return placement.getStatus() != null
        && ready(placement, "True")
        && placement.getStatus().target() == target
        && placement.getStatus().migration() == null;
  }

  PlacedWorkload runsOn(Target target, Duration within) {
    awaitThat(within, p -> hasMovedTo(target, p));
    return this;
  }

  PlacedWorkload isDecided(Duration within) {
    awaitThat(within, p -> p.getStatus().decision() != null);
    return this;
  }

  void hasRendered(String... kinds) {
    for (String kind : kinds) {
      assertThat(lab.kubectl("get", kind, "-n", namespace, "-o", "name", name))
          .as(kind)
          .isNotBlank();
    }
  }

  void hasNo(String... kinds) {
    for (String kind : kinds) {
      assertThat(
              lab.kubectl("get", kind, "-n", namespace, "--ignore-not-found", "-o", "name", name))
          .as(kind)
          .isBlank();
    }
  }

  void hasPods(int count, Duration within) {
    RealCluster.until(
        within,
        () ->
            client
                    .apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(name)
                    .get()
                    .getStatus()
                    .getReadyReplicas()
                == count);
  }

  void hasNoPods(Duration within) {
    RealCluster.until(
        within,
        () ->
            client
                .pods()
                .inNamespace(namespace)
                .withLabel("serving.knative.dev/service", name + "-kn")
                .list()
                .getItems()
                .isEmpty());
  }

  int replicas() {
    return client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(name)
        .get()
        .getSpec()
        .getReplicas();
  }

  String image() {
    return client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(name)
        .get()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .getImage();
  }

  void answers(String words, Duration within) {
    RealCluster.until(
        within, () -> lab.run("exec", "curl", "-s", "-m", "5", url()).contains(words));
  }

  void delete() {
    client.resources(WorkloadPlacement.class).inNamespace(namespace).withName(name).delete();
    RealCluster.until(
        Duration.ofMinutes(1),
        () -> client.services().inNamespace(namespace).withName(name).get() == null);
  }

  String url() {
    return get().getStatus().address().url();
  }

  String events() {
    return lab.kubectl(
        "get", "events", "-n", namespace, "--field-selector=involvedObject.name=" + name);
  }

  private boolean ready(WorkloadPlacement placement, String state) {
    return Objects.equals(
            placement.getStatus().observedGeneration(), placement.getMetadata().getGeneration())
        && RealCluster.condition(placement, Conditions.READY)
            .filter(c -> state.equals(c.getStatus()))
            .isPresent();
  }

  private void awaitThat(Duration within, Predicate<WorkloadPlacement> holds) {
    await()
        .atMost(within)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              WorkloadPlacement now = get();
              assertThat(now.getStatus() != null && holds.test(now))
                  .as(() -> String.valueOf(now.getStatus()))
                  .isTrue();
            });
  }

  private WorkloadPlacement get() {
    return client.resources(WorkloadPlacement.class).inNamespace(namespace).withName(name).get();
  }
}
