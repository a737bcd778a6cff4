package io.workloadplacement.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.workloadplacement.observability.EventRecorder;
import io.workloadplacement.observability.Health;
import io.workloadplacement.observability.InformerState;
import io.workloadplacement.observability.Metrics;
import io.workloadplacement.observability.OperatorHealth;
import io.workloadplacement.observability.ReconcileFailure;
import io.workloadplacement.reconcile.observe.PolicyFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running operator: waits for the API server, starts the controllers, tells its health and its
 * metrics over HTTP, and ends in order.
 */
public final class Application implements AutoCloseable {

  /** How an application came to its end. */
  public enum End {
    /** It was asked to. */
    CLOSED,
    /** Another instance leads, or the lease could not be renewed in time. */
    LEASE_LOST,
    /** It could not start, and waiting would not help; the log says why. */
    START_FAILED,
    /** A part of it has ended that only a new process mends; the log says which. */
    BROKEN
  }

  private static final Logger LOG = LoggerFactory.getLogger(Application.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  // Nothing may be decided on caches that are not filled: rather wait, and not be ready.
  private static final Duration CACHE_SYNC_TIMEOUT = Duration.ofDays(1);
  private static final Duration RECONCILES_END_WITHIN = Duration.ofSeconds(5);
  private static final Duration RELEASE_WITHIN = Duration.ofSeconds(2);

  private final Configuration configuration;
  private final OperatorFactory factory;
  private final KubernetesClient client;
  private final Clock clock = Clock.systemUTC();
  private final Metrics metrics;
  private final OperatorHealth health = new OperatorHealth();
  private final HttpEndpoints endpoints;
  private final Optional<RouterSide> router;
  private final Optional<Leadership> leadership;
  private final ApiServerWait wait;
  private final Thread starter = new Thread(this::startUntilItWorks, "operator-start");
  private final AtomicReference<Operator> operator = new AtomicReference<>();
  private final CompletableFuture<End> end = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private Application(
      Configuration configuration,
      KubernetesClient client,
      OperatorFactory factory,
      Metrics metrics) {
    this.configuration = configuration;
    this.metrics = metrics;
    this.factory = factory;
    this.client = client;
    this.leadership =
        configuration
            .leaderElection()
            .map(
                lease ->
                    new Leadership(
                        client, clock, leaseNamespace(configuration), configuration.podName()));
    leadership.ifPresent(held -> health.standsByFor(""));
    this.wait =
        new ApiServerWait(
            () ->
                Cluster.obstacle(client)
                    .or(() -> configuration.policyFile().flatMap(PolicyFile::obstacle)),
            obstacle -> {
              health.waitsFor(obstacle);
              LOG.warn("Waiting: {}", obstacle);
            },
            FIRST_WAIT,
            LONGEST_WAIT);
    this.router = RouterSide.of(configuration, clock.instant(), health::isAtWork);
    ProcessGauges gauges = ProcessGauges.register(metrics, health::isLeading);
    router.map(RouterSide::connection).ifPresent(side -> gauges.add(side.table()));
    this.endpoints = endpoints();
  }

  private HttpEndpoints endpoints() {
    try {
      return HttpEndpoints.start(
          configuration.httpAddress(),
          configuration.httpPort(),
          health::liveness,
          health::readiness,
          metrics::scrape);
    } catch (RuntimeException e) {
      router.ifPresent(RouterSide::close);
      throw e;
    }
  }

  /**
   * Starts; returns at once, while the operator may still wait for the API server.
   *
   * @throws ConfigurationException if settings do not fit the surroundings
   */
  public static Application start(Configuration configuration, OperatorFactory factory) {
    Metrics metrics = new Metrics();
    return start(
        configuration, Cluster.connect(configuration, metrics.apiRequests()), factory, metrics);
  }

  /**
   * Starts with a client that is there already.
   *
   * @param client closed with the application
   */
  static Application start(
      Configuration configuration, KubernetesClient client, OperatorFactory factory) {
    return start(configuration, client, factory, new Metrics());
  }

  private static Application start(
      Configuration configuration,
      KubernetesClient client,
      OperatorFactory factory,
      Metrics metrics) {
    try {
      Application application = new Application(configuration, client, factory, metrics);
      if (configuration.clusterDomainAssumed()) {
        LOG.warn(
            "The cluster's domain could not be found, {} is assumed. Set CLUSTER_DOMAIN if it is"
                + " another: addresses end in it.",
            configuration.clusterDomain());
      }
      application.starter.start();
      return application;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** Waits for the end. */
  public End awaitEnd() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("An end is never exceptional", e);
    }
  }

  /** Whether the operator does its work, or stands by to do it. */
  public Health readiness() {
    return health.readiness();
  }

  /** Where metrics and health are served. */
  public int httpPort() {
    return endpoints.port();
  }

  /** Where the router asks what it is to serve; empty where the operator has no router. */
  public OptionalInt xdsPort() {
    return router
        .map(RouterSide::server)
        .map(server -> OptionalInt.of(server.port()))
        .orElse(OptionalInt.empty());
  }

  /**
   * Ends in order: reconciles that run may end, the lease is given back. Returns when that is done,
   * after at most eight seconds; a second call waits for the first.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      closed.join();
      return;
    }
    try {
      health.stops();
      wait.close();
      starter.interrupt();
      Optional.ofNullable(operator.get()).ifPresent(last -> CompleteStop.of(last, metrics));
      leadership.filter(held -> !client.getHttpClient().isClosed()).ifPresent(this::release);
      client.close();
      router.ifPresent(RouterSide::close);
      endpoints.close();
      metrics.close();
      LOG.info("Ended");
    } finally {
      end.complete(End.CLOSED);
      closed.complete(null);
    }
  }

  private void release(Leadership held) {
    CompletableFuture<Void> released = CompletableFuture.runAsync(held::release);
    try {
      released.get(RELEASE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The lease could not be released; it runs out by itself", e);
    }
  }

  private void startUntilItWorks() {
    try {
      while (wait.await()) {
        if (startOnce()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      if (!closing.get()) {
        LOG.error("The operator cannot start", e);
        end.complete(End.START_FAILED);
      }
    }
  }

  private boolean startOnce() {
    Operator created =
        factory.create(
            new OperatorContext(
                configuration,
                client,
                clock,
                new EventRecorder(client, clock, metrics.registry(), configuration.podName()),
                metrics,
                this::configure,
                router.map(RouterSide::connection)));
    operator.set(created);
    health.starts(() -> InformerState.ofAll(created));
    metrics.measure(
        new CacheGauges(created, configuration.metricsPerPlacement(), health::isAtWork)::all);
    try {
      created.start();
    } catch (RuntimeException e) {
      if (closing.get() || !passesByItself(e)) {
        throw e;
      }
      LOG.warn(
          "The API server went away during the start: {}", ReconcileFailure.of(e).getMessage());
      CompleteStop.of(created, metrics);
      health.waitsFor("the API server went away during the start");
      return false;
    }
    health.started();
    LOG.info("Started");
    return true;
  }

  private void configure(ConfigurationServiceOverrider josdk) {
    josdk
        .withKubernetesClient(client)
        // The lease is given back after the operator has stopped.
        .withCloseClientOnStop(false)
        .withMetrics(metrics.operatorMetrics())
        .withExecutorService(
            new ReconcileThreads(configuration.maxConcurrentReconciles(), this::reconcileEscaped))
        .withResourceCloner(new ContainedCloner(client.getKubernetesSerialization()))
        .withStopOnInformerErrorDuringStartup(false)
        .withInformerStoppedHandler(this::watchEnded)
        .withCacheSyncTimeout(CACHE_SYNC_TIMEOUT)
        .withReconciliationTerminationTimeout(RECONCILES_END_WITHIN)
        .withUseSSAToPatchPrimaryResource(true);
    leadership.ifPresent(
        held ->
            josdk.withLeaderElectionConfiguration(
                held.configuration(
                    configuration.leaderElection().orElseThrow(), health, this::loseLease)));
  }

  /** What a watch no longer sees is never acted on: another process begins with what is there. */
  @SuppressWarnings("rawtypes") // as JOSDK declares it
  private void watchEnded(SharedIndexInformer informer, Throwable cause) {
    if (client.getHttpClient().isClosed()) {
      // The lease was lost, which ends every watch.
      return;
    }
    health.onStop(informer, cause);
    if (!health.liveness().passing()) {
      end.complete(End.BROKEN);
    }
  }

  private void reconcileEscaped(Throwable thrown) {
    if (!closing.get()) {
      LOG.error("A reconcile ended unnoticed; the operator ends so that none is left out", thrown);
      end.complete(End.BROKEN);
    }
  }

  private void loseLease() {
    if (closing.get()) {
      return;
    }
    // Before anything else: whatever reconcile still runs can write no more.
    client.close();
    LOG.error("The lease was lost; the operator ends so that only one works");
    end.complete(End.LEASE_LOST);
  }

  private String leaseNamespace(Configuration from) {
    return from.podNamespace()
        .or(() -> Optional.ofNullable(client.getConfiguration().getNamespace()))
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "POD_NAMESPACE is not set, and neither a ServiceAccount nor a context says it:"
                        + " leader election needs a namespace for its lease. Set POD_NAMESPACE, or"
                        + " LEADER_ELECTION=false.",
                    null));
  }

  private static boolean passesByItself(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .anyMatch(
            cause ->
                cause instanceof IOException
                    || (cause instanceof KubernetesClientException refused
                        && isOutage(refused.getCode())));
  }

  private static boolean isOutage(int code) {
    // The client's code for no answer at all is -1.
    return code <= 0 || code == 429 || code >= 500;
  }
}
