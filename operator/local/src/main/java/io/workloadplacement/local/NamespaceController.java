package io.workloadplacement.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives each namespace its default service account, and empties those that are deleted. */
final class NamespaceController implements Controller {

  private static final Duration AGAIN = Duration.ofMillis(100);

  private final ObjectApi objects;
  private final ControllerApi api;

  NamespaceController(ObjectApi objects) {
    this.objects = objects;
    this.api = new ControllerApi(objects, "kube-controller-manager");
  }

  @Override
  public List<Key> concernedBy(Change change) {
    return change.resource().equals(BuiltInTypes.NAMESPACES)
        ? List.of(new Key("", Json.name(change.object())))
        : List.of();
  }

  @Override
  public Optional<Duration> reconcile(Key key) {
    Optional<ObjectNode> found = api.find(BuiltInTypes.NAMESPACES, key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode namespace = found.get();
    if (!namespace.path("metadata").has("deletionTimestamp")) {
      if (api.find(BuiltInTypes.SERVICE_ACCOUNTS, new Key(key.name(), "default")).isEmpty()) {
        ObjectNode account = Json.literal("{'apiVersion': 'v1', 'kind': 'ServiceAccount'}");
        Json.metadata(account).put("name", "default").put("namespace", key.name());
        api.create(BuiltInTypes.SERVICE_ACCOUNTS, account);
      }
      return Optional.empty();
    }
    Map<String, List<ObjectNode>> content = objects.store().inNamespace(key.name());
    content.forEach((resource, all) -> all.forEach(object -> api.delete(resource, object)));
    if (!objects.store().inNamespace(key.name()).isEmpty()) {
      return Optional.of(AGAIN);
    }
    objects.store().remove(BuiltInTypes.NAMESPACES, namespace);
    return Optional.empty();
  }
}
