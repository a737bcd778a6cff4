package io.workloadplacement.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies of a file. */
class PolicyFileTest {

  @TempDir private Path folder;

  @Test
  void holds_the_policies_of_all_files_of_a_folder() throws IOException {
    write("a.yaml", policy("first", "priority: 3") + "---\n" + policy("second", "priority: 4"));
    write(
        "b.json",
        "{apiVersion: workloadplacement.io/v1alpha1, kind: PlacementPolicy, metadata: {name: third}}");
    write("notes.txt", "not a policy");
    Files.createDirectory(folder.resolve("..2026_01_01"));

    assertThat(PolicyFile.obstacle(folder)).isEmpty();
    assertThat(new PolicyFile(folder).policies())
        .extracting(policy -> policy.getMetadata().getName())
        .containsExactly("first", "second", "third");
  }

  @Test
  void other_policies_count_once_they_stand_there() throws IOException {
    write("a.yaml", policy("first", "priority: 3"));
    PolicyFile file = new PolicyFile(folder);
    assertThat(file.readAgain()).as("nothing has changed").isFalse();

    write("a.yaml", policy("first", "priority: 5"));

    assertThat(file.readAgain()).isTrue();
    assertThat(file.policies())
        .extracting(policy -> policy.getSpec().priority())
        .containsExactly(5);
    assertThat(file.faults()).isZero();
  }

  @Test
  void those_read_before_count_while_the_file_cannot_be_read() throws IOException {
    write("a.yaml", policy("first", "priority: 3"));
    PolicyFile file = new PolicyFile(folder);

    write("a.yaml", policy("first", "priority: [3"));

    assertThat(file.readAgain()).isFalse();
    assertThat(file.policies())
        .extracting(policy -> policy.getSpec().priority())
        .containsExactly(3);
    assertThat(file.faults()).isEqualTo(1);

    write("a.yaml", policy("first", "priority: 3"));
    file.readAgain();
    assertThat(file.faults()).isZero();
  }

  @Test
  void a_policy_that_cannot_be_followed_counts_and_is_reported() throws IOException {
    write("a.yaml", policy("first", "weights: {trafficPattern: -1}"));

    PolicyFile file = new PolicyFile(folder);

    assertThat(file.policies()).extracting(PlacementPolicy::getMetadata).hasSize(1);
    assertThat(file.faults()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "priorty: 3 | policy p: spec.priorty is no field of a policy: see kubectl explain",
        "namespaceSelector: {matchlabels: {a: b}} | spec.namespaceSelector.matchlabels is no field",
        "rules: [{name: r, whenn: 'true', effect: Require, target: Knative}] | spec.rules[0].whenn is no field",
        "priority: high | policy p: Cannot deserialize",
        "rules: [{name: r, when: 'true', effect: Prefer, target: Knative}] | policy p: Cannot deserialize",
        "exceptions: {allowed: true, approvers: [leads]} | spec.exceptions.approvers: only the API server knows who writes an exception",
        "priority: [3 | a.yaml cannot be read as YAML: line",
      })
  void what_no_api_server_would_take_is_in_the_way_of_a_start(String spec, String message)
      throws IOException {
    write("a.yaml", policy("p", spec));

    assertThat(PolicyFile.obstacle(folder).orElse(""))
        .startsWith("the policies of POLICY_FILE cannot be followed: a.yaml")
        .contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: p}} | it must hold objects of apiVersion workloadplacement.io/v1alpha1 and kind PlacementPolicy alone",
        "{apiVersion: workloadplacement.io/v1alpha1, kind: PlacementPolicy} | metadata.name is missing",
        "some text | it must hold objects of",
        "[1, 2] | it must hold objects of",
      })
  void what_is_no_policy_is_in_the_way_of_a_start(String text, String message) throws IOException {
    write("a.yaml", text);

    assertThat(PolicyFile.obstacle(folder).orElse("")).contains("a.yaml").contains(message);
  }

  @Test
  void a_name_that_stands_twice_is_in_the_way_of_a_start() throws IOException {
    write("a.yaml", policy("p", "priority: 3"));
    write("b.yaml", policy("p", "priority: 4"));

    assertThat(PolicyFile.obstacle(folder).orElse(""))
        .contains("b.yaml: policy p stands there twice");
  }

  @Test
  void a_file_that_is_gone_is_in_the_way_of_a_start() {
    assertThat(PolicyFile.obstacle(folder.resolve("gone.yaml")).orElse(""))
        .contains("gone.yaml cannot be read");
  }

  private static String policy(String name, String spec) {
    return """
        apiVersion: workloadplacement.io/v1alpha1
        kind: PlacementPolicy
        metadata: {name: %s}
        spec: {%s}
        """
        .formatted(name, spec);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
