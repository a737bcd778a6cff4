package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ServiceResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Pin;
import io.workloadplacement.rendering.AnnotatedService;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The annotation that pins a placement without a change of its spec: on the placement, or on the
 * Service from whose annotations it is generated.
 */
record PinAnnotation(KubernetesClient client, WorkloadPlacement placement) {

  private static final String PATCH = "{\"metadata\":{\"annotations\":{\"%s\":%s}}}";

  /** The value that pins to a side, with an end where there is one. */
  static String value(Target side, Optional<Instant> until) {
    return side + until.map(end -> " until " + end).orElse("");
  }

  /** The placement as it would be with the annotation. */
  WorkloadPlacement with(String value) {
    WorkloadPlacement pinned = new WorkloadPlacement();
    pinned.setMetadata(
        new ObjectMetaBuilder(placement.getMetadata())
            .addToAnnotations(Pin.ANNOTATION, value)
            .build());
    pinned.setSpec(placement.getSpec());
    pinned.setStatus(placement.getStatus());
    return pinned;
  }

  /**
   * Writes it.
   *
   * @return where it is now, as the end of a sentence
   */
  String write(String value) {
    Optional<String> service = service();
    if (service.isPresent()) {
      patchService(service.get(), value);
      return "Service '" + service.get() + "', from whose annotations the placement is generated";
    }
    patchPlacement(value);
    return "the placement";
  }

  /**
   * Takes it away wherever it is.
   *
   * @return where it was, as the end of a sentence; empty where it was not
   */
  Optional<String> remove() {
    Optional<String> service =
        service()
            .filter(
                name ->
                    Optional.ofNullable(services(name).get())
                        .map(found -> found.getMetadata().getAnnotations())
                        .filter(annotations -> annotations.containsKey(Pin.ANNOTATION))
                        .isPresent());
    boolean own = new PlacementState(placement).pin().isPresent();
    service.ifPresent(name -> patchService(name, null));
    if (own) {
      patchPlacement(null);
    }
    return service
        .map(name -> "Service '" + name + "'")
        .or(() -> own ? Optional.of("the placement") : Optional.empty());
  }

  /** The Service that owns the placement, where its annotations have made it. */
  private Optional<String> service() {
    return AnnotatedService.isGenerated(placement)
        ? placement.getMetadata().getOwnerReferences().stream()
            .filter(
                owner -> owner.getKind().equals("Service") && owner.getApiVersion().equals("v1"))
            .map(OwnerReference::getName)
            .findFirst()
        : Optional.empty();
  }

  private ServiceResource<Service> services(String name) {
    return client.services().inNamespace(placement.getMetadata().getNamespace()).withName(name);
  }

  private void patchService(String name, @Nullable String value) {
    services(name).patch(PatchContext.of(PatchType.JSON_MERGE), patch(value));
  }

  private void patchPlacement(@Nullable String value) {
    client
        .resources(WorkloadPlacement.class)
        .inNamespace(placement.getMetadata().getNamespace())
        .withName(placement.getMetadata().getName())
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch(value));
  }

  private static String patch(@Nullable String value) {
    return PATCH.formatted(Pin.ANNOTATION, value == null ? "null" : '"' + value + '"');
  }
}
