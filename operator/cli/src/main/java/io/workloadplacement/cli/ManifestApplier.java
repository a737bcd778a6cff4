package io.workloadplacement.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.observability.ApiFailure;
import io.workloadplacement.rendering.ServiceAnnotations;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Applies manifests to the API server of the local mode as {@code kubectl apply} does, so that
 * kubectl can go on with them. What is not served there, or refused, does not keep the rest from
 * being applied.
 */
final class ManifestApplier {

  private static final String FIELD_MANAGER = "kubectl-client-side-apply";
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /** The longest that annotations may be together; kubectl apply ends with an error above it. */
  private static final int LONGEST_ANNOTATION = 262_144;

  private static final ObjectWriter SORTED =
      new ObjectMapper().writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

  private static final String NAMESPACE = "Namespace";
  private static final String DEFINITION = "CustomResourceDefinition";
  private static final String DEFAULT_NAMESPACE = "default";
  private static final Pattern NAMESPACE_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final String PLACEMENT = HasMetadata.getKind(WorkloadPlacement.class);

  private final KubernetesClient client;
  private final Consumer<String> notes;
  private final ServedKinds kinds;

  /**
   * What became of manifests.
   *
   * @param placements those that were declared or, by annotated Services, asked for, as
   *     namespace/name
   * @param applied how many objects the API server took
   * @param refused how many it refused, or could not have taken
   */
  record Outcome(List<String> placements, int applied, int refused) {

    /** Lists are copied. */
    Outcome {
      placements = List.copyOf(placements);
    }
  }

  /**
   * @param notes takes a line for every object that is not applied, with its place and the reason
   */
  ManifestApplier(KubernetesClient client, Consumer<String> notes) {
    this.client = client;
    this.notes = notes;
    this.kinds = new ServedKinds(client);
  }

  /** Applies objects in their order, but for namespaces and definitions, which come first. */
  Outcome apply(List<ManifestDocument> documents) {
    List<ManifestDocument> first = documents.stream().filter(ManifestApplier::comesFirst).toList();
    List<ManifestDocument> rest = documents.stream().filter(one -> !comesFirst(one)).toList();
    List<String> placements = new ArrayList<>();
    int[] counts = new int[2];
    Consumer<ManifestDocument> apply =
        document -> {
          try {
            JsonNode applied = apply(document);
            counts[0]++;
            placementOf(applied).ifPresent(placements::add);
          } catch (NotApplied e) {
            counts[1] += e.isSkipped() ? 0 : 1;
            notes.accept(document.fault("", (e.isSkipped() ? "skipped: " : "") + e.getMessage()));
          }
        };
    first.forEach(apply);
    makeNamespaces(rest);
    rest.forEach(apply);
    return new Outcome(placements, counts[0], counts[1]);
  }

  private static boolean comesFirst(ManifestDocument document) {
    return List.of(NAMESPACE, DEFINITION).contains(document.kind());
  }

