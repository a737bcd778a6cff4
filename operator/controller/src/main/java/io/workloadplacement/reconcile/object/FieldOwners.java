package io.workloadplacement.reconcile.object;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who owns which fields of an object, by its {@code managedFields}. Writers of its subresources,
 * like an autoscaler of the scale, do not count.
 */
public record FieldOwners(List<ManagedFieldsEntry> entries) {

  /** The one field manager of everything that the operator writes. */
  public static final String OPERATOR = "workload-placement-operator";

  public static FieldOwners of(HasMetadata object) {
    return new FieldOwners(
        Optional.ofNullable(object.getMetadata().getManagedFields()).orElse(List.of()).stream()
            .filter(entry -> entry.getSubresource() == null || entry.getSubresource().isEmpty())
            .filter(entry -> entry.getFieldsV1() != null)
            .toList());
  }

  /** The managers of a field that are not the operator. */
  public List<String> others(List<String> path) {
    return managers(path, entry -> !OPERATOR.equals(entry.getManager()));
  }

  /** Whether the operator has applied a field. */
  public boolean ours(List<String> path) {
    return !managers(path, entry -> OPERATOR.equals(entry.getManager())).isEmpty();
  }

  private List<String> managers(List<String> path, Predicate<ManagedFieldsEntry> which) {
    return entries.stream()
        .filter(which)
        .filter(entry -> owns(entry.getFieldsV1().getAdditionalProperties(), path))
        .map(ManagedFieldsEntry::getManager)
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean owns(Map<?, ?> fields, List<String> path) {
    Object field = fields.get("f:" + path.get(0));
    return path.size() == 1
        ? field != null
        : field instanceof Map<?, ?> inner && owns(inner, path.subList(1, path.size()));
  }
}
