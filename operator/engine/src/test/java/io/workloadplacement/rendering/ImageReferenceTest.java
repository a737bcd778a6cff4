package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.api.v1alpha1.Blocker;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

  private static final String SHA256 =
      "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nginx",
        "nginx:1.29-alpine",
        "library/nginx",
        "example.com/team/app:1.2",
        "example.com:5000/team/app",
        "localhost:5000/app",
        "localhost/app",
        "[::1]:5000/app:v1",
        "REGION-docker.pkg.dev/project/app:V1_rc.2",
        "ghcr.io/team/my__app/my-sub--part/x.y_z",
        "example.com/team/app@" + SHA256,
        "example.com/team/app:1.2@" + SHA256
      })
  void what_a_runtime_pulls_runs_on_both_sides(String image) {
    assertThat(violations(image)).isEmpty();
    assertThat(blockers(image)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "example.com/{team}/a:1 | is no reference",
        "${image} | is no reference",
        "ko://github.com/team/app | is no reference",
        "https://example.com/team/app | is no reference",
        "example.com/team/app: | is no reference",
        "example.com/team//app | is no reference",
        "example.com/team/app:1 2 | is no reference",
        "example.com/team/-app | is no reference",
        "example.com/team/app@sha256:12 | is no reference",
        "my_registry:5000/app | is no reference",
        "REGION-docker.example.com/PROJECT/a:1 | capital letters in 'PROJECT/a'",
        "Nginx | capital letters in 'Nginx'",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef | digest without a name",
      })
  void what_no_runtime_could_pull_is_invalid_on_both_sides(String image, String why) {
    assertThat(violations(image))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.field()).isEqualTo("spec.template.spec.containers[0].image");
              assertThat(violation.message())
                  .contains("'" + image + "'", why, "such as registry.example.com/team/app:1.2");
            });
    assertThat(blockers(image))
        .as("an adopted Deployment is its owner's, and stays where it is")
        .hasSize(1);
  }

  @Test
  void blanks_around_a_reference_are_refused() {
    assertThat(violations(" nginx"))
        .singleElement()
        .satisfies(violation -> assertThat(violation.message()).contains("blank"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROJECT/app:1 | a dot or a port",
        "example.com/team/app@sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef | sha256",
      })
  void what_only_knative_refuses_runs_on_a_deployment(String image, String wayOut) {
    assertThat(violations(image)).isEmpty();
    assertThat(blockers(image))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("spec.template.spec.containers[0].image");
              assertThat(blocker.message()).contains("Knative takes", wayOut);
            });
  }

  @Test
  void a_long_reference_is_refused_and_takes_no_time() {
    assertThat(violations("a/".repeat(100_000) + "a")).hasSize(1);
    assertThat(violations("a-".repeat(100_000) + "!")).hasSize(1);
  }

  @Test
  void the_images_of_init_containers_and_volumes_count_as_well() {
    assertThat(
            TemplateRules.violations(
                Fixtures.placement(
                    """
                    spec:
                      volumes: [{name: v, image: {reference: "{v}"}}]
                      initContainers: [{name: i, image: "{i}"}]
                      containers: [{name: a, image: a}]
                    """)))
        .extracting(TemplateRules.Violation::field)
        .containsExactlyInAnyOrder(
            "spec.template.spec.volumes[0].image.reference",
            "spec.template.spec.initContainers[0].image");
  }

  private static List<TemplateRules.Violation> violations(String image) {
    return TemplateRules.violations(Fixtures.placement("spec: " + pod(image)));
  }

  private static List<Blocker> blockers(String image) {
    PodTemplateSpec template = Fixtures.template("spec: " + pod(image));
    return KnativePortability.blockers(Fixtures.adopted(template));
  }

  private static String pod(String image) {
    return "{containers: [{name: app, image: '" + image + "'}]}";
  }
}
