package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What people get wrong when they annotate a Service, each with what they are told. */
public enum WrongAnnotations {
  KEY_WITH_A_TYPO(
      remove("latency-target").and("latency-traget", "2s"),
      "workloadplacement.io/latency-traget: is not known; did you mean"
          + " workloadplacement.io/latency-target?"),
  KEY_THAT_IS_FAR_OFF(
      set("colour", "green"),
      "workloadplacement.io/colour: is not known: write one of traffic-pattern, protocol,"),
  OPT_IN_WITH_A_TYPO(
      remove("traffic-pattern").and("traffic-patern", "Sporadic"),
      "workloadplacement.io/traffic-patern: is not known; did you mean"
          + " workloadplacement.io/traffic-pattern?"),
  LABEL_THAT_THE_SERVICE_DOES_NOT_HAVE(
      set("copy-labels", "example.com/team"),
      "workloadplacement.io/copy-labels: 'example.com/team' is no label of the Service: add the"
          + " label, or leave it out of the annotation"),
  LABEL_OF_A_TOOL(
      set("copy-labels", "applyset.kubernetes.io/part-of"),
      "workloadplacement.io/copy-labels: 'applyset.kubernetes.io/part-of' is a label by which"
          + " Kubernetes and its tools know what is theirs, and is not copied: leave it out"),
  LABELS_WITHOUT_COMMAS(
      set("copy-labels", "team tier"),
      "workloadplacement.io/copy-labels: 'team tier' is no key of a label: write keys, separated by"
          + " commas, such as example.com/team"),
  NO_OPT_IN(
      remove("traffic-pattern"),
      "workloadplacement.io/traffic-pattern: is missing, and without it the others have no effect:"
          + " add it, such as Sporadic, or remove the others"),
  UNKNOWN_PATTERN(
      set("traffic-pattern", "Stedy"),
      "workloadplacement.io/traffic-pattern: 'Stedy' is not known: write Steady, Diurnal, Bursty or"
          + " Sporadic; did you mean Steady?"),
  PATTERN_IN_SMALL_LETTERS(
      set("traffic-pattern", "sporadic"),
      "workloadplacement.io/traffic-pattern: 'sporadic' is not known: write Steady, Diurnal, Bursty"
          + " or Sporadic; did you mean Sporadic?"),
  PATTERN_THAT_NEEDS_WINDOWS(
      set("traffic-pattern", "Scheduled"),
      "workloadplacement.io/traffic-pattern: 'Scheduled' needs windows, which annotations cannot"
          + " say: write a WorkloadPlacement instead of annotations"),
  WINDOWS(
      set("active-windows", "0 8 * * *"),
      "workloadplacement.io/active-windows: windows and exceptions need a placement: write a"
          + " WorkloadPlacement instead of annotations"),
  UNKNOWN_PROTOCOL(
      set("protocol", "HTTP2"),
      "workloadplacement.io/protocol: 'HTTP2' is not known: write HTTP1, H2C, GRPC or TCP; did you"
          + " mean HTTP1?"),
  NO_AVERAGE(
      remove("average-requests-per-second"),
      "workloadplacement.io/average-requests-per-second: is missing: write the requests per second,"
          + " the average over the whole day, such as \"0.01\""),
  RATE_IN_WORDS(
      set("average-requests-per-second", "a few"),
      "workloadplacement.io/average-requests-per-second: 'a few' is no rate: write requests per"
          + " second above zero, such as \"0.01\""),
  RATE_OF_ZERO(
      set("average-requests-per-second", "0"),
      "workloadplacement.io/average-requests-per-second: '0' is no rate"),
  RATE_BELOW_ZERO(
      set("peak-requests-per-second", "-3"),
      "workloadplacement.io/peak-requests-per-second: '-3' is no rate"),
  PEAK_BELOW_AVERAGE(
      set("peak-requests-per-second", "5m"),
      "workloadplacement.io/average-requests-per-second: '0.01' is above"
          + " workloadplacement.io/peak-requests-per-second, which is 5m: lower it, or raise"
          + " peak-requests-per-second"),
  DURATION_WITHOUT_UNIT(
      set("service-time", "35"),
      "workloadplacement.io/service-time: '35' is no duration above zero: write numbers with the"
          + " units ms, s, m or h, such as 35ms"),
  DURATION_IN_DAYS(
      set("max-request-duration", "1d"),
      "workloadplacement.io/max-request-duration: '1d' is no duration above zero"),
  SERVICE_TIME_ABOVE_LONGEST_REQUEST(
      set("service-time", "2m"),
      "workloadplacement.io/service-time: '2m' is above workloadplacement.io/max-request-duration,"
          + " which is 60s: lower it, or raise max-request-duration"),
  CONCURRENCY_THAT_IS_NO_NUMBER(
      set("concurrency-per-replica", "10.5"),
      "workloadplacement.io/concurrency-per-replica: '10.5' is no whole number from 1 to 10000:"
          + " write one such as 50"),
  BACKGROUND_WORK_IN_WORDS(
      set("background-work", "yes"),
      "workloadplacement.io/background-work: 'yes' is not known: write true or false"),
  BURST_LONGER_THAN_ITS_INTERVAL(
      set("traffic-pattern", "Bursty").and("burst-duration", "2h"),
      "workloadplacement.io/burst-duration: '2h' is above workloadplacement.io/burst-interval, which"
          + " is 1h: lower it, or raise burst-interval"),
  NO_LATENCY_TARGET(
      remove("latency-target"),
      "workloadplacement.io/latency-target: is missing: write how fast it has to answer, such as"
          + " 150ms"),
  LATENCY_TARGET_OF_ZERO(
      set("latency-target", "0s"),
      "workloadplacement.io/latency-target: '0s' is no duration above zero"),
  PERCENTILE_THAT_IS_NOT_OFFERED(
      set("latency-percentile", "98"),
      "workloadplacement.io/latency-percentile: '98' is not known: write 50, 90, 95 or 99"),
  COLD_START_IN_WORDS(
      set("cold-start", "fast"),
      "workloadplacement.io/cold-start: 'fast' is no duration: write numbers with the units ms, s, m"
          + " or h, such as 800ms"),
  PIN_WITHOUT_A_SIDE(
      set("pin", "until 2026-12-01T00:00:00Z"),
      "workloadplacement.io/pin: 'until 2026-12-01T00:00:00Z' is no pin: write Deployment or"
          + " Knative, with an end such as \"Knative until 2026-12-01T00:00:00Z\""),
  PIN_THAT_ENDS_SOME_DAY(
      set("pin", "Knative until Monday"),
      "workloadplacement.io/pin: 'Knative until Monday' ends at no date-time: write Deployment or"
          + " Knative"),
  REQUEST_OF_A_PLACEMENT(
      set("retry-at", "2026-12-01T00:00:00Z"),
      "workloadplacement.io/retry-at: is for placements: write it on the WorkloadPlacement of the"
          + " Service's name instead"),
  UNKNOWN_MODE(
      set("mode", "Recomend"),
      "workloadplacement.io/mode: 'Recomend' is not known: write Auto, Recommend or Pinned; did you"
          + " mean Recommend?"),
  PINNED_TO_NOTHING(
      set("mode", "Pinned"),
      "workloadplacement.io/target: is missing, as mode is Pinned: write Deployment or Knative"),
  TARGET_WITHOUT_PIN(
      set("target", "Knative"),
      "workloadplacement.io/target: has a meaning with mode Pinned only: remove it, or write"
          + " workloadplacement.io/mode: Pinned"),
  UNKNOWN_TARGET(
      set("mode", "Pinned").and("target", "Kubernetes"),
      "workloadplacement.io/target: 'Kubernetes' is not known: write Deployment or Knative"),
  EXTERNAL_NAME(
      spec("{type: ExternalName, externalName: example.com}"),
      "the Service is of type ExternalName and has no pods: annotate the Service of the Deployment"
          + " instead"),
  HEADLESS(
      spec("{clusterIP: None, selector: {app: NAME}, ports: [{port: 80}]}"),
      "the Service is headless (clusterIP: None), so callers reach pods past it: annotate a Service"
          + " with a cluster IP, or make one"),
  NO_SELECTOR(
      spec("{ports: [{port: 80}]}"),
      "the Service has no spec.selector: write one that selects the Deployment's pods"),
  NO_DEPLOYMENT(
      spec("{selector: {app: nobody}, ports: [{port: 80}]}"),
      "no Deployment has pods with the labels of spec.selector (app=nobody): correct the selector, or"
          + " create the Deployment"),
  SEVERAL_DEPLOYMENTS(
      spec("{selector: {tier: NAME}, ports: [{port: 80}]}")
          .with("Deployment", "NAME", "NAME", "NAME")
          .with("Deployment", "NAME-next", "NAME-next", "NAME"),
      "spec.selector (tier=NAME) selects the pods of several Deployments, NAME, NAME-next: add a"
          + " label that only one of them has"),
  PODS_OF_OTHERS(
      spec("{selector: {tier: NAME}, ports: [{port: 80}]}")
          .with("Deployment", "NAME", "NAME", "NAME")
          .with("Pod", "stray", "stray", "NAME"),
      "spec.selector (tier=NAME) selects pod 'stray' beside the pods of Deployment 'NAME': add a label"
          + " that only the Deployment's pods have"),
  PODS_OF_NO_DEPLOYMENT(
      spec("{selector: {app: single}, ports: [{port: 80}]}")
          .with("Pod", "single", "single", "NAME"),
      "spec.selector (app=single) selects pod 'single', and only a Deployment can be placed: remove the"
          + " annotations, or annotate the Service of a Deployment"),
  NO_TCP_PORT(
      spec("{selector: {app: NAME}, ports: [{port: 53, protocol: UDP}]}"),
      "the Service has no TCP port: a placement serves HTTP, gRPC or TCP; add such a port, or remove"
          + " the annotations");

