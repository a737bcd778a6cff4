package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.workload.Adopted;
import io.workloadplacement.reconcile.workload.AdoptionContext;
import io.workloadplacement.reconcile.workload.Rollback;
import io.workloadplacement.reconcile.workload.Workload;
import io.workloadplacement.reconcile.workload.Workloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The workload that a state of the model stands for, with its Deployment and what is beside it: the
 * placement's own, or one of others that it has adopted.
 */
final class ModelDeployment {

  private static final Service SERVICE_OF_PODS =
      ModelYaml.read(
          "{apiVersion: v1, kind: Service, metadata: {name: checkout-pods}, spec: {clusterIP: %s, ports: [{port: 80}]}}"
              .formatted(ModelRouter.CLUSTER_IP_OF_PODS),
          Service.class);
  private static final HorizontalPodAutoscaler AUTOSCALER_OBJECT =
      ModelYaml.read(
          "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: checkout}}",
          HorizontalPodAutoscaler.class);
  private static final PodDisruptionBudget BUDGET_OBJECT =
      ModelYaml.read(
          "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: checkout}}",
          PodDisruptionBudget.class);
  private static final Service SERVICE_OF_OTHERS =
      ModelYaml.read(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: checkout, namespace: shop, uid: s-1}
          spec: {clusterIP: 10.96.0.7, selector: {app: checkout}, ports: [{port: 80, targetPort: 8080}]}
          """,
          Service.class);

  private final ModelYaml yaml;
  private final IntFunction<String> hashes;

  /**
   * The workload of a model.
   *
   * @param hashes by which the placement's own Deployment is marked with the version of its
   *     template
   */
  ModelDeployment(ModelYaml yaml, IntFunction<String> hashes) {
    this.yaml = yaml;
    this.hashes = hashes;
  }

  Workload workload(ModelState s, WorkloadPlacement placement) {
    return s.is(ADOPTED)
        ? Adopted.of(
            placement,
            new AdoptionContext(
                Optional.of(ofOthers(s)),
                Optional.of(SERVICE_OF_OTHERS),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                s.is(ROUTER)))
        : Workloads.templated(placement, List.of(), List.of(), List.of(), s.is(ROUTER));
  }

  List<HasMetadata> objects(ModelState s) {
    List<HasMetadata> objects = new ArrayList<>();
    if (s.is(PODS_SERVICE)) {
      objects.add(SERVICE_OF_PODS);
    }
    if (s.is(DEPLOYMENT)) {
      objects.add(s.is(ADOPTED) ? ofOthers(s) : rendered(s));
    }
    if (s.is(AUTOSCALER)) {
      objects.add(AUTOSCALER_OBJECT);
    }
    if (s.is(BUDGET)) {
      objects.add(BUDGET_OBJECT);
    }
    return objects;
  }

  private Deployment rendered(ModelState s) {
    return yaml.object(
        Deployment.class,
        s.only(DEPLOYMENT, AVAILABLE, DEPLOYMENT_SEEN, ROLLED_OUT, DEPLOYMENT_VERSION),
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: checkout, namespace: shop, generation: 2, uid: d-1}
        spec:
          replicas: %d
          template: {metadata: {annotations: {%s: %s}}, spec: {containers: [{name: app}]}}
        status:
          observedGeneration: %d
          availableReplicas: %d
          conditions: [{type: Progressing, status: "True", reason: %s}]
        """,
        s.get(DEPLOYMENT) - 1,
        Rollback.TEMPLATE_HASH,
        hashes.apply(s.get(DEPLOYMENT_VERSION)),
        s.is(DEPLOYMENT_SEEN) ? 2 : 1,
        s.get(AVAILABLE),
        progress(s));
  }

  private Deployment ofOthers(ModelState s) {
    return yaml.object(
        Deployment.class,
        s.only(ADOPTED, DEPLOYMENT, AVAILABLE, DEPLOYMENT_SEEN, ROLLED_OUT, DEPLOYMENT_VERSION),
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: checkout, namespace: shop, generation: 2, uid: d-1}
        spec:
          replicas: %d
          selector: {matchLabels: {app: checkout}}
          template:
            metadata: {labels: {app: checkout}}
            spec: {containers: [{name: app, image: "checkout:%d", ports: [{containerPort: 8080}]}]}
        status:
          observedGeneration: %d
          availableReplicas: %d
          conditions: [{type: Progressing, status: "True", reason: %s}]
        """,
        s.get(DEPLOYMENT) - 1,
        s.get(DEPLOYMENT_VERSION),
        s.is(DEPLOYMENT_SEEN) ? 2 : 1,
        s.get(AVAILABLE),
        progress(s));
  }

  private static String progress(ModelState s) {
    return s.is(ROLLED_OUT) ? "NewReplicaSetAvailable" : "ReplicaSetUpdated";
  }
}