  /** Manifests often name namespaces that something else makes. */
  private void makeNamespaces(List<ManifestDocument> documents) {
    Set<String> missing = new TreeSet<>();
    documents.forEach(document -> missing.add(document.namespace()));
    client
        .namespaces()
        .list()
        .getItems()
        .forEach(one -> missing.remove(one.getMetadata().getName()));
    missing.remove("");
    for (String name : missing) {
      try {
        client.raw(
            "/api/v1/namespaces",
            "POST",
            "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": %s}}"
                .formatted(client.getKubernetesSerialization().asJson(name)));
        notes.accept("namespace " + name + ": is named by manifests and in none of them: made");
      } catch (KubernetesClientException e) {
        notes.accept("namespace " + name + ": " + ApiFailure.inWords(e));
      }
    }
  }

  private JsonNode apply(ManifestDocument document) throws NotApplied {
    APIResource resource = kinds.of(document);
    ObjectNode object = document.content().deepCopy();
    if (!object.has("metadata")) {
      object.putObject("metadata");
    }
    if (!(object.get("metadata") instanceof ObjectNode metadata)) {
      throw new NotApplied(false, "metadata: must be an object with a name");
    }
    JsonNode namespace = metadata.path("namespace");
    if (!namespace.isMissingNode() && !namespace.isNull() && !namespace.isTextual()) {
      throw new NotApplied(false, "metadata.namespace: must be text");
    }
    if (resource.getNamespaced() && document.namespace().isEmpty()) {
      metadata.put("namespace", DEFAULT_NAMESPACE);
    } else if (resource.getNamespaced()
        && !NAMESPACE_NAME.matcher(document.namespace()).matches()) {
      throw new NotApplied(
          false,
          "metadata.namespace: '%s' is no name of a namespace: write at most 63 small letters, digits and -"
              .formatted(document.namespace()));
    }
    noteLastApplied(object, metadata);
    try {
      return create(resource, document, object);
    } catch (KubernetesClientException e) {
      throw new NotApplied(false, ApiFailure.inWords(e));
    }
  }

  /** What the next {@code kubectl apply} compares with, in the form in which it writes it. */
  private void noteLastApplied(ObjectNode object, ObjectNode metadata) {
    ObjectNode last = object.deepCopy();
    ObjectNode lastMetadata = (ObjectNode) last.get("metadata");
    if (lastMetadata.path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(LAST_APPLIED);
    } else if (lastMetadata.path("annotations").isValueNode()
        && !lastMetadata.path("annotations").isNull()) {
      return;
    } else {
      lastMetadata.putObject("annotations");
    }
    String text = asGoWrites(last) + "\n";
    if (text.length() < LONGEST_ANNOTATION && metadata.has("name")) {
      ObjectNode annotations =
          metadata.get("annotations") instanceof ObjectNode present
              ? present
              : metadata.putObject("annotations");
      annotations.put(LAST_APPLIED, text);
    }
  }

  /** Sorted, and with the signs of HTML escaped, so that kubectl finds no difference. */
  private static String asGoWrites(JsonNode json) {
    try {
      return SORTED
          .writeValueAsString(json)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026")
          .replace("\u2028", "\\u2028")
          .replace("\u2029", "\\u2029");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode create(APIResource resource, ManifestDocument document, ObjectNode object) {
    String query = "?fieldManager=" + FIELD_MANAGER + "&fieldValidation=Strict";
    String root = document.apiVersion().contains("/") ? "/apis/" : "/api/";
    String namespace = object.at("/metadata/namespace").asText("");
    String home = resource.getNamespaced() ? "/namespaces/" + encoded(namespace) + "/" : "/";
    String path = root + document.apiVersion() + home + resource.getName();
    try {
      return read(client.raw(path + query, "POST", object.toString()));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || document.name().isEmpty()) {
        throw e;
      }
      return merge(resource, document, namespace, object);
    }
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The object is there: it was made with the cluster, or stands in the manifests twice. */
  private JsonNode merge(
      APIResource resource, ManifestDocument document, String namespace, ObjectNode object) {
    String[] version = document.apiVersion().split("/", 2);
    ResourceDefinitionContext context =
        new ResourceDefinitionContext.Builder()
            .withGroup(version.length > 1 ? version[0] : "")
            .withVersion(version[version.length - 1])
            .withKind(resource.getKind())
            .withPlural(resource.getName())
            .withNamespaced(resource.getNamespaced())
            .build();
    PatchContext patch =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(FIELD_MANAGER)
            .withFieldValidation("Strict")
            .build();
    var all = client.genericKubernetesResources(context);
    GenericKubernetesResource merged =
        (resource.getNamespaced() ? all.inNamespace(namespace) : all)
            .withName(document.name())
            .patch(patch, object.toString());
    return read(client.getKubernetesSerialization().asJson(merged));
  }

  private JsonNode read(String json) {
    return client.getKubernetesSerialization().unmarshal(json, JsonNode.class);
  }

  private Optional<String> placementOf(JsonNode applied) {
    String kind = applied.path("kind").asText();
    boolean counts = kind.equals(PLACEMENT);
    if (kind.equals("Service") && applied.path("apiVersion").asText().equals("v1")) {
      counts =
          ServiceAnnotations.optsIn(
              client
                  .getKubernetesSerialization()
                  .unmarshal(applied.toString(), GenericKubernetesResource.class));
    }
    return counts
        ? Optional.of(
            applied.at("/metadata/namespace").asText()
                + "/"
                + applied.at("/metadata/name").asText())
        : Optional.empty();
  }
}