  /** What is wrong, as a change of a Service that is right. */
  private static final class Change {
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private final List<String[]> objects = new ArrayList<>();
    private String spec = "{selector: {app: NAME}, ports: [{port: 80}]}";

    Change and(String key, String value) {
      annotations.put(key, value);
      return this;
    }

    /** An object with the labels app and tier on its pods. */
    Change with(String kind, String name, String app, String tier) {
      objects.add(new String[] {kind, name, app, tier});
      return this;
    }
  }

  private final Change change;
  private final String told;

  WrongAnnotations(Change change, String told) {
    this.change = change;
    this.told = told;
  }

  private static Change set(String key, String value) {
    return new Change().and(key, value);
  }

  private static Change remove(String key) {
    return new Change().and(key, null);
  }

  private static Change spec(String yaml) {
    Change change = new Change();
    change.spec = yaml;
    return change;
  }

  /** What a person is told about a Service of the name, at least. */
  public String told(String name) {
    return told.replace("NAME", name);
  }

  /** The Service with the mistake. */
  public Service service(String name) {
    Service service = right(name, change.spec);
    change.annotations.forEach(
        (key, value) -> {
          String full = ServiceAnnotations.PREFIX + key;
          if (value == null) {
            service.getMetadata().getAnnotations().remove(full);
          } else {
            service.getMetadata().getAnnotations().put(full, value);
          }
        });
    return service;
  }

