package io.workloadplacement.reconcile.plan;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.reconcile.migration.Capacity;
import io.workloadplacement.reconcile.migration.MigrationState;
import io.workloadplacement.reconcile.migration.PrewarmedScale;
import io.workloadplacement.reconcile.object.PodCount;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.observe.OwnedKind.Removal;
import io.workloadplacement.reconcile.workload.DeploymentInput;
import io.workloadplacement.reconcile.workload.DeploymentScaler;
import io.workloadplacement.reconcile.workload.DeploymentWrites;
import io.workloadplacement.reconcile.workload.DeploymentWrites.Failure;
import io.workloadplacement.reconcile.workload.Lifecycle;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import io.workloadplacement.reconcile.workload.Remembered;
import io.workloadplacement.reconcile.workload.Workload;
import io.workloadplacement.rendering.Autoscaler;
import io.workloadplacement.rendering.AutoscalerCondition;
import io.workloadplacement.rendering.KnativeCandidate;
import io.workloadplacement.rendering.KnativeCautions;
import io.workloadplacement.rendering.KnativeSide;
import io.workloadplacement.rendering.KnativeTemplate;
import io.workloadplacement.rendering.RenderInput;
import io.workloadplacement.rendering.ServiceMesh;
import io.workloadplacement.rendering.StableAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What a reconcile writes. Make before break: a side is removed only after the other one serves,
 * and until then it is kept as carefully as if it were to stay.
 *
 * @param lifecycle how far the placement has taken the workload over
 * @param apply manifests, in the order in which they are applied
 * @param patch the fields that are applied to a Deployment of others, whole, if they change
 * @param warm pods that Knative is to keep, if that changes
 * @param replicas size that the Deployment is set to, if it is set
 * @param remove existing objects that are no longer wanted, in the order in which they are removed
 * @param failure of the placement's template, while an older one serves in its place
 * @param problem what others hold against it, while everything else goes on
 * @param remembered what is kept of a Deployment of others
 * @param notes what the rendering has to say
 */
