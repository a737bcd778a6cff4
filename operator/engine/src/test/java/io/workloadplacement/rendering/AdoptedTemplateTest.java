package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdoptedTemplateTest {

  @Test
  void what_only_the_api_server_wrote_is_no_blocker_and_not_worth_a_word() {
    AdoptedTemplate adopted =
        adopt(
            """
            spec:
              restartPolicy: Always
              terminationGracePeriodSeconds: 30
              dnsPolicy: ClusterFirst
              schedulerName: default-scheduler
              securityContext: {}
              serviceAccountName: checkout
              serviceAccount: checkout
              containers:
                - name: web
                  image: example.com/web
                  resources: {}
                  terminationMessagePath: /dev/termination-log
                  terminationMessagePolicy: File
                  imagePullPolicy: Always
            """);

    assertThat(adopted.dropped()).isEmpty();
    assertThat(blocked(adopted)).isEmpty();
  }

  @Test
  void what_a_person_wrote_is_kept_and_blocks() {
    AdoptedTemplate adopted =
        adopt(
            """
            spec:
              restartPolicy: Always
              dnsPolicy: Default
              nodeSelector: {disk: fast}
              containers: [{name: web, image: example.com/web, lifecycle: {postStart: {exec: {command: [warm]}}, preStop: {exec: {command: [drain]}}}}]
            """);

    assertThat(blocked(adopted))
        .containsExactlyInAnyOrder(
            "spec.template.spec.dnsPolicy",
            "spec.template.spec.nodeSelector",
            "spec.template.spec.containers[0].lifecycle");
    assertThat(adopted.dropped())
        .containsExactly(
            "spec.template.spec.containers[0].lifecycle.preStop, because Knative drains by itself");
  }

  @Test
  void a_port_that_a_probe_needs_stays_and_blocks() {
    AdoptedTemplate adopted =
        adopt(
            """
            spec:
              containers:
                - name: web
                  image: example.com/web
                  ports: [{name: http, containerPort: 8080}, {name: admin, containerPort: 9000}, {containerPort: 9102}]
                  livenessProbe: {httpGet: {path: /live, port: admin}}
                  startupProbe: {tcpSocket: {port: http}}
            """);

    assertThat(adopted.dropped())
        .containsExactly(
            "spec.template.spec.containers[0].ports: 9102, because the Service does not target it");
    assertThat(blocked(adopted)).contains("spec.template.spec.containers");
    var serving = adopted.template().getSpec().getContainers().get(0);
    assertThat(serving.getStartupProbe().getTcpSocket().getPort().getIntVal()).isEqualTo(8080);
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

  private static AdoptedTemplate adopt(String live) {
    return AdoptedTemplate.of(Fixtures.template(live), 8080);
  }

  private static List<String> blocked(AdoptedTemplate adopted) {
    return KnativePortability.blockers(
            adopted.template(), Fixtures.PROFILE, KnativeFeatures.defaults())
        .stream()
        .map(blocker -> blocker.field())
        .toList();
  }
}
