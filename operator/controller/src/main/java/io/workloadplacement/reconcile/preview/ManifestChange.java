package io.workloadplacement.reconcile.preview;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import java.util.List;

/**
 * What would become of one object in a cluster.
 *
 * @param action what would be done
 * @param kind of the object
 * @param name of the object, in the placement's namespace
 * @param fields what would change in it; empty unless it is updated
 * @param note what stands in the way; empty where nothing does
 */
public record ManifestChange(
    Action action, String apiVersion, String kind, String name, List<Field> fields, String note) {

  /** What would be done. */
  public enum Action {
    /** Nothing: it is as it should be. */
    NONE,
    CREATE,
    UPDATE,
    /** Once the side that is wanted serves. */
    REMOVE,
    /** It cannot be written; the note says why. */
    REFUSED
  }

  /**
   * A field that would change.
   *
   * @param path such as {@code spec.template.spec.containers[0].image}
   * @param before the value as JSON; empty where there is none
   * @param after the value as JSON; empty where it would go
   */
  public record Field(String path, String before, String after) {}

  /** Lists are copied. */
  public ManifestChange {
    fields = List.copyOf(fields);
  }

  static ManifestChange none(HasMetadata object) {
    return of(Action.NONE, object, List.of(), "");
  }

  static ManifestChange creation(HasMetadata object) {
    return of(Action.CREATE, object, List.of(), "");
  }

  static ManifestChange update(HasMetadata object, List<Field> fields) {
    return of(Action.UPDATE, object, fields, "");
  }

  static ManifestChange removal(HasMetadata object) {
    return of(Action.REMOVE, object, List.of(), "");
  }

  static ManifestChange conflict(HasMetadata object) {
    return refused(
        object,
        PlacementProblem.conflict(object.getKind(), object.getMetadata().getName()).getMessage());
  }

  static ManifestChange refused(HasMetadata object, String why) {
    return of(Action.REFUSED, object, List.of(), why);
  }

  boolean isOf(HasMetadata object) {
    return apiVersion.equals(object.getApiVersion())
        && kind.equals(object.getKind())
        && name.equals(object.getMetadata().getName());
  }

  private static ManifestChange of(
      Action action, HasMetadata object, List<Field> fields, String note) {
    return new ManifestChange(
        action,
        object.getApiVersion(),
        object.getKind(),
        object.getMetadata().getName(),
        fields,
        note);
  }
}
