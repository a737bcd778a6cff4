package io.workloadplacement.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.load.LoadReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Folders of manifests as workloads that run: adopted, migrated there and back, called all the time
 * by every Service that they have, and released. The cluster has Knative, and the operator's image.
 *
 * <pre>
 * ./mvnw -Pcampaign -pl operator/it -am test -Dtest=ShapesCampaignTest -Dshapes.folders=...
 * </pre>
 *
 * <p>{@code shapes.folders} is a folder of folders whose Services can all run on Knative; the
 * default are those of the tests of {@code plan}.
 */
@Tag("campaign")
class ShapesCampaignTest {

  private static final Path PLANNED = Path.of("operator/cli/src/test/resources/plan/folders");
  private static final List<String> CAN_RUN_ON_KNATIVE =
      List.of(
          "plain",
          "ingress",
          "load-balancer",
          "named-port",
          "numbered-port",
          "second-service",
          "second-service-port-chosen");
  private static final int AT_ONCE = 4;
  private static final int REQUESTS_PER_SECOND = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final TestClusterCommand TEST_CLUSTER = TestClusterCommand.here();
  private static final RealCluster CLUSTER = new RealCluster(TEST_CLUSTER);

  @BeforeAll
  static void installed() {
    CLUSTER.install();
    CLUSTER.givesKnativeWhatItIsShippedWith();
  }

  @AfterAll
  static void disconnect() {
    CLUSTER.close();
  }

  @TestFactory
  Stream<DynamicTest> adopted_migrated_there_and_back_and_released() throws IOException {
    List<Shape> shapes = folders().stream().map(Shape::in).toList();
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i += AT_ONCE) {
      List<Shape> some = shapes.subList(i, Math.min(i + AT_ONCE, shapes.size()));
      tests.add(
          DynamicTest.dynamicTest(
              String.join(" ", some.stream().map(Shape::namespace).toList()),
              () -> thereAndBack(some)));
    }
    return tests.stream();
  }

  private static List<Path> folders() throws IOException {
    String others = System.getProperty("shapes.folders");
    if (others == null) {
      Path planned = TestClusterCommand.repository().resolve(PLANNED);
      return CAN_RUN_ON_KNATIVE.stream().map(planned::resolve).toList();
    }
    try (Stream<Path> found = Files.list(Path.of(others))) {
      return found.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static void thereAndBack(List<Shape> shapes) {
    Map<String, TestClusterCommand.Load> loads = new LinkedHashMap<>();
    try {
      shapes.forEach(ShapesCampaignTest::runsAsItAlwaysDid);
      Map<Shape, String> before = new LinkedHashMap<>();
      shapes.forEach(shape -> before.put(shape, deployment(shape)));
      shapes.stream()
          .flatMap(shape -> shape.urls().stream())
          .forEach(url -> loads.put(url, TEST_CLUSTER.load(url, REQUESTS_PER_SECOND)));

      for (Target side : List.of(Target.KNATIVE, Target.DEPLOYMENT)) {
        shapes.forEach(shape -> pin(shape, side));
        shapes.forEach(
            shape -> CLUSTER.placement(shape.namespace(), shape.service()).runsOn(side, PATIENCE));
        RealCluster.passes(Duration.ofSeconds(5));
      }
      shapes.forEach(ShapesCampaignTest::release);
      shapes.forEach(shape -> await().atMost(PATIENCE).until(() -> placement(shape).isBlank()));
      RealCluster.passes(Duration.ofSeconds(5));

      Map<String, LoadReport> reports = new LinkedHashMap<>();
      loads.forEach((url, load) -> reports.put(url, load.stop()));
      reports.forEach(
          (url, report) ->
              System.out.println(url + ": " + report.summary() + " " + report.failed()));
      assertThat(reports)
          .allSatisfy(
              (url, report) -> {
                assertThat(report.samples()).isNotEmpty();
                assertThat(report.failed()).isEmpty();
              });
      before.forEach(
          (shape, deployment) ->
              assertThat(deployment(shape)).as(shape.namespace()).isEqualTo(deployment));
    } finally {
      loads.values().forEach(TestClusterCommand.Load::stop);
      shapes.forEach(
          shape ->
              TEST_CLUSTER.kubectl(
                  "delete", "namespace", shape.namespace(), "--ignore-not-found", "--wait=false"));
    }
  }

  private static void runsAsItAlwaysDid(Shape shape) {
    TEST_CLUSTER.kubectl("create", "namespace", shape.namespace());
    TEST_CLUSTER.kubectl(
        "apply", "-f", TestClusterCommand.file(shape.namespace(), shape.manifests()).toString());
    TEST_CLUSTER.kubectl(
        "rollout",
        "status",
        "-n",
        shape.namespace(),
        "deployment/" + shape.deployment(),
        "--timeout=120s");
    shape.urls().forEach(TEST_CLUSTER::answers);
  }

  private static void pin(Shape shape, Target side) {
    List<String> annotations = new ArrayList<>(shape.asked());
    annotations.add("workloadplacement.io/mode=Pinned");
    annotations.add("workloadplacement.io/target=" + side);
    annotations.add("workloadplacement.io/max-request-duration=10s");
    annotate(shape, annotations);
  }

  private static void release(Shape shape) {
    List<String> annotations =
        Stream.concat(
                shape.asked().stream(),
                Stream.of(
                    "workloadplacement.io/mode=",
                    "workloadplacement.io/target=",
                    "workloadplacement.io/max-request-duration="))
            .map(annotation -> annotation.replaceFirst("=.*", "-"))
            .toList();
    annotate(shape, annotations);
  }

  private static void annotate(Shape shape, List<String> annotations) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "annotate", "--overwrite", "-n", shape.namespace(), "service", shape.service()));
    line.addAll(annotations);
    TEST_CLUSTER.kubectl(line.toArray(String[]::new));
  }

  /** All that its owners wrote; what Kubernetes counts is left aside. */
  private static String deployment(Shape shape) {
    return TEST_CLUSTER.kubectl(
        "get",
        "-n",
        shape.namespace(),
        "deployment/" + shape.deployment(),
        "-o",
        "jsonpath={.metadata.labels}{.metadata.annotations}{.metadata.ownerReferences}"
            + "{.metadata.finalizers}{.spec}");
  }

  private static String placement(Shape shape) {
    return TEST_CLUSTER.kubectl(
        "get",
        "-n",
        shape.namespace(),
        "workloadplacement",
        "--ignore-not-found",
        "-o",
        "name",
        shape.service());
  }
}
