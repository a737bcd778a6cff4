package io.workloadplacement.reconcile.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldOwnersTest {

  private static final List<String> REPLICAS = List.of("spec", "replicas");
  private static final List<String> SURGE =
      List.of("spec", "strategy", "rollingUpdate", "maxSurge");

  private final FieldOwners owners =
      FieldOwners.of(
          Serialization.unmarshal(
              """
              apiVersion: apps/v1
              kind: Deployment
              metadata:
                name: legacy
                managedFields:
                  - {manager: workload-placement-operator, operation: Apply, fieldsV1: {"f:spec": {"f:minReadySeconds": {}}}}
                  - {manager: helm, operation: Update, fieldsV1: {"f:spec": {"f:replicas": {}, "f:strategy": {"f:type": {}}}}}
                  - {manager: argocd, operation: Apply, fieldsV1: {"f:spec": {"f:replicas": {}}}}
                  - {manager: argocd, operation: Update, fieldsV1: {"f:spec": {"f:replicas": {}}}}
                  - {manager: autoscaler, operation: Update, subresource: scale, fieldsV1: {"f:spec": {"f:replicas": {}}}}
                  - {manager: workload-placement-operator, operation: Update, subresource: scale, fieldsV1: {"f:spec": {"f:replicas": {}}}}
                  - {manager: kube-controller-manager, operation: Update, subresource: status, fieldsV1: {"f:spec": {"f:replicas": {}}}}
              """,
              Deployment.class));

  @Test
  void whoWritesAFieldIsNamedOnceAndByName() {
    assertThat(owners.others(REPLICAS)).containsExactly("argocd", "helm");
  }

  @Test
  void whoScalesStatesNoSize() {
    assertThat(owners.others(REPLICAS)).doesNotContain("autoscaler");
  }

  @Test
  void theOperatorIsNoOtherAndOthersAreNotTheOperator() {
    List<String> ready = List.of("spec", "minReadySeconds");

    assertThat(owners.others(ready)).isEmpty();
    assertThat(owners.ours(ready)).isTrue();
    assertThat(owners.ours(REPLICAS)).isFalse();
  }

  @Test
  void whoOwnsAFieldDoesNotOwnItsNeighbours() {
    assertThat(owners.others(List.of("spec", "strategy", "type"))).containsExactly("helm");
    assertThat(owners.others(SURGE)).isEmpty();
  }
}
