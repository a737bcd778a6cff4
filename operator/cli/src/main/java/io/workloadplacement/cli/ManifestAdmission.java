package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.local.OfflineAdmission;
import io.workloadplacement.local.OfflineAdmission.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Manifests as typed objects, checked as the API server would check them, or their faults. */
final class ManifestAdmission {

  private static final List<String> DEFINITIONS =
      List.of(
          "crds/workloadplacements.workloadplacement.io.yaml",
          "crds/placementpolicies.workloadplacement.io.yaml");

  /** Read with the first admission. */
  private static final class Definitions {
    static final List<JsonNode> READ =
        DEFINITIONS.stream().map(ManifestAdmission::definition).toList();
  }

  private final OfflineAdmission admission;
  private final String defaultNamespace;
  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final Map<String, ManifestDocument> seen = new HashMap<>();
  private final DeclaredObjects refusedDeployments = new DeclaredObjects();
  private final List<String> faults = new ArrayList<>();

  /**
   * An admission of objects.
   *
   * @param defaultNamespace of objects that name none
   * @param clock gives timestamps that nobody sees
   */
  ManifestAdmission(String defaultNamespace, InstantSource clock) {
    this.defaultNamespace = defaultNamespace;
    this.admission = new OfflineAdmission(Definitions.READ, clock);
  }

  /** Checks an object as the API server would; one that is wrong or stands twice is not taken. */
  <T extends HasMetadata> Optional<T> admit(ManifestDocument document, Class<T> type) {
    if (!admission.knows(document.apiVersion(), document.kind())) {
      return read(document, type);
    }
    Answer answer = admission.admit(document.content(), defaultNamespace);
    if (answer.object().isEmpty()) {
      refuse(
          document,
          answer.faults().stream()
              .map(fault -> document.fault(fault.field(), fault.message()))
              .toList());
      if (type == WorkloadPlacement.class) {
        faults.addAll(hiddenFaults(document, answer));
      }
      return Optional.empty();
    }
    return unmarshal(document, answer.object().get(), type);
  }

  /** What the schema cannot say of a placement that it refuses: it would be told next time. */
  private List<String> hiddenFaults(ManifestDocument document, Answer answer) {
    try {
      String sound = answer.sound(document.content()).toString();
      WorkloadPlacement placement = serialization.unmarshal(sound, WorkloadPlacement.class);
      if (placement.getSpec() == null) {
        return List.of();
      }
      DeclaredPlacement declared = new DeclaredPlacement(placement, document);
      return declared
          .problems()
          .filter(problem -> !answer.explains(problem.split(": ", 2)[0]))
          .map(declared::fault)
          .toList();
    } catch (KubernetesClientException | IllegalArgumentException e) {
      return List.of();
    }
  }

  /** Reads an object of which no schema is at hand. */
  <T extends HasMetadata> Optional<T> read(ManifestDocument document, Class<T> type) {
    if (document.name().isEmpty()) {
      faults.add(document.fault("metadata.name", "is missing: name the object"));
      return Optional.empty();
    }
    ObjectNode content = document.content().deepCopy();
    if (document.namespace().isEmpty()) {
      ((ObjectNode) content.get("metadata")).put("namespace", defaultNamespace);
    }
    return unmarshal(document, content, type);
  }

  private <T extends HasMetadata> Optional<T> unmarshal(
      ManifestDocument document, ObjectNode content, Class<T> type) {
    T object;
    try {
      object = serialization.unmarshal(content.toString(), type);
    } catch (KubernetesClientException | IllegalArgumentException e) {
      refuse(document, List.of(document.fault("", ManifestFaults.of(e, document.kind()))));
      return Optional.empty();
    }
    ManifestDocument first =
        seen.putIfAbsent(
            document.apiVersion() + " " + document.kind() + " " + key(object), document);
    if (first != null) {
      faults.add(
          document.fault(
              "metadata.name",
              "stands in the input twice, first in document %d of %s: keep one of them"
                  .formatted(first.number(), first.source())));
      return Optional.empty();
    }
    object
        .getMetadata()
        .setOwnerReferences(
            object.getMetadata().getOwnerReferences().stream()
                .filter(ManifestAdmission::isWhole)
                .toList());
    return Optional.of(object);
  }

  private static boolean isWhole(OwnerReference owner) {
    return Stream.of(owner.getApiVersion(), owner.getKind(), owner.getName(), owner.getUid())
        .noneMatch(Objects::isNull);
  }

  /** Takes note of an object that is wrong. */
  void refuse(ManifestDocument document, List<String> why) {
    faults.addAll(why);
    if (document.kind().equals(HasMetadata.getKind(Deployment.class))
        && !document.name().isEmpty()) {
      refusedDeployments.add(ManifestFaults.deployment(document, defaultNamespace));
    }
  }

  /** Takes note of something that is wrong. */
  void fault(String words) {
    faults.add(words);
  }

  /** Everything that is wrong, each with file, line, column and field. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /** Whether a Deployment of this name is refused. */
  boolean hasRefused(String namespace, String name) {
    return refusedDeployments.in(namespace).named(Deployment.class, name).isPresent();
  }

  /** The refused Deployments whose pods a Service may mean. */
  List<Deployment> refusedDeployments(Service service) {
    String name = service.getMetadata().getName();
    List<Deployment> refused =
        refusedDeployments.in(service.getMetadata().getNamespace()).all(Deployment.class);
    // Where nothing is known of its labels, one of the Service's name is taken to be meant.
    refused.stream()
        .map(deployment -> deployment.getSpec().getTemplate().getMetadata())
        .filter(metadata -> metadata.getLabels().isEmpty() && name.equals(metadata.getName()))
        .forEach(metadata -> metadata.setLabels(service.getSpec().getSelector()));
    return refused;
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
}
