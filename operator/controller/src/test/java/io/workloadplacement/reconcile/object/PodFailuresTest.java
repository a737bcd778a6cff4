package io.workloadplacement.reconcile.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row: a pod's status, and what is told of it. */
class PodFailuresTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "an image that cannot be pulled | {containerStatuses: [{state: {waiting: {reason:"
            + " ImagePullBackOff, message: no such tag}}}]} | ImagePullBackOff: no such tag",
        "a crash without words          | {containerStatuses: [{state: {waiting: {reason:"
            + " CrashLoopBackOff}}}]} | CrashLoopBackOff",
        "an init container comes first  | {initContainerStatuses: [{state: {waiting: {reason:"
            + " Error}}}], containerStatuses: [{state: {waiting: {reason: PodInitializing}}}]} |"
            + " Error",
        "no node fits                   | {conditions: [{type: PodScheduled, status: 'False',"
            + " message: 0/3 nodes are available}]} | 0/3 nodes are available",
        "it only starts                 | {containerStatuses: [{state: {waiting: {reason:"
            + " ContainerCreating}}}]} | -",
        "it runs                        | {containerStatuses: [{state: {running: {}}}]} | -",
      })
  void isToldInTheClustersOwnWords(String what, String status, String told) {
    Pod pod =
        Serialization.unmarshal(
            "---\n{apiVersion: v1, kind: Pod, status: " + status + "}", Pod.class);

    assertThat(PodFailures.of(List.of(new Pod(), pod)).orElse(null)).isEqualTo(told);
  }
}
