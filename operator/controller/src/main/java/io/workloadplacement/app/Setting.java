package io.workloadplacement.app;

import java.util.Locale;

/**
 * The settings of the operator, each an environment variable of the constant's name and an option
 * of {@code run} that overrides it. This is the one place that documents them; a variable that is
 * empty counts as not set.
 */
public enum Setting {
  /** Which kubeconfig to use. */
  KUBECONFIG(
      "",
      "in a cluster the pod's ServiceAccount, else ~/.kube/config",
      "a readable file",
      "/home/me/.kube/config",
      "Kubeconfig that names the API server and the credentials."),

  /** Which context of the kubeconfig to use. */
  KUBE_CONTEXT(
      "",
      "the kubeconfig's current context",
      "a context of the kubeconfig",
      "staging",
      "Context of the kubeconfig."),

  /** Where the lease lives. */
  POD_NAMESPACE(
      "",
      "the ServiceAccount's or the context's namespace",
      "a namespace: a DNS label of at most 63 characters",
      "workload-placement",
      "Namespace of the operator itself, in which the lease for leader election lives."),

  /** Who holds the lease. */
  POD_NAME(
      "",
      "in a cluster the host name, else the host name and a random suffix",
      "a DNS subdomain of at most 253 characters",
      "workload-placement-0",
      "Name of the operator's pod: the holder of the lease, and the reporting instance of events."),

  /** Which namespaces to look after. */
  WATCH_NAMESPACES(
      "",
      "all namespaces",
      "namespaces (DNS labels of at most 63 characters), separated by commas",
      "shop,billing",
      "Namespaces whose placements are looked after."),

  /** Whether there are rights beyond these namespaces. */
  CLUSTER_RIGHTS(
      "true",
      "true",
      "true or false, and false only where WATCH_NAMESPACES names namespaces",
      "true",
      "Whether the operator has rights in the whole cluster. Where it is false, it needs Roles in the"
          + " namespaces of WATCH_NAMESPACES alone, and policies come from POLICY_FILE."),

  /** Where policies stand that are not the cluster's. */
  POLICY_FILE(
      "",
      "the PlacementPolicies of the cluster",
      "a readable file, or a folder of YAML files",
      "/etc/workload-placement/policies",
      "PlacementPolicies that count in place of those of the cluster. They are read again when they"
          + " change."),

  /** On which of the machine's addresses metrics and health are served. */
  HTTP_ADDRESS(
      "",
      "in a cluster all addresses, else 127.0.0.1",
      "an IP address of this machine, or 0.0.0.0 for all",
      "127.0.0.1",
      "Address of /metrics, /healthz/live and /healthz/ready."),

  /** Where metrics and health are served. */
  HTTP_PORT(
      "8080",
      "8080",
      "a whole number from 0 to 65535, where 0 takes any free port",
      "8080",
      "Port of /metrics, /healthz/live and /healthz/ready."),

  /** Whether to stand by while another instance works. */
  LEADER_ELECTION(
      "",
      "true in a cluster, else false",
      "true or false",
      "true",
      "Whether to work only while holding the lease, so that several replicas can run."),

  /** How long a leader that vanished keeps the lease. */
  LEASE_DURATION(
      "12s",
      "12s",
      "a duration of whole seconds from 2s to 5m, longer than RENEW_DEADLINE",
      "12s",
      "How long a lease lasts that is not renewed. Another replica takes over after at most"
          + " LEASE_DURATION + 2.2 x RETRY_PERIOD."),

  /** When a leader gives up. */
  RENEW_DEADLINE(
      "8s",
      "8s",
      "a duration from 1s to 5m, longer than 1.2 x RETRY_PERIOD and shorter than LEASE_DURATION",
      "8s",
      "How long a leader tries to renew the lease before it gives up and ends."),

  /** How often the lease is tried and renewed. */
  RETRY_PERIOD(
      "1s",
      "1s",
      "a duration from 100ms to 1m",
      "1s",
      "Time between two attempts to get or renew the lease."),

  /** How many placements are worked on at once. */
  MAX_CONCURRENT_RECONCILES(
      "10",
      "10",
      "a whole number from 1 to 100",
      "10",
      "How many objects are reconciled at the same time."),

  /** How many workloads migrate at once. */
  MAX_PARALLEL_MIGRATIONS(
      "5",
      "5",
      "a whole number from 1 to 1000",
      "5",
      "How many workloads migrate between the two sides at the same time, in the whole cluster; the"
          + " others queue."),

  /** When to look again although nothing happened. */
  RESYNC_INTERVAL(
      "10m",
      "10m",
      "a duration from 10s to 24h",
      "10m",
      "Longest time after which an object is reconciled again although nothing happened."),

  /** Whether annotations of Services count. */
  ANNOTATED_SERVICES(
      "true",
      "true",
      "true or false",
      "true",
      "Whether placements are made of annotated Services. Where it is false, those made before stay as"
          + " they are."),

  /** Where the router's pods ask for their configuration. */
  XDS_PORT(
      "0",
      "0",
      "a whole number from 0 to 65535, where 0 takes any free port",
      "18000",
      "Port on which the leader configures the pods of the router (xDS). It is served only where ROUTER_SERVICE is set."),

  /** How the router's pods are found. */
  ROUTER_SERVICE(
      "",
      "no router",
      "the name of a Service: a DNS label of at most 63 characters",
      "workload-placement-router",
      "Headless Service of the router's pods, in POD_NAMESPACE. Without it there is no router, and callers reach Knative through Knative's gateway."),

  /** Whether metrics name placements. */
  METRICS_PER_PLACEMENT(
      "false",
      "false",
      "true or false",
      "true",
      "Whether there are metrics of each placement, too, with its namespace and name: four time series for each."),

  /** How lines are logged. */
  LOG_FORMAT(
      "",
      "json in a cluster, else text",
      "text or json",
      "json",
      "Format of the log on standard error."),

  /** What is logged. */
  LOG_LEVEL(
      "info",
      "info",
      "error, warn, info, debug or trace",
      "info",
      "Least level that is logged; libraries log at info at most."),

  /** What addresses end in. */
  CLUSTER_DOMAIN(
      "",
      "in a cluster that of the pod's /etc/resolv.conf, else cluster.local",
      "a DNS name of lower-case labels, at most 200 characters",
      "cluster.local",
      "DNS domain of the cluster, the end of every Service's address.");

  private final String defaultValue;
  private final String defaultDescription;
  private final String rule;
  private final String example;
  private final String meaning;

  Setting(
      String defaultValue, String defaultDescription, String rule, String example, String meaning) {
    this.defaultValue = defaultValue;
    this.defaultDescription = defaultDescription;
    this.rule = rule;
    this.example = example;
    this.meaning = meaning;
  }

  /** The option of {@code run}, such as {@code --http-port}. */
  public String option() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What holds where neither option nor variable is given, in words. */
  public String defaultDescription() {
    return defaultDescription;
  }

  /** Which values are right, as the end of a sentence "must be ...". */
  public String rule() {
    return rule;
  }

  /** A value that is right. */
  public String example() {
    return example;
  }

  /** What the setting does, in a sentence. */
  public String meaning() {
    return meaning;
  }

  /** The value where none is given; empty where it depends on the surroundings. */
  String defaultValue() {
    return defaultValue;
  }
}
