package io.workloadplacement.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Takes the instances of a deleted CustomResourceDefinition away, and then the resource itself. */
final class DefinitionController implements Controller {

  private static final Duration AGAIN = Duration.ofMillis(100);

  private final ObjectApi objects;
  private final ControllerApi api;

  DefinitionController(ObjectApi objects) {
    this.objects = objects;
    this.api = new ControllerApi(objects, "kube-apiserver");
  }

  @Override
  public List<Key> concernedBy(Change change) {
    return change.resource().equals(BuiltInTypes.DEFINITIONS)
        ? List.of(new Key("", Json.name(change.object())))
        : List.of();
  }

  @Override
  public Optional<Duration> reconcile(Key key) {
    Optional<ObjectNode> found =
        api.find(BuiltInTypes.DEFINITIONS, key)
            .filter(definition -> definition.path("metadata").has("deletionTimestamp"));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String resource = key.name();
    api.list(resource, "").forEach(instance -> api.delete(resource, instance));
    if (!api.list(resource, "").isEmpty()) {
      return Optional.of(AGAIN);
    }
    objects.types().remove(resource);
    api.change(
        BuiltInTypes.DEFINITIONS,
        found.get(),
        definition -> Json.metadata(definition).remove("finalizers"));
    return Optional.empty();
  }
}
