package io.workloadplacement.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A Kubernetes API server in the process, over an in-memory store, with simulated controllers in
 * place of nodes and Knative. Reachable over HTTP on the loopback interface by any client.
 */
public final class LocalCluster implements AutoCloseable {

  /** Reason of the event that says that fewer pods are simulated than a ReplicaSet asks for. */
  public static final String PODS_BOUNDED = "PodsBounded";

  /** Where the simulated router is. */
  public static final String ROUTER_NAMESPACE = "workload-placement-system";

  /** The Service of the simulated router's pods. */
  public static final String ROUTER_SERVICE = "workload-placement-router";

  private final SimulatedRouter router = new SimulatedRouter();
  private final HttpListener server;
  private final ObjectApi objects;
  private final WatchRequests watches;
  private final AtomicReference<Interceptor> interceptor;
  private final Controllers controllers = new Controllers();
  private final Simulation simulation;
  private final Addresses addresses = new Addresses();

  private LocalCluster(Options options) throws IOException {
    Store store = new Store(options.history());
    ResourceTypes types = new ResourceTypes();
    objects = new ObjectApi(store, types, options.clock(), addresses);
    simulation = new Simulation(options);
    Tables tables = new Tables(options.clock());
    interceptor = new AtomicReference<>(new Interceptor() {});
    watches = new WatchRequests(objects, tables, interceptor::get);
    ApiRequests api = new ApiRequests(objects, new Discovery(types), new OpenApi(types), tables);
    server = new HttpListener(options.port(), new HttpFront(api, watches, interceptor::get));
  }

  /**
   * Starts a cluster.
   *
   * @throws IOException if the port is taken
   */
  public static LocalCluster start(Options options) throws IOException {
    LocalCluster cluster = new LocalCluster(options);
    cluster.populate(options);
    cluster.server.start();
    return cluster;
  }

  private void populate(Options options) {
    InstantSource clock = options.clock();
    controllers.start(
        List.of(
            new GarbageCollector(objects),
            new NamespaceController(objects),
            new DefinitionController(objects),
            new SimulatedPods(objects, simulation, addresses, clock),
            new SimulatedReplicaSets(objects, simulation, clock),
            new SimulatedDeployments(objects, new DeploymentStatus(objects, simulation, clock)),
            new SimulatedAutoscalers(objects, simulation),
            new SimulatedEndpoints(objects),
            new SimulatedRevisions(objects, simulation, clock),
            new SimulatedKnative(objects),
            new SimulatedIngresses(objects, simulation)),
        objects.store());
    simulation.onChange(() -> controllers.lookAgain(objects.store()));
    new Bootstrap(objects).populate();
    if (options.knative()) {
      installKnative();
    }
  }

  /** Installs Knative Serving; does nothing where it is there. */
  public void installKnative() {
    new Bootstrap(objects).installKnative();
  }

  /** Takes Knative Serving away, with every object of its kinds. */
  public void removeKnative() {
    new Bootstrap(objects).removeKnative();
  }

  /**
   * Lets the simulated router follow an operator: it serves what that tells it to.
   *
   * @param xdsPort where the operator serves xDS on the loopback interface
   */
  public void routerFollows(int xdsPort) {
    router.follow("http://" + HttpListener.ADDRESS + ":" + xdsPort);
  }

  /**
   * Where the simulated router sends what comes to a port of it.
   *
   * @param pod address of one of its pods
   * @return cluster IPs of Services; empty where it does not listen
   */
  public List<String> routed(String pod, int port) {
    return router.upstreams(pod, port);
  }

  /** The switches of the simulated controllers. */
  public Simulation simulation() {
    return simulation;
  }

  /** The address of the API server. */
  public String url() {
    return "http://" + HttpListener.ADDRESS + ":" + server.port();
  }

  /**
   * Writes a kubeconfig that leads to this cluster, with {@code default} as the namespace.
   *
   * @param file the file to write; its folder must exist
   * @return the file
   */
  public Path writeKubeconfig(Path file) throws IOException {
    return Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: local
          cluster: {server: "%s"}
        contexts:
        - name: local
          context: {cluster: local, user: local, namespace: default}
        current-context: local
        users:
        - name: local
          user: {token: local}
        """
            .formatted(url()));
  }

  /** Lets an interceptor see every request from now on, in place of the one before. */
  public void intercept(Interceptor interceptor) {
    this.interceptor.set(interceptor);
  }

  /** Ends every open watch, cleanly, as a server does that restarts. */
  public void closeWatches() {
    watches.closeAll();
  }

  /** Forgets the history of changes: watches from a known version are answered with 410 Gone. */
  public void compact() {
    objects.store().compact();
  }

  @Override
  public void close() {
    router.close();
    controllers.close();
    watches.closeAll();
    server.close();
  }
}
