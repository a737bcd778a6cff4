package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pins by annotation, as somebody writes them who leaves the spec to Git. */
class PinCommandTest {

  private static final String PIN = "workloadplacement.io/pin";

  @RegisterExtension static final CommandCluster cluster = CommandCluster.withoutOperator();

  private String namespace;

  @BeforeEach
  void namespace(TestInfo test) {
    namespace = cluster.namespaceOf(test);
  }

  @Test
  void a_pin_is_an_annotation_with_its_end_and_says_how_to_undo_it() {
    create("metadata: {name: checkout}", "HTTP1");
    var spec = placement().getSpec();

    CommandRun run = ask("pin", "checkout", "knative", "--for", "2h");

    assertThat(run.status()).as(run::said).isZero();
    String value = "Knative until " + PlanRun.NOW.plus(Duration.ofHours(2));
    assertThat(pin()).contains(value);
    assertThat(placement().getSpec()).isEqualTo(spec);
    assertThat(run.out())
        .contains(
            "%s/checkout is pinned to Knative: %s is '%s' on the placement."
                .formatted(namespace, PIN, value))
        .contains("To undo it: placement unpin checkout -n " + namespace);
    assertThat(ask("migrate", "checkout").out())
        .contains("/checkout does not run yet, pinned by annotation to " + value);

    assertThat(ask("unpin", "checkout").out())
        .contains(PIN + " is gone from the placement. The operator decides again.");
    assertThat(pin()).isEmpty();
    assertThat(ask("unpin", "checkout").out()).contains("has no annotation that pins it.");
  }

  @Test
  void the_end_may_be_a_moment_or_none_but_not_one_that_has_passed() {
    create("metadata: {name: checkout}", "HTTP1");

    assertThat(ask("pin", "checkout", "Deployment").status()).isZero();
    assertThat(pin()).contains("Deployment");
    assertThat(ask("pin", "checkout", "Knative", "--until", "2999-01-01T01:00:00+01:00").status())
        .isZero();
    assertThat(pin()).contains("Knative until 2999-01-01T00:00:00Z");

    assertThat(ask("pin", "checkout", "Knative", "--until", "2001-01-01T00:00:00Z").err())
        .startsWith("--until: '2001-01-01T00:00:00Z' has passed: write a moment after ");
    assertThat(ask("pin", "checkout", "Knative", "--until", "Monday").err())
        .startsWith("--until: 'Monday' is not a date-time: write it as ");
    assertThat(ask("pin", "checkout", "Knative", "--for", "0s").err())
        .startsWith("--for: '0s' must be from 1s to 87600h");
    assertThat(ask("pin", "checkout", "Lambda").err())
        .contains("'Lambda' is no side: write Deployment or Knative");
    assertThat(ask("pin", "checkout", "Knative", "--for", "2h", "--until", "x").status())
        .isEqualTo(2);
    assertThat(pin()).contains("Knative until 2999-01-01T00:00:00Z");
  }

  @Test
  void a_pin_that_would_not_be_followed_is_refused_and_nothing_is_written() {
    create("metadata: {name: checkout}", "TCP");

    CommandRun run = ask("pin", "checkout", "Knative");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("does not migrate (PinBlocked): ", "spec.traffic.protocol")
        .endsWith(" Nothing was changed.\n");
    assertThat(pin()).isEmpty();
  }

  @Test
  void a_placement_that_a_service_has_made_is_pinned_on_the_service() {
    Service service =
        cluster
            .client()
            .services()
            .inNamespace(namespace)
            .resource(
                new ServiceBuilder()
                    .withNewMetadata()
                    .withName("checkout")
                    .endMetadata()
                    .withNewSpec()
                    .addToSelector("app", "checkout")
                    .addNewPort()
                    .withPort(80)
                    .endPort()
                    .endSpec()
                    .build())
            .create();
    cluster
        .client()
        .resource(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: checkout, namespace: %s}
            spec:
              selector: {matchLabels: {app: checkout}}
              template:
                metadata: {labels: {app: checkout}}
                spec: {containers: [{name: app, image: "registry.example/checkout:1"}]}
            """
                .formatted(namespace))
        .create();
    cluster
        .client()
        .resource(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: WorkloadPlacement
            metadata:
              name: checkout
              namespace: %s
              labels: {workloadplacement.io/service: checkout}
              ownerReferences: [{apiVersion: v1, kind: Service, name: checkout, uid: %s, controller: true}]
            spec:
              workloadRef: {apiVersion: apps/v1, kind: Deployment, name: checkout}
              traffic: {pattern: Steady, averageRequestsPerSecond: "40"}
              latency: {target: 5s}
            """
                .formatted(namespace, service.getMetadata().getUid()))
        .create();

    CommandRun pin = ask("pin", "checkout", "Deployment");

    assertThat(pin.said())
        .contains("on Service 'checkout', from whose annotations the placement is generated.");
    assertThat(pin()).isEmpty();
    assertThat(serviceAnnotations()).containsEntry(PIN, "Deployment");

    assertThat(ask("unpin", "checkout").out()).contains(PIN + " is gone from Service 'checkout'.");
    assertThat(serviceAnnotations()).doesNotContainKey(PIN);
  }

  @Test
  void a_pin_of_the_spec_stays_and_the_way_to_take_it_out_is_named() {
    create("metadata: {name: checkout}", "HTTP1");
    cluster
        .client()
        .resources(WorkloadPlacement.class)
        .inNamespace(namespace)
        .withName("checkout")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"placement\":{\"mode\":\"Pinned\",\"target\":\"Knative\"}}}");

    CommandRun run = ask("unpin", "checkout");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "Its spec pins it still: placement migrate checkout -n " + namespace + " --unpin");
  }

  private void create(String metadata, String protocol) {
    cluster
        .client()
        .resource(
            "apiVersion: workloadplacement.io/v1alpha1\nkind: WorkloadPlacement\n"
                + metadata
                + "\n"
                + spec(protocol))
        .inNamespace(namespace)
        .create();
  }

  private static String spec(String protocol) {
    return """
    spec:
      template: {spec: {containers: [{name: app, image: "registry.example/checkout:1"}]}}
      traffic: {pattern: Steady, averageRequestsPerSecond: "40", protocol: %s}
      latency: {target: 5s}
    """
        .formatted(protocol);
  }

  private WorkloadPlacement placement() {
    return cluster
        .client()
        .resources(WorkloadPlacement.class)
        .inNamespace(namespace)
        .withName("checkout")
        .get();
  }

  private Optional<String> pin() {
    return new PlacementState(placement()).pin();
  }

  private Map<String, String> serviceAnnotations() {
    return Optional.ofNullable(
            cluster
                .client()
                .services()
                .inNamespace(namespace)
                .withName("checkout")
                .get()
                .getMetadata()
                .getAnnotations())
        .orElse(Map.of());
  }

  private CommandRun ask(String... arguments) {
    return CommandRun.of(
        Stream.concat(
                Stream.of(arguments),
                Stream.of("-n", namespace, "--kubeconfig", cluster.kubeconfig().toString()))
            .toArray());
  }
}
