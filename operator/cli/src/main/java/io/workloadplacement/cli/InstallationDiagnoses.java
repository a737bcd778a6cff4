package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.PlacementPolicySpec;
import io.workloadplacement.api.v1alpha1.PlacementPolicyStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether the operator itself is installed as it should be, and works. */
record InstallationDiagnoses(Instant now) {

  static final String APPLICATION = "app.kubernetes.io/name";
  static final String OPERATOR = "workload-placement-operator";
  static final String ROUTER = "workload-placement-router";

  private static final String VERSION = "v1alpha1";
  private static final String INSTALL = "kubectl apply -f crds/";
  private static final int MISSED_RENEWALS = 3;

  /** A request that the operator makes all the time. */
  private record Right(String verb, String group, String resource, String subresource) {

    String words() {
      return verb
          + " "
          + resource
          + (subresource.isEmpty() ? "" : "/" + subresource)
          + (group.isEmpty() ? "" : "." + group);
    }
  }

  private static final List<Right> RIGHTS =
      List.of(
          new Right("list", WorkloadPlacement.GROUP, "workloadplacements", ""),
          new Right("patch", WorkloadPlacement.GROUP, "workloadplacements", "status"),
          new Right("patch", "apps", "deployments", ""),
          new Right("patch", "", "services", ""),
          new Right("patch", "autoscaling", "horizontalpodautoscalers", ""),
          new Right("patch", "policy", "poddisruptionbudgets", ""),
          new Right("patch", "discovery.k8s.io", "endpointslices", ""),
          new Right("patch", "serving.knative.dev", "services", ""));

  List<Diagnosis> all() {
    return List.of(
        new Diagnosis("Definitions", InstallationDiagnoses::definitions),
        new Diagnosis("Operator", InstallationDiagnoses::operator),
        new Diagnosis("Leader", this::leader),
        new Diagnosis("Rights", InstallationDiagnoses::rights),
        new Diagnosis("Router", InstallationDiagnoses::router));
  }

  private static List<Finding> definitions(KubernetesClient client) {
    return Stream.of(
            definition(
                client,
                "workloadplacements",
                Map.of(
                    "spec", WorkloadPlacementSpec.class,
                    "status", WorkloadPlacementStatus.class,
                    "status.decision", DecisionStatus.class)),
            definition(
                client,
                "placementpolicies",
                Map.of("spec", PlacementPolicySpec.class, "status", PlacementPolicyStatus.class)))
        .toList();
  }

  private static Finding definition(
      KubernetesClient client, String plural, Map<String, Class<?>> types) {
    String name = plural + "." + WorkloadPlacement.GROUP;
    CustomResourceDefinition found =
        client.apiextensions().v1().customResourceDefinitions().withName(name).get();
    Optional<JSONSchemaProps> schema =
        Optional.ofNullable(found).stream()
            .flatMap(definition -> definition.getSpec().getVersions().stream())
            .filter(version -> version.getName().equals(VERSION))
            .map(version -> version.getSchema().getOpenAPIV3Schema())
            .findFirst();
    if (schema.isEmpty()) {
      return Finding.fail("Definitions", name + " is not installed: " + INSTALL);
    }
    List<String> missing =
        types.entrySet().stream()
            .flatMap(type -> missing(schema.get(), type.getKey(), type.getValue()))
            .sorted()
            .toList();
    return missing.isEmpty()
        ? Finding.ok("Definitions", name + " has every field of this program.")
        : Finding.fail(
            "Definitions",
            "%s is older than this program, and lacks %s: %s"
                .formatted(name, String.join(", ", missing), INSTALL));
  }

  private static Stream<String> missing(JSONSchemaProps root, String path, Class<?> type) {
    @Nullable JSONSchemaProps schema = root;
    for (String part : path.split("\\.")) {
      schema =
          schema == null || schema.getProperties() == null
              ? null
              : schema.getProperties().get(part);
    }
    if (schema == null || schema.getProperties() == null) {
      return Stream.of(path);
    }
    Map<String, JSONSchemaProps> known = schema.getProperties();
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .filter(name -> !known.containsKey(name))
        .map(name -> path + "." + name);
  }

  private static List<Finding> operator(KubernetesClient client) {
    List<Deployment> found = deployments(client, OPERATOR);
    if (found.isEmpty()) {
      return List.of(
          Finding.fail(
              "Operator",
              "No Deployment has the label %s=%s: install it (kubectl apply -k config/default)."
                  .formatted(APPLICATION, OPERATOR)));
    }
    return found.stream().map(one -> ready("Operator", one)).toList();
  }