public record Plan(
    Lifecycle lifecycle,
    List<HasMetadata> apply,
    Optional<Deployment> patch,
    Optional<PrewarmedScale> warm,
    OptionalInt replicas,
    List<HasMetadata> remove,
    Optional<Failure> failure,
    Optional<PlacementProblem> problem,
    Remembered remembered,
    List<String> notes) {

  /** Lists are copied. */
  public Plan {
    apply = List.copyOf(apply);
    remove = List.copyOf(remove);
    notes = List.copyOf(notes);
  }

  /** Nothing yet. */
  public static Plan empty(Lifecycle lifecycle) {
    return new Plan(
        lifecycle,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Remembered.NOTHING,
        List.of());
  }

  /** The same, with these manifests. */
  public Plan applying(List<HasMetadata> apply) {
    return new Plan(
        lifecycle, apply, patch, warm, replicas, remove, failure, problem, remembered, notes);
  }

  /** The same, which also removes. */
  public Plan removing(List<HasMetadata> remove) {
    return new Plan(
        lifecycle, apply, patch, warm, replicas, remove, failure, problem, remembered, notes);
  }

  /** The same, which also sets the size of the Deployment. */
  public Plan sizing(OptionalInt replicas) {
    return new Plan(
        lifecycle, apply, patch, warm, replicas, remove, failure, problem, remembered, notes);
  }

  /** The same, which also patches a Deployment of others. */
  public Plan patching(Optional<Deployment> patch) {
    return new Plan(
        lifecycle, apply, patch, warm, replicas, remove, failure, problem, remembered, notes);
  }

  /** The same, which keeps something of a Deployment of others. */
  public Plan remembering(Remembered remembered) {
    return new Plan(
        lifecycle, apply, patch, warm, replicas, remove, failure, problem, remembered, notes);
  }

  private Plan noting(List<String> notes) {
    return new Plan(
        lifecycle, apply, patch, warm, replicas, remove, failure, problem, remembered, notes);
  }

  /** What comes first of a placement that is only looked at; nothing is to be remembered for it. */
  public static Plan preview(MigrationState migration, String clusterDomain) {
    return migration.lifecycle() instanceof Lifecycle.Beginning
        ? steps(migration, clusterDomain)
        : of(migration, clusterDomain);
  }

  /** What a reconcile writes; nothing to a workload that was not taken over yet. */
  public static Plan of(MigrationState migration, String clusterDomain) {
    if (migration.lifecycle() instanceof Lifecycle.Beginning beginning) {
      return untouched(migration).remembering(beginning.remembered());
    }
    return migration.lifecycle() instanceof Lifecycle.LeftAlone
        ? untouched(migration)
        : steps(migration, clusterDomain);
  }

  private static Plan untouched(MigrationState migration) {
    return empty(migration.lifecycle()).noting(notes(migration));
  }

  /** What a reader should know whatever is written; of Knative, where it is wanted or serves. */
  private static List<String> notes(MigrationState migration) {
    Decision decision = migration.decision();
    boolean onKnative =
        decision.status().target() == Target.KNATIVE || migration.on() == Target.KNATIVE;
    if (!onKnative) {
      return migration.observed().workload().notes();
    }
    KnativeCandidate candidate = migration.observed().candidate(decision.profile());
    return Stream.of(
            migration.observed().workload().notes(),
            KnativeCautions.of(candidate),
            ServiceMesh.notes(candidate, migration.observed().namespace()),
            KnativeTemplate.of(candidate).notes())
        .flatMap(List::stream)
        .toList();
  }

  private static Plan steps(MigrationState migration, String clusterDomain) {
    Observation observed = migration.observed();
    Decision decision = migration.decision();
    Workload workload = observed.workload();
    Optional<Deployment> live = observed.inventory().deployment();
    Target on = migration.on();
    RenderInput input =
        new RenderInput(
                observed.placement(), workload.template(), decision.profile(), decision.sizing())
            .withFeatures(observed.knative().features())
            .in(observed.namespace())
            .servedAt(workload.servingPort());
    DeploymentWrites deployment =
        workload.writes(
            new DeploymentInput(
                input,
                live,
                observed.inventory().rollout(),
                observed.deployment(),
                observed.last()),
            on,
            on == Target.DEPLOYMENT || migration.serving().servesFrom(on.other()));
    RouteManifests route = RouteManifests.of(migration, input, clusterDomain);
    Service address =
        workload
            .foreignService()
            .orElseGet(() -> StableAddress.service(input, workload.podSelector()));
    List<HasMetadata> apply = new ArrayList<>();
    if (workload.foreignService().isEmpty()) {
      apply.add(address);
    }
    apply.addAll(deployment.apply());
    if (on == Target.KNATIVE) {
      apply.add(KnativeSide.render(input, observed.withheldLabels(decision.profile())));
    }
    apply.addAll(route.to(on, address));
    OptionalInt replicas = replicas(migration);
    return new Plan(
        migration.lifecycle(),
        apply,
        deployment.patch(),
        PrewarmedScale.of(
            observed, decision, migration.serving().workload().ready(), migration.coolDownDue()),
        replicas,
        remove(migration, route, address),
        deployment.failure(),
        deployment.problem(),
        workload.remembered(live, on, replicas),
        Stream.of(
                notes(migration),
                deployment.notes(),
                autoscalerFailure(migration).stream().toList())
            .flatMap(List::stream)
            .toList());
  }

  /** Why the placement's own autoscaler does not scale; empty while it does, or may yet. */
  public static Optional<String> autoscalerFailure(MigrationState migration) {
    return migration.on() == Target.DEPLOYMENT
        ? migration
            .observed()
            .inventory()
            .autoscaler()
            .flatMap(hpa -> AutoscalerCondition.trouble(hpa, migration.observed().now()))
        : Optional.empty();
  }

  /**
   * The size of the Deployment is its autoscaler's, but for the ends of a migration: it starts as
   * large as the load needs, and it ends at zero, where its pods drain by themselves: they sleep
   * before they stop, and have the time of the longest request.
   */
  private static OptionalInt replicas(MigrationState migration) {
    Observation observed = migration.observed();
    if (migration.on() == Target.KNATIVE) {
      return observed.deploymentRemains() && migration.mayRemove()
          ? OptionalInt.of(0)
          : OptionalInt.empty();
    }
    Optional<Deployment> live = observed.inventory().deployment();
    int present = live.map(PodCount::wanted).orElse(0);
    int wanted = Capacity.on(Target.DEPLOYMENT, observed, migration.decision()).wanted();
    int start = observed.workload().startSize(live, migration.decision().sizing().startReplicas());
    int size = Math.max(wanted, start);
    return (present == 0 || present < wanted) && present != size
        ? OptionalInt.of(size)
        : OptionalInt.empty();
  }

  private static List<HasMetadata> remove(
      MigrationState migration, RouteManifests route, Service address) {
    Observation observed = migration.observed();
    Target left = migration.on().other();
    List<HasMetadata> stale = route.stale(address);
    if (!migration.mayRemove()) {
      return stale;
    }
    List<HasMetadata> atOnce = observed.inventory().of(left, Removal.SERVING);
    List<HasMetadata> later = migration.drained() ? drained(observed, left, route) : List.of();
    if (left == Target.DEPLOYMENT) {
      return Stream.of(atOnce, later, stale).flatMap(List::stream).toList();
    }
    if (!atOnce.isEmpty()) {
      return atOnce;
    }
    if (migration.serving().leftovers(observed, Target.KNATIVE)) {
      return migration.drained()
          ? Stream.concat(later.stream(), route.leavingWithKnative().stream()).toList()
          : later;
    }
    return Stream.concat(
            observed.inventory().autoscaler().stream()
                .filter(
                    any ->
                        !(observed.workload().scaler() instanceof DeploymentScaler.Hpa)
                            || Autoscaler.isLeftToOthers(observed.placement())),
            route.obsolete().stream())
        .toList();
  }

  /** A Deployment of others stays, and the route does while callers may come by it. */
  private static List<HasMetadata> drained(
      Observation observed, Target left, RouteManifests route) {
    return observed.inventory().of(left, Removal.DRAINING).stream()
        .filter(object -> !(object instanceof Deployment && observed.workload().staysAtZero()))
        .filter(object -> !(object instanceof Ingress && route.isNeeded(object)))
        .toList();
  }
}
