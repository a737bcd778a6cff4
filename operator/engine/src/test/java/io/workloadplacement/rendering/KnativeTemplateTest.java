package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.workloadplacement.api.v1alpha1.Blocker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KnativeTemplateTest {

  /** Where a template comes from makes no difference. */
  enum Origin {
    PLACEMENT,
    DEPLOYMENT;

    KnativeCandidate candidate(String template) {
      PodTemplateSpec read = Fixtures.template(template);
      return this == PLACEMENT
          ? Fixtures.candidate(read, Fixtures.PROFILE, KnativeFeatures.defaults())
          : Fixtures.adopted(read);
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_kubernetes_does_anyway_is_no_blocker_and_not_worth_a_word(Origin origin) {
    KnativeCandidate candidate =
        origin.candidate(
            """
            spec:
              restartPolicy: Always
              terminationGracePeriodSeconds: 30
              dnsPolicy: ClusterFirst
              schedulerName: default-scheduler
              preemptionPolicy: PreemptLowerPriority
              hostUsers: true
              securityContext: {}
              serviceAccountName: checkout
              serviceAccount: checkout
              volumes: [{name: tmp, emptyDir: {}}]
              containers:
                - name: web
                  image: example.com/web
                  ports: [{name: web, containerPort: 8080, protocol: TCP}]
                  resources: {}
                  resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]
                  readinessProbe: {httpGet: {path: /, port: web, scheme: HTTP}, timeoutSeconds: 3}
                  securityContext: {procMount: Default}
                  volumeMounts: [{name: tmp, mountPath: /tmp, mountPropagation: None}]
                  terminationMessagePath: /dev/termination-log
                  terminationMessagePolicy: File
                  imagePullPolicy: Always
            """);

    assertThat(blocked(candidate)).isEmpty();
    assertThat(KnativeTemplate.of(candidate).notes()).isEmpty();
    assertThat(serving(candidate).getReadinessProbe())
        .satisfies(
            probe -> {
              assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString(8080));
              assertThat(probe.getPeriodSeconds()).isEqualTo(10);
              assertThat(probe.getTimeoutSeconds()).isEqualTo(3);
            });
  }

  @Test
  void how_the_pods_of_a_deployment_end_is_left_to_knative_and_named() {
    String template =
        """
        spec:
          terminationGracePeriodSeconds: 60
          containers:
            - name: web
              image: example.com/web
              lifecycle: {preStop: {exec: {command: [drain]}}}
              livenessProbe: {httpGet: {path: /, port: 8080}, terminationGracePeriodSeconds: 5}
        """;
    KnativeCandidate candidate = Origin.DEPLOYMENT.candidate(template);

    assertThat(blocked(candidate)).isEmpty();
    assertThat(KnativeTemplate.of(candidate).notes())
        .containsExactly(
            "On Knative without spec.template.spec.terminationGracePeriodSeconds, because Knative drains by itself",
            "On Knative without spec.template.spec.containers[0].lifecycle.preStop, because Knative drains by itself",
            "On Knative without spec.template.spec.containers[0].livenessProbe.terminationGracePeriodSeconds, because Knative drains by itself");
    assertThat(
            KnativeTemplate.of(candidate)
                .template()
                .getSpec()
                .getContainers()
                .get(0)
                .getLivenessProbe()
                .getTerminationGracePeriodSeconds())
        .isNull();
    assertThat(
            KnativeTemplate.of(candidate).template().getSpec().getTerminationGracePeriodSeconds())
        .isNull();
    assertThat(blocked(Origin.PLACEMENT.candidate(template)))
        .as("a placement need not say it, so it is meant")
        .containsExactly(
            "spec.template.spec.terminationGracePeriodSeconds",
            "spec.template.spec.containers[0].lifecycle",
            "spec.template.spec.containers[0].livenessProbe.terminationGracePeriodSeconds");
  }

  @ParameterizedTest
  @EnumSource
  void what_has_another_effect_is_kept_and_blocks(Origin origin) {
    assertThat(
            blocked(
                origin.candidate(
                    """
                    spec:
                      dnsPolicy: Default
                      schedulerName: own
                      nodeSelector: {disk: fast}
                      hostUsers: false
                      containers:
                        - name: web
                          image: example.com/web
                          lifecycle: {postStart: {exec: {command: [warm]}}, preStop: {exec: {command: [drain]}}}
                          resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]
                    """)))
        .containsExactlyInAnyOrder(
            "spec.template.spec.dnsPolicy",
            "spec.template.spec.schedulerName",
            "spec.template.spec.nodeSelector",
            "spec.template.spec.hostUsers",
            "spec.template.spec.containers[0].lifecycle",
            "spec.template.spec.containers[0].resizePolicy");
  }

  @ParameterizedTest
  @EnumSource
  void only_the_port_that_serves_is_declared_and_probes_go_by_numbers(Origin origin) {
    KnativeCandidate candidate =
        origin.candidate(
            """
            spec:
              containers:
                - name: web
                  image: example.com/web
                  ports: [{name: admin, containerPort: 9000}, {name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]
                  livenessProbe: {httpGet: {path: /live, port: admin}}
                  startupProbe: {tcpSocket: {port: http}}
                - {name: cache, image: example.com/cache, ports: [{containerPort: 7000}]}
            """);

    assertThat(blocked(candidate)).isEmpty();
    assertThat(KnativeTemplate.of(candidate).notes())
        .containsExactly(
            "On Knative without spec.template.spec.containers[0].ports[0] (9000, 'admin'), because it does not serve the requests",
            "On Knative without spec.template.spec.containers[0].ports[2] (53, 'dns'), because it does not serve the requests",
            "On Knative without spec.template.spec.containers[1].ports[0] (7000), because it does not serve the requests");
    Container serving = serving(candidate);
    assertThat(serving.getPorts())
        .singleElement()
        .satisfies(
            port -> {
              assertThat(port.getContainerPort()).isEqualTo(8080);
              assertThat(port.getName()).isNull();
            });
    assertThat(serving.getLivenessProbe().getHttpGet().getPort()).isEqualTo(new IntOrString(9000));
    assertThat(serving.getStartupProbe().getTcpSocket().getPort()).isEqualTo(new IntOrString(8080));
  }

  @ParameterizedTest
  @EnumSource
  void a_port_that_knatives_proxy_or_the_node_needs_blocks_although_it_does_not_serve(
      Origin origin) {
    assertThat(
            blocked(
                origin.candidate(
                    """
                    spec:
                      containers:
                        - name: web
                          image: example.com/web
                          ports: [{containerPort: 8080}, {name: metrics, containerPort: 9090}]
                        - {name: agent, image: example.com/agent, ports: [{containerPort: 7000, hostPort: 7000}]}
                    """)))
        .containsExactly(
            "spec.template.spec.containers[0].ports[1].containerPort",
            "spec.template.spec.containers[1].ports[0].hostPort");
  }

  @ParameterizedTest
  @EnumSource
  void what_the_pod_says_for_its_containers_each_of_them_says_for_itself(Origin origin) {
    KnativeCandidate candidate =
        origin.candidate(
            """
            spec:
              securityContext: {runAsUser: 1000, runAsGroup: 2000, runAsNonRoot: true, fsGroup: 3000, seccompProfile: {type: RuntimeDefault}}
              containers:
                - {name: web, image: example.com/web, ports: [{containerPort: 8080}], securityContext: {runAsUser: 5, runAsNonRoot: false}}
                - {name: cache, image: example.com/cache}
            """);

    assertThat(blocked(candidate)).isEmpty();
    PodSpec pod = KnativeTemplate.of(candidate).template().getSpec();
    SecurityContext own = pod.getContainers().get(0).getSecurityContext();
    assertThat(own.getRunAsUser()).as("its own word counts more").isEqualTo(5);
    assertThat(own.getRunAsNonRoot()).isFalse();
    assertThat(own.getRunAsGroup()).isEqualTo(2000);
    SecurityContext other = pod.getContainers().get(1).getSecurityContext();
    assertThat(other.getRunAsUser()).isEqualTo(1000);
    assertThat(other.getRunAsNonRoot()).isTrue();
    assertThat(other.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(KnativeTemplate.of(candidate).notes())
        .containsExactly(
            "On Knative spec.template.spec.securityContext stands on each container, as Knative takes none of the pod",
            "On Knative without spec.template.spec.securityContext.fsGroup, because there is no volume that it would change; its processes are not in group 3000 then");
  }

  @ParameterizedTest
  @EnumSource
  void variables_say_what_is_known_before_a_pod_starts(Origin origin) {
    KnativeCandidate candidate =
        origin.candidate(
            """
            spec:
              serviceAccountName: web
              containers:
                - name: web
                  image: example.com/web
                  ports: [{containerPort: 3000}]
                  env:
                    - {name: EARLY, value: "$(PORT)"}
                    - {name: PORT, value: "3000"}
                    - {name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
                    - {name: ACCOUNT, valueFrom: {fieldRef: {fieldPath: spec.serviceAccountName}}}
                    - {name: URL, value: "http://localhost:$(PORT)/$$(PORT)/$(OTHER)"}
            """);

    assertThat(blocked(candidate)).isEmpty();
    assertThat(serving(candidate).getEnv())
        .extracting(EnvVar::getName, EnvVar::getValue)
        .containsExactly(
            tuple("EARLY", "$(PORT)"),
            tuple("NAMESPACE", "shop"),
            tuple("ACCOUNT", "web"),
            tuple("URL", "http://localhost:3000/$$(PORT)/$(OTHER)"));
    assertThat(KnativeTemplate.of(candidate).notes())
        .containsExactlyInAnyOrder(
            "On Knative without spec.template.spec.containers[0].env[1] (PORT), because Knative sets it to the same port",
            "On Knative spec.template.spec.containers[0].env[2] (NAMESPACE) has the value 'shop', which metadata.namespace is",
            "On Knative spec.template.spec.containers[0].env[3] (ACCOUNT) has the value 'web', which spec.serviceAccountName is",
            "On Knative spec.template.spec.containers[0].env[4] (URL) has 3000 for $(PORT)");
  }

  @ParameterizedTest
  @EnumSource
  void a_variable_that_is_wrong_is_named_by_its_place_behind_one_that_is_left_out(Origin origin) {
    assertThat(
            blocked(
                origin.candidate(
                    """
                    spec:
                      containers:
                        - name: web
                          image: example.com/web
                          env:
                            - {name: PORT, value: "8080"}
                            - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                            - {name: K_SERVICE, value: x}
                    """)))
        .containsExactly(
            "spec.template.spec.containers[0].env[1].valueFrom.fieldRef",
            "spec.template.spec.containers[0].env[2]");
  }

  @Test
  void on_a_deployment_of_its_own_PORT_comes_first_and_so_its_value_does_on_knative() {
    String template =
        "spec: {containers: [{name: web, image: example.com/web, env: [{name: URL, value: ':$(PORT)'}]}]}";

    assertThat(serving(Origin.PLACEMENT.candidate(template)).getEnv().get(0).getValue())
        .isEqualTo(":8080");
    assertThat(serving(Origin.DEPLOYMENT.candidate(template)).getEnv().get(0).getValue())
        .as("nobody has set it there")
        .isEqualTo(":$(PORT)");
  }

  @Test
  void a_token_is_mounted_anyway_unless_the_service_account_says_no() {
    KnativeCandidate candidate =
        Origin.DEPLOYMENT.candidate(
            "spec: {serviceAccountName: web, automountServiceAccountToken: true, containers: [{name: web, image: example.com/web}]}");

    assertThat(blocked(candidate)).isEmpty();
    assertThat(KnativeTemplate.of(candidate).notes())
        .singleElement()
        .satisfies(
            note ->
                assertThat(note)
                    .contains("ServiceAccount 'web' says automountServiceAccountToken: false"));
  }

  @Test
  void what_a_flag_lets_in_stays_as_it_was_written() {
    String template =
        """
        spec:
          nodeSelector: {kubernetes.io/os: linux}
          securityContext: {runAsUser: 1000}
          containers: [{name: web, image: example.com/web, securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}}]
        """;
    KnativeFeatures all =
        KnativeFeatures.of(
            Map.of(
                "kubernetes.podspec-nodeselector", "Enabled",
                "kubernetes.podspec-securitycontext", "Enabled",
                "kubernetes.containerspec-addcapabilities", "Enabled"),
            Map.of(),
            Map.of());
    KnativeTemplate rewritten =
        KnativeTemplate.of(Fixtures.candidate(Fixtures.template(template), Fixtures.PROFILE, all));

    assertThat(rewritten.notes()).isEmpty();
    assertThat(rewritten.template().getSpec().getNodeSelector())
        .containsEntry("kubernetes.io/os", "linux");
    assertThat(rewritten.template().getSpec().getSecurityContext().getRunAsUser()).isEqualTo(1000);
  }

  @Test
  void what_is_put_as_knative_takes_it_stays_so_when_it_is_put_again() {
    KnativeCandidate candidate =
        Origin.PLACEMENT.candidate(
            """
            spec:
              nodeSelector: {kubernetes.io/os: linux}
              securityContext: {runAsUser: 1000}
              containers:
                - name: web
                  image: example.com/web
                  ports: [{name: web, containerPort: 8080}, {containerPort: 7000}]
                  env: [{name: PORT, value: "8080"}, {name: URL, value: ":$(PORT)"}]
            """);
    PodTemplateSpec once = KnativeTemplate.of(candidate).template();
    KnativeTemplate twice =
        KnativeTemplate.of(Fixtures.candidate(once, Fixtures.PROFILE, KnativeFeatures.defaults()));

    assertThat(twice.template()).isEqualTo(once);
    assertThat(twice.notes()).isEmpty();
  }

  @Test
  void what_is_wrong_is_named_by_the_place_where_it_was_written() {
    assertThat(
            blocked(
                Origin.PLACEMENT.candidate(
                    """
                    spec:
                      containers:
                        - name: web
                          image: example.com/web
                          ports: [{containerPort: 7000}, {containerPort: 8080, hostPort: 80}]
                    """)))
        .containsExactly("spec.template.spec.containers[0].ports[1].hostPort");
  }

  @Test
  void a_probe_by_a_name_that_nobody_declares_blocks() {
    assertThat(
            blocked(
                Origin.PLACEMENT.candidate(
                    "spec: {containers: [{name: web, image: example.com/web, ports: [{name: web, containerPort: 8080}], readinessProbe: {tcpSocket: {port: admin}}}]}")))
        .containsExactly("spec.template.spec.containers[0].readinessProbe.tcpSocket.port");
  }

  @Test
  void the_serving_port_is_the_one_that_the_service_targets() {
    PodTemplateSpec live =
        Fixtures.template(
            "spec: {containers: [{name: a, image: a}, {name: b, image: b, ports: [{name: http, containerPort: 3000}, {name: dns, containerPort: 53, protocol: UDP}]}]}");

    assertThat(ServingPort.targeted(live, new IntOrString("http")))
        .contains(new ServingPort(1, 3000, true));
    assertThat(ServingPort.targeted(live, new IntOrString(3000)))
        .contains(new ServingPort(1, 3000, true));
    assertThat(ServingPort.targeted(live, new IntOrString(9000)))
        .contains(new ServingPort(0, 9000, false));
    assertThat(ServingPort.targeted(live, new IntOrString("dns"))).isEmpty();
  }

  private static Container serving(KnativeCandidate candidate) {
    return KnativeTemplate.of(candidate).template().getSpec().getContainers().get(0);
  }

  private static List<String> blocked(KnativeCandidate candidate) {
    return KnativePortability.blockers(candidate).stream().map(Blocker::field).toList();
  }
}