  private static Finding ready(String subject, Deployment deployment) {
    String key = deployment.getMetadata().getNamespace() + "/" + deployment.getMetadata().getName();
    int wanted = Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
    int ready =
        Optional.ofNullable(deployment.getStatus())
            .map(status -> status.getReadyReplicas())
            .orElse(0);
    String pods = "%s has %d of %d pods ready".formatted(key, ready, wanted);
    String wayOut =
        ": kubectl describe pods -n %s -l %s=%s"
            .formatted(
                deployment.getMetadata().getNamespace(),
                APPLICATION,
                subject.equals("Router") ? ROUTER : OPERATOR);
    if (ready == 0) {
      return Finding.fail(subject, pods + wayOut);
    }
    return ready < wanted ? Finding.warn(subject, pods + wayOut) : Finding.ok(subject, pods + ".");
  }

  private List<Finding> leader(KubernetesClient client) {
    List<Lease> leases =
        client.leases().inAnyNamespace().withField("metadata.name", OPERATOR).list().getItems();
    if (leases.isEmpty()) {
      return List.of(
          Finding.warn(
              "Leader",
              "No lease %s: the operator has never led, or runs without leader election. Look at its log."
                  .formatted(OPERATOR)));
    }
    return leases.stream().map(this::leader).toList();
  }

  private Finding leader(Lease lease) {
    String holder = lease.getSpec().getHolderIdentity();
    String where = lease.getMetadata().getNamespace() + "/" + lease.getMetadata().getName();
    if (holder == null || holder.isEmpty() || lease.getSpec().getRenewTime() == null) {
      return Finding.fail(
          "Leader", "Nobody holds the lease " + where + ": is the operator running?");
    }
    Instant renewed = lease.getSpec().getRenewTime().toInstant();
    Duration patience =
        Duration.ofSeconds(
            (long) MISSED_RENEWALS
                * Optional.ofNullable(lease.getSpec().getLeaseDurationSeconds()).orElse(1));
    return renewed.plus(patience).isBefore(now)
        ? Finding.fail(
            "Leader",
            "%s held the lease %s until %s and does not renew it: is the operator running?"
                .formatted(holder, where, renewed))
        : Finding.ok("Leader", holder + " holds the lease " + where + ".");
  }

  private static List<Finding> rights(KubernetesClient client) {
    List<Finding> findings = new ArrayList<>();
    for (Deployment operator : deployments(client, OPERATOR)) {
      String user =
          "system:serviceaccount:%s:%s"
              .formatted(
                  operator.getMetadata().getNamespace(),
                  Optional.ofNullable(
                          operator.getSpec().getTemplate().getSpec().getServiceAccountName())
                      .orElse("default"));
      String refused =
          RIGHTS.stream()
              .filter(right -> !allowed(client, user, right))
              .map(Right::words)
              .collect(Collectors.joining(", "));
      findings.add(
          refused.isEmpty()
              ? Finding.ok("Rights", user + " has the rights that were asked about.")
              : Finding.warn(
                  "Rights",
                  "%s may not, in every namespace: %s. Apply config/rbac, or the chart; with Roles in named namespaces this is as it should be."
                      .formatted(user, refused)));
    }
    return findings;
  }

  /** A review is created to ask, and stored nowhere. */
  private static boolean allowed(KubernetesClient client, String user, Right right) {
    SubjectAccessReview review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user)
            .withNewResourceAttributes()
            .withVerb(right.verb())
            .withGroup(right.group())
            .withResource(right.resource())
            .withSubresource(right.subresource())
            .endResourceAttributes()
            .endSpec()
            .build();
    return client
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(review)
        .getStatus()
        .getAllowed();
  }

  private static List<Finding> router(KubernetesClient client) {
    List<Deployment> found = deployments(client, ROUTER);
    if (found.isEmpty()) {
      return List.of(
          Finding.warn(
              "Router",
              "There is none: callers reach Knative by its own gateway, with the limits of docs/address.md. Install it with config/router, or router.enabled of the chart."));
    }
    List<Finding> findings = new ArrayList<>(found.stream().map(r -> ready("Router", r)).toList());
    deployments(client, OPERATOR).stream()
        .filter(operator -> !knowsRouter(operator))
        .map(
            operator ->
                Finding.warn(
                    "Router",
                    "%s/%s does not use it: its variable ROUTER_SERVICE is not set."
                        .formatted(
                            operator.getMetadata().getNamespace(),
                            operator.getMetadata().getName())))
        .forEach(findings::add);
    return findings;
  }

  private static boolean knowsRouter(Deployment operator) {
    return operator.getSpec().getTemplate().getSpec().getContainers().stream()
        .flatMap(container -> container.getEnv().stream())
        .anyMatch(variable -> variable.getName().equals("ROUTER_SERVICE"));
  }

  private static List<Deployment> deployments(KubernetesClient client, String application) {
    return client
        .apps()
        .deployments()
        .inAnyNamespace()
        .withLabel(APPLICATION, application)
        .list()
        .getItems();
  }
}
