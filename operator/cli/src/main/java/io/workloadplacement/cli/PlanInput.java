package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.PolicyCheck;
import io.workloadplacement.local.OfflineAdmission;
import io.workloadplacement.local.OfflineAdmission.Answer;
import io.workloadplacement.reconcile.preview.Preview;
import io.workloadplacement.rendering.AnnotatedService;
import io.workloadplacement.rendering.ServiceAnnotations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a plan is made from: placements, and the objects beside them that have a say. All of them
 * are checked as the API server would check them.
 */
final class PlanInput {

  private static final List<String> DEFINITIONS =
      List.of(
          "crds/workloadplacements.workloadplacement.io.yaml",
          "crds/placementpolicies.workloadplacement.io.yaml");

  private final OfflineAdmission admission;
  private final String defaultNamespace;
  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final Map<String, ManifestDocument> seen = new LinkedHashMap<>();
  private final List<Declared> placements = new ArrayList<>();
  private final List<PlacementPolicy> policies = new ArrayList<>();
  private final Map<String, Namespace> namespaces = new LinkedHashMap<>();
  private final Map<String, Deployment> deployments = new LinkedHashMap<>();
  private final Map<ManifestDocument, Service> services = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  /** A placement and where it stands. */
  record Declared(WorkloadPlacement placement, ManifestDocument document) {

    /** A fault of the placement, which begins with the path of the field that has it. */
    String fault(String message) {
      int end = message.indexOf(": ");
      return document.fault(end < 0 ? "" : message.substring(0, end), message);
    }
  }

  /**
   * An input without any object.
   *
   * @param defaultNamespace of objects that name none
   * @param clock gives timestamps that nobody sees
   */
  PlanInput(String defaultNamespace, InstantSource clock) {
    this.defaultNamespace = defaultNamespace;
    this.admission =
        new OfflineAdmission(DEFINITIONS.stream().map(PlanInput::definition).toList(), clock);
  }

  /** Takes an object in; what is wrong with it becomes a fault. */
  void add(ManifestDocument document) {
    String apiVersion = document.apiVersion();
    String kind = document.kind();
    if (apiVersion.isEmpty() || kind.isEmpty()) {
      faults.add(document.fault("", "apiVersion and kind say what an object is: one is missing"));
    } else if (is(document, WorkloadPlacement.class)) {
      admit(document, WorkloadPlacement.class)
          .ifPresent(placement -> placements.add(new Declared(placement, document)));
    } else if (is(document, PlacementPolicy.class)) {
      admit(document, PlacementPolicy.class).ifPresent(policy -> add(policy, document));
    } else if (is(document, Namespace.class)) {
      admit(document, Namespace.class)
          .ifPresent(namespace -> namespaces.put(namespace.getMetadata().getName(), namespace));
    } else if (is(document, Deployment.class)) {
      admit(document, Deployment.class)
          .ifPresent(deployment -> deployments.put(key(deployment), deployment));
    } else if (is(document, Service.class) && isAnnotated(document)) {
      admit(document, Service.class).ifPresent(service -> services.put(document, service));
    } else if (apiVersion.startsWith(WorkloadPlacement.GROUP + "/")) {
      faults.add(
          document.fault(
              "apiVersion",
              "%s has no %s: write %s/v1alpha1 and WorkloadPlacement or PlacementPolicy"
                  .formatted(apiVersion, kind, WorkloadPlacement.GROUP)));
    } else {
      skipped.add(document.fault("", "has no say in a decision, and is skipped"));
    }
  }