  /** The same Service without the mistake. */
  public static Service right(String name) {
    return right(name, "{selector: {app: NAME}, ports: [{port: 80}]}");
  }

  private static Service right(String name, String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: NAME
          annotations:
            workloadplacement.io/traffic-pattern: Sporadic
            workloadplacement.io/average-requests-per-second: "0.01"
            workloadplacement.io/latency-target: 2s
            workloadplacement.io/cold-start: 800ms
        spec: SPEC
        """
            .replace("SPEC", spec)
            .replace("NAME", name),
        Service.class);
  }

  /** The Deployments beside it: the one that is selected, or what makes the mistake. */
  public List<Deployment> deployments(String name) {
    List<String[]> found = change.objects.stream().filter(o -> o[0].equals("Deployment")).toList();
    return found.isEmpty()
        ? List.of(deployment(name, name, name))
        : found.stream()
            .map(
                o ->
                    deployment(
                        o[1].replace("NAME", name),
                        o[2].replace("NAME", name),
                        o[3].replace("NAME", name)))
            .toList();
  }

  /** Pods beside it that nobody owns. */
  public List<Pod> pods(String name) {
    return change.objects.stream()
        .filter(o -> o[0].equals("Pod"))
        .map(
            o ->
                Serialization.unmarshal(
                    """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: %s, labels: {app: %s, tier: %s}}
                    spec: {containers: [{name: app, image: "registry.example/other:1"}]}
                    """
                        .formatted(o[1], o[2], o[3].replace("NAME", name)),
                    Pod.class))
        .toList();
  }

  /** A Deployment whose pods have the labels app and tier, and which selects by the first. */
  public static Deployment deployment(String name, String app, String tier) {
    return Serialization.unmarshal(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s}
        spec:
          selector: {matchLabels: {app: %s}}
          template:
            metadata: {labels: {app: %s, tier: %s}}
            spec:
              containers:
                - name: app
                  image: registry.example/checkout:1
                  ports: [{containerPort: 8080}]
                  resources: {requests: {cpu: 100m, memory: 128Mi}}
        """
            .formatted(name, app, app, tier),
        Deployment.class);
  }
}
