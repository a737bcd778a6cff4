package io.workloadplacement.app;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.reconcile.PlacementReconciler;
import io.workloadplacement.reconcile.PolicyReconciler;
import io.workloadplacement.reconcile.ServiceReconciler;
import io.workloadplacement.reconcile.migration.MigrationMetrics;
import io.workloadplacement.reconcile.observe.ClusterScope;
import io.workloadplacement.reconcile.observe.PolicyFile;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition of the operator: its controllers, with what they are built from. */
public final class OperatorRuntime {

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  /** However often a child's status flaps, its placement is looked at once a second. */
  public static final Duration RECONCILE_AT_MOST_EVERY = Duration.ofSeconds(1);

  /** Far beyond the life of a process. */
  private static final Duration WITHOUT_RESYNC = Duration.ofDays(3650);

  private static final String POLICY_FILE_FAULTS = "workload.placement.policy.file.faults";
  private static final Logger LOG = LoggerFactory.getLogger(OperatorRuntime.class);

  private OperatorRuntime() {}

  /** Builds the operator. */
  public static Operator create(OperatorContext context) {
    return create(context, RECONCILE_AT_MOST_EVERY);
  }

  /**
   * Builds an operator of another pace.
   *
   * @param reconcileAtMostEvery the least time between two reconciles of one object; more than 0
   */
  public static Operator create(OperatorContext context, Duration reconcileAtMostEvery) {
    Configuration configuration = context.configuration();
    ClusterScope scope = scope(configuration, context.metrics().registry());
    Operator operator = new Operator(context.settings());
    register(
        operator,
        context,
        new PlacementReconciler(
            new Decider(),
            context.events(),
            context.clock(),
            configuration.clusterDomain(),
            configuration.maxParallelMigrations(),
            reconcileAtMostEvery,
            new MigrationMetrics(context.metrics().registry()),
            context.router(),
            scope),
        controller -> placements(controller, configuration, reconcileAtMostEvery));
    if (scope.followsPoliciesOfCluster()) {
      register(
          operator,
          context,
          new PolicyReconciler(context.clock()),
          controller -> common(controller, configuration, reconcileAtMostEvery));
    }
    register(
        operator,
        context,
        new ServiceReconciler(
            context.events(),
            configuration.resyncInterval(),
            reconcileAtMostEvery,
            configuration.annotatedServices()),
        controller -> services(controller, configuration, reconcileAtMostEvery));
    return operator;
  }

  private static ClusterScope scope(Configuration configuration, MeterRegistry registry) {
    if (!configuration.clusterRights()) {
      LOG.info(
          "CLUSTER_RIGHTS is false. PlacementPolicies of the cluster are not followed, but those of"
              + " POLICY_FILE, if it is set. Changed labels of a namespace and a Knative that comes"
              + " or goes are noticed when a placement is looked at, after RESYNC_INTERVAL at the"
              + " latest. Knative's own defaults are assumed where its configuration may not be read,"
              + " and callers reach Knative by the router alone.");
    }
    Optional<PolicyFile> policies = configuration.policyFile().map(PolicyFile::new);
    policies.ifPresent(file -> meter(file, registry));
    return new ClusterScope(configuration.clusterRights(), policies);
  }

  /** An operator that is built again reads the file anew. */
  private static void meter(PolicyFile file, MeterRegistry registry) {
    Optional.ofNullable(registry.find(POLICY_FILE_FAULTS).gauge()).ifPresent(registry::remove);
    Gauge.builder(POLICY_FILE_FAULTS, file, PolicyFile::faults)
        .description("What is wrong with the policies of the file")
        .strongReference(true)
        .register(registry);
  }

  private static <P extends HasMetadata> void register(
      Operator operator,
      OperatorContext context,
      Reconciler<P> reconciler,
      Consumer<ControllerConfigurationOverrider<P>> settings) {
    ControllerConfigurationOverrider<P> configuration =
        ControllerConfigurationOverrider.override(
            operator.getConfigurationService().getConfigurationFor(reconciler));
    settings.accept(configuration);
    operator.register(
        new ContainedReconciler<>(
            reconciler, context.events(), context.metrics().runningReconciles()),
        configuration.build());
  }

  private static void placements(
      ControllerConfigurationOverrider<WorkloadPlacement> controller,
      Configuration configuration,
      Duration reconcileAtMostEvery) {
    common(controller, configuration, reconcileAtMostEvery);
    within(controller, configuration);
    // Policies select by labels, and rules read annotations: generation alone does not tell when to
    // decide anew.
    controller.withGenerationAware(false).withOnUpdateFilter(OperatorRuntime::isNews);
  }

  /**
   * Most Services are nobody's business here. Each is looked at once, at the start, for a placement
   * that was made of annotations that have gone meanwhile; from then on only annotated ones cost
   * work.
   */
  private static void services(
      ControllerConfigurationOverrider<Service> controller,
      Configuration configuration,
      Duration reconcileAtMostEvery) {
    common(controller, configuration, reconcileAtMostEvery);
    within(controller, configuration);
    controller
        .withGenerationAware(false)
        .withOnUpdateFilter(ServiceReconciler::isNews)
        .withReconciliationMaxInterval(WITHOUT_RESYNC);
  }

  private static void within(
      ControllerConfigurationOverrider<?> controller, Configuration configuration) {
    Set<String> namespaces = configuration.watchNamespaces();
    if (!namespaces.isEmpty()) {
      controller.settingNamespaces(namespaces);
    }
  }

  /**
   * An outage may last for hours and leave no event behind it: retries go on, and every object is
   * looked at again.
   */
  private static void common(
      ControllerConfigurationOverrider<?> controller,
      Configuration configuration,
      Duration reconcileAtMostEvery) {
    controller
        .withRetry(
            new GenericRetry()
                .setInitialInterval(FIRST_RETRY)
                .setIntervalMultiplier(2)
                .setMaxInterval(LONGEST_RETRY.toMillis())
                .withoutMaxAttempts())
        .withRateLimiter(new LinearRateLimiter(reconcileAtMostEvery, 1))
        .withReconciliationMaxInterval(configuration.resyncInterval());
  }

  private static boolean isNews(WorkloadPlacement now, WorkloadPlacement before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels())
        || !Objects.equals(
            now.getMetadata().getAnnotations(), before.getMetadata().getAnnotations())
        || !Objects.equals(
            now.getMetadata().getDeletionTimestamp(), before.getMetadata().getDeletionTimestamp());
  }
}
