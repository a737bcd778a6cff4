package io.workloadplacement.reconcile.object;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.rendering.Labels;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which objects belong to a placement: those whose controller reference names its UID, and beside a
 * Deployment of others those that no controller has and whose label names it. Names prove nothing.
 */
public record Ownership(String uid) {

  public static Ownership of(WorkloadPlacement placement) {
    return new Ownership(placement.getMetadata().getUid());
  }

  public boolean covers(HasMetadata object) {
    return controller(object)
        .map(owner -> owner.getUid().equals(uid))
        .orElseGet(() -> uid != null && uid.equals(label(object, Labels.OWNER_UID)));
  }

  /** The placement that an object says to belong to; none where it belongs to nobody, or others. */
  public static Set<ResourceID> claimed(HasMetadata object) {
    Optional<OwnerReference> controller = controller(object);
    String name =
        controller.isPresent()
            ? controller.filter(Ownership::isPlacement).map(OwnerReference::getName).orElse(null)
            : label(object, Labels.OWNER);
    return name == null
        ? Set.of()
        : Set.of(new ResourceID(name, object.getMetadata().getNamespace()));
  }

  /** The UID of what an object says to belong to. */
  public static Optional<String> uid(HasMetadata object) {
    return controller(object)
        .map(OwnerReference::getUid)
        .or(() -> Optional.ofNullable(label(object, Labels.OWNER_UID)));
  }

  private static boolean isPlacement(OwnerReference owner) {
    return owner.getKind().equals(HasMetadata.getKind(WorkloadPlacement.class))
        && owner.getApiVersion().startsWith(WorkloadPlacement.GROUP + "/");
  }

  private static Optional<OwnerReference> controller(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst();
  }

  private static @Nullable String label(HasMetadata object, String key) {
    return Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of()).get(key);
  }
}
