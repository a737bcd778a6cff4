package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.workloadplacement.local.Kubectl.Run;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stock kubectl against the local cluster; skipped where there is none on the path. */
class KubectlTest extends ClusterTest {

  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.example.com}
      spec:
        group: example.com
        scope: Namespaced
        names: {kind: Widget, plural: widgets, shortNames: [wi]}
        versions:
        - name: v1
          served: true
          storage: true
          subresources: {status: {}}
          additionalPrinterColumns:
          - {name: SIZE, type: integer, jsonPath: .spec.size}
          schema:
            openAPIV3Schema:
              type: object
              description: A thing to try.
              properties:
                spec:
                  type: object
                  description: What is wanted.
                  required: [size]
                  properties:
                    size: {type: integer, minimum: 1, description: How large it is.}
      """;

  private static final String WIDGET =
      """
      apiVersion: example.com/v1
      kind: Widget
      metadata: {name: small}
      spec: {size: 1}
      """;

  @TempDir Path folder;
  private Kubectl kubectl;

  @BeforeEach
  void writeKubeconfig() throws IOException {
    kubectl = new Kubectl(folder, cluster.writeKubeconfig(folder.resolve("kubeconfig")));
  }

  private Run kubectl(String... arguments) throws IOException, InterruptedException {
    return kubectl.run(arguments);
  }

  private Run apply(String manifest, String... flags) throws IOException, InterruptedException {
    return kubectl.apply(manifest, flags);
  }

  @Test
  void customResourcesAreAppliedShownExplainedAndRefusedAsOnARealCluster() throws Exception {
    assertThat(apply(DEFINITION).output()).contains("widgets.example.com created");
    assertThat(apply(WIDGET).output()).isEqualTo("widget.example.com/small created\n");
    assertThat(apply(WIDGET).output()).isEqualTo("widget.example.com/small unchanged\n");

    assertThat(kubectl("get", "wi").output()).matches("(?s)NAME +SIZE\\s+small +1\\s+");
    assertThat(kubectl("describe", "wi", "small").output()).contains("Size:  1");
    assertThat(kubectl("explain", "widget.spec.size").output()).contains("How large it is.");
    assertThat(kubectl("api-resources").output()).containsPattern("widgets +wi +example.com/v1");

    Run wrong = apply(WIDGET.replace("size: 1", "size: 0"));
    assertThat(wrong.code()).isNotZero();
    assertThat(wrong.output())
        .contains("The Widget \"small\" is invalid: spec.size: Invalid value: 0: spec.size in body")
        .contains("should be greater than or equal to 1");
    Run unknown = apply(WIDGET.replace("size: 1", "size: 1, colour: red"));
    assertThat(unknown.output()).contains("unknown field \"spec.colour\"");

    assertThat(kubectl("delete", "wi", "small").output()).contains("deleted");
  }

  @Test
  void deploymentsAreAppliedBothWaysScaledLabelledAwaitedAndWatched() throws Exception {
    assertThat(apply(WEB).output()).isEqualTo("deployment.apps/web created\n");
    assertThat(apply(WEB).output()).isEqualTo("deployment.apps/web unchanged\n");
    assertThat(kubectl("rollout", "status", "deploy/web", "--timeout=30s").output())
        .contains("successfully rolled out");
    assertThat(kubectl("wait", "--for=condition=Available", "deploy/web", "--timeout=30s").output())
        .contains("condition met");
    assertThat(kubectl("scale", "deploy/web", "--replicas=3").output()).contains("scaled");
    assertThat(kubectl("label", "deploy/web", "team=shop").output()).contains("labeled");
    assertThat(kubectl("annotate", "deploy/web", "note=x").output()).contains("annotated");
    until(DEPLOYMENTS + "/web", ClusterTest::isRolledOut);

    assertThat(kubectl("get", "deploy").output())
        .matches("(?s)NAME +READY +UP-TO-DATE +AVAILABLE +AGE\\s+web +3/3 +3 +3 +\\d+s\\s+");
    assertThat(kubectl("get", "pods").output()).contains("1/1", "Running");
    assertThat(kubectl("describe", "deploy", "web").output()).contains("3 available");
    assertThat(kubectl("get", "deploy", "-w", "--request-timeout=2s").output())
        .contains("web    3/3");

    Run conflict = apply(WEB.replace("web:1", "web:2"), "--server-side");
    assertThat(conflict.output()).contains("conflict with \"kubectl-client-side-apply\"");
    assertThat(apply(WEB.replace("web:1", "web:2"), "--server-side", "--force-conflicts").output())
        .contains("serverside-applied");
    assertThat(kubectl("delete", "deploy", "web").output()).contains("deleted");
  }

  /** Newer versions send what they make themselves in protobuf. */
  @Test
  void whatKubectlMakesByItselfIsTaken() throws Exception {
    assertThat(kubectl("create", "namespace", "shop").output())
        .isEqualTo("namespace/shop created\n");
    assertThat(kubectl("create", "configmap", "c", "--from-literal=a=5 \u20ac").code()).isZero();
    assertThat(kubectl("create", "secret", "generic", "s", "--from-literal=a=b").code()).isZero();
    assertThat(
            kubectl("create", "deployment", "d", "--image=x/y:1", "--port=80", "--replicas=2")
                .output())
        .isEqualTo("deployment.apps/d created\n");
    assertThat(kubectl("create", "service", "clusterip", "d", "--tcp=80:web").code()).isZero();
    assertThat(kubectl("create", "pdb", "p", "--selector=a=b", "--min-available=50%").code())
        .isZero();

    assertThat(api.get(CONFIG_MAPS + "/c").at("/data/a").asText()).isEqualTo("5 \u20ac");
    assertThat(api.get("/api/v1/namespaces/default/secrets/s").at("/data/a").asText())
        .isEqualTo("Yg==");
    JsonNode deployment = until(DEPLOYMENTS + "/d", ClusterTest::isRolledOut);
    assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(deployment.at("/spec/template/spec/containers/0/ports/0/containerPort").asInt())
        .isEqualTo(80);
    assertThat(api.get(SERVICES + "/d").at("/spec/ports/0/targetPort").asText()).isEqualTo("web");
  }

  @Test
  void rightsAndLogsAreAnswered() throws Exception {
    assertThat(kubectl("auth", "can-i", "create", "deployments").output()).startsWith("yes");
    assertThat(kubectl("auth", "can-i", "--list").output()).contains("*.*");
    apply(WEB);
    kubectl("rollout", "status", "deploy/web", "--timeout=30s");
    assertThat(kubectl("logs", "deploy/web").output())
        .contains("no program runs in container app of image registry.example/web:1");
    assertThat(kubectl("exec", "deploy/web", "--", "ls").output()).contains("pods are simulated");
  }

  @Test
  void whatIsNotServedIsRefusedInWords() throws Exception {
    Run logs = kubectl("logs", "nothing");
    assertThat(logs.code()).isNotZero();
    assertThat(kubectl("version").output()).contains("Server Version: v1.36.0-local");
  }
}