  private static boolean isAnnotated(ManifestDocument document) {
    for (Iterator<String> keys = document.at("/metadata/annotations").fieldNames();
        keys.hasNext(); ) {
      if (keys.next().startsWith(ServiceAnnotations.PREFIX)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Makes the placements of annotated Services, once everything is in.
   *
   * @param elsewhere Deployments of a namespace that are not in the input
   */
  void makePlacementsOfServices(Function<String, List<Deployment>> elsewhere) {
    services.forEach((document, service) -> make(document, service, elsewhere));
  }

  private void make(
      ManifestDocument document, Service service, Function<String, List<Deployment>> elsewhere) {
    String namespace = service.getMetadata().getNamespace();
    List<WorkloadPlacement> written =
        placements.stream()
            .map(Declared::placement)
            .filter(placement -> placement.getMetadata().getNamespace().equals(namespace))
            .toList();
    if (written.stream()
        .anyMatch(p -> p.getMetadata().getName().equals(service.getMetadata().getName()))) {
      skipped.add(document.fault("", "a WorkloadPlacement of its name wins over annotations"));
      return;
    }
    Map<String, Deployment> beside = new LinkedHashMap<>();
    elsewhere.apply(namespace).forEach(deployment -> beside.put(key(deployment), deployment));
    deployments.values().stream()
        .filter(deployment -> deployment.getMetadata().getNamespace().equals(namespace))
        .forEach(deployment -> beside.put(key(deployment), deployment));
    AnnotatedService read =
        AnnotatedService.of(
            service,
            new AnnotatedService.Surroundings(List.copyOf(beside.values()), List.of(), written));
    read.placement().ifPresent(placement -> placements.add(new Declared(placement, document)));
    read.problems().forEach(problem -> faults.add(fault(document, problem)));
  }

  /** Most problems begin with the annotation that has it. */
  private static String fault(ManifestDocument document, String problem) {
    int end = problem.indexOf(": ");
    return problem.startsWith(ServiceAnnotations.PREFIX) && end > 0
        ? document.fault(
            "metadata.annotations." + problem.substring(0, end), problem.substring(end + 2))
        : document.fault("", problem);
  }

  private void add(PlacementPolicy policy, ManifestDocument document) {
    policies.add(policy);
    PolicyCheck.of(policy)
        .forEach(fault -> faults.add(document.fault(fault.field(), fault.text())));
  }

  private static boolean is(ManifestDocument document, Class<? extends HasMetadata> type) {
    return document.apiVersion().equals(HasMetadata.getApiVersion(type))
        && document.kind().equals(HasMetadata.getKind(type));
  }

  private <T extends HasMetadata> Optional<T> admit(ManifestDocument document, Class<T> type) {
    Answer answer = admission.admit(document.content(), defaultNamespace);
    answer.faults().forEach(fault -> faults.add(document.fault(fault.field(), fault.message())));
    Optional<T> object =
        answer.object().map(found -> serialization.unmarshal(found.toString(), type));
    object.ifPresent(
        found -> {
          ManifestDocument first = seen.putIfAbsent(document.kind() + " " + key(found), document);
          if (first != null) {
            faults.add(
                document.fault(
                    "metadata.name",
                    "stands in the input twice, first in document %d of %s"
                        .formatted(first.number(), first.source())));
          }
        });
    return object;
  }

  private static String key(HasMetadata object) {
    return Objects.toString(object.getMetadata().getNamespace(), "")
        + "/"
        + object.getMetadata().getName();
  }

  private static JsonNode definition(String name) {
    try (InputStream in = PlanInput.class.getClassLoader().getResourceAsStream(name)) {
      return (ObjectNode) new YAMLMapper().readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }

  List<Declared> placements() {
    return List.copyOf(placements);
  }

  List<PlacementPolicy> policies() {
    return List.copyOf(policies);
  }

  /** The namespace of a placement, where the input has it. */
  Optional<Namespace> namespace(WorkloadPlacement placement) {
    return Optional.ofNullable(namespaces.get(placement.getMetadata().getNamespace()));
  }

  /** The namespace of a placement, without labels where the input does not have it. */
  private Namespace namespaceOrBare(WorkloadPlacement placement) {
    String name = placement.getMetadata().getNamespace();
    return namespace(placement)
        .orElseGet(
            () -> new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build());
  }

  /** The Deployment that a placement adopts, where the input has it. */
  private Optional<Deployment> adopted(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getSpec().workloadRef())
        .map(
            reference ->
                deployments.get(placement.getMetadata().getNamespace() + "/" + reference.name()));
  }

  /**
   * What would be decided and rendered for a placement of the input where it runs nowhere yet.
   *
   * @throws Preview.Refused if the placement declares something that cannot be used
   */
  Preview preview(Declared declared, boolean knativeInstalled, Decider decider, Instant now)
      throws Preview.Refused {
    WorkloadPlacement placement = declared.placement();
    return Preview.of(
        placement,
        new Preview.Surroundings(
            namespaceOrBare(placement), policies(), adopted(placement), knativeInstalled, now),
        decider);
  }

  /** Everything that is wrong, each with file, line, column and field. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /** The objects that were not used, and where they stand. */
  List<String> skipped() {
    return List.copyOf(skipped);
  }
}
