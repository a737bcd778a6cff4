package io.workloadplacement.reconcile.preview;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.reconcile.migration.Migrations;
import io.workloadplacement.reconcile.object.AppliedObjects;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import io.workloadplacement.reconcile.object.PodCount;
import io.workloadplacement.reconcile.observe.ClusterReader;
import io.workloadplacement.reconcile.observe.DecisionRequest;
import io.workloadplacement.reconcile.observe.Inventory;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.plan.Plan;
import io.workloadplacement.reconcile.preview.ManifestChange.Action;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import io.workloadplacement.rendering.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a changed placement would do to a cluster, by the same steps as a reconcile. Reads only;
 * what its rights do not reach it assumes, and says so.
 */
public final class ClusterPreview {

  private final KubernetesClient client;
  private final ClusterReader reader;

  /**
   * What would become of one placement.
   *
   * @param current the side on which it runs now; empty for a new placement
   * @param live the placement as it is in the cluster; empty for a new one
   * @param preview what would be decided, and applied first
   * @param changes what would become of the objects in the cluster
   */
  public record Result(
      Optional<Target> current,
      Optional<WorkloadPlacement> live,
      Preview preview,
      List<ManifestChange> changes) {

    /** Whether the workload would migrate from one side to the other. */
    public boolean migrates() {
      Target on = preview.decision().nextAction().on();
      return current.filter(side -> side != on).isPresent();
    }
  }

  /** A preview of changes to the cluster of a client, which stays open. */
  public ClusterPreview(KubernetesClient client) {
    this.client = client;
    this.reader = new ClusterReader(client);
  }

  /** What the cluster has in a namespace. */
  public NamespaceObjects objects(String namespace) {
    return reader.objects(namespace);
  }

  /** What could not be read for want of rights, in sentences; the more is previewed, the more. */
  public List<String> unread() {
    return reader.notes();
  }

  /**
   * Previews a placement as it would be after it was applied.
   *
   * @param declared the placement as the manifest has it, with defaults
   * @param namespace from the input, where it has one: its labels are added to the cluster's
   * @param policies of the input: they stand in for the cluster's of the same name
   * @param objects of the input and of the placement's namespace: they count as if applied
   * @throws Preview.Refused if it cannot be carried out as it stands
   * @throws KubernetesClientException if the cluster does not answer
   */
  public Result of(
      WorkloadPlacement declared,
      Optional<Namespace> namespace,
      List<PlacementPolicy> policies,
      NamespaceObjects objects,
      Decider decider,
      Instant now)
      throws Preview.Refused {
    Optional<WorkloadPlacement> live =
        Optional.ofNullable(
            client
                .resources(WorkloadPlacement.class)
                .inNamespace(declared.getMetadata().getNamespace())
                .withName(declared.getMetadata().getName())
                .get());
    WorkloadPlacement placement =
        live.map(present -> AppliedObjects.applied(declared, present)).orElse(declared);
    try {
      Observation observed = reader.observe(placement, namespace, policies, objects, now);
      Decision decision = DecisionRequest.of(observed).decidedBy(decider);
      Plan plan = Plan.preview(Migrations.unhindered(observed, decision), clusterDomain(observed));
      return new Result(
          live.map(WorkloadPlacement::getStatus)
              .map(status -> status.target())
              // A Deployment of others runs already.
              .or(() -> observed.workload().foreignDeployment().map(any -> Target.DEPLOYMENT)),
          live,
          Preview.of(observed, decision, plan, objects),
          changes(observed, plan, decision));
    } catch (PlacementProblem problem) {
      throw new Preview.Refused(problem);
    }
  }

  /** As Knative has it for this very placement; it is asked for only where Knative has. */
  private static String clusterDomain(Observation observed) {
    String host =
        Names.hosts(
                Names.knativeService(observed.placement()),
                observed.placement().getMetadata().getNamespace(),
                "")
            .get(2);
    return observed.knative().ingress().stream()
        .flatMap(ingress -> ingress.getSpec().getRules().stream())
        .flatMap(rule -> rule.getHosts().stream())
        .filter(name -> name.startsWith(host))
        .map(name -> name.substring(host.length()))
        .findFirst()
        .orElse("cluster.local");
  }

  /**
   * What the next reconcile would apply and remove; and, where the workload would migrate, what
   * would be removed once the other side serves.
   */
  private List<ManifestChange> changes(Observation observed, Plan plan, Decision decision) {
    ManifestComparison comparison = new ManifestComparison(client, reader::note);
    List<ManifestChange> changes = new ArrayList<>();
    for (HasMetadata manifest : plan.apply()) {
      Optional<HasMetadata> existing =
          reader.read(
              manifest.getFullResourceName(),
              () -> Optional.<HasMetadata>ofNullable(client.resource(manifest).get()),
              Optional.empty());
      changes.add(
          existing
                  .filter(object -> !ClusterReader.isOwned(object, observed.placement()))
                  .isPresent()
              ? ManifestChange.conflict(manifest)
              : comparison.compare(manifest, existing));
    }
    Target left = decision.nextAction().on().other();
    for (HasMetadata object : observed.inventory().all()) {
      if (!ClusterReader.isOwned(object, observed.placement())) {
        continue;
      }
      boolean removedNow = plan.remove().stream().anyMatch(object::equals);
      boolean ofTheSideLeft = ofTheSideLeft(observed.inventory(), left, object);
      if (removedNow || ofTheSideLeft) {
        changes.removeIf(change -> change.isOf(object));
        changes.add(ManifestChange.removal(object));
      }
    }
    size(observed, plan, decision).ifPresent(changes::add);
    return changes.stream().filter(change -> change.action() != Action.NONE).toList();
  }

  /** The Service of the pods goes with the route, which may stay for a while. */
  private static boolean ofTheSideLeft(Inventory inventory, Target left, HasMetadata object) {
    return !(object instanceof Service) && inventory.of(left).contains(object);
  }

  /** A Deployment of others is not removed once Knative serves, but set to zero. */
  private static Optional<ManifestChange> size(Observation observed, Plan plan, Decision decision) {
    boolean ends = decision.nextAction().on() == Target.KNATIVE && plan.remembered().isPresent();
    return observed
        .inventory()
        .deployment()
        .filter(any -> ends && observed.deploymentRemains())
        .map(
            deployment ->
                ManifestChange.update(
                    deployment,
                    List.of(
                        new ManifestChange.Field(
                            "spec.replicas", Integer.toString(PodCount.wanted(deployment)), "0"))));
  }
}
