package io.workloadplacement.reconcile.migration;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.Map;

/** Objects from YAML, each read once: they are not changed, so equal ones are the same. */
final class ModelYaml {

  /** An object, by the parts of the state that it stands for. */
  private record Key(Class<?> kind, ModelState parts) {}

  private final Map<Key, HasMetadata> known = new HashMap<>();

  /** The object of a kind that these parts of a state stand for. */
  <T extends HasMetadata> T object(Class<T> kind, ModelState parts, String yaml, Object... values) {
    HasMetadata object = known.get(new Key(kind, parts));
    if (object == null) {
      object = read(yaml.formatted(values), kind);
      known.put(new Key(kind, parts), object);
    }
    return kind.cast(object);
  }

  static <T> T read(String yaml, Class<T> kind) {
    return Serialization.unmarshal(yaml.startsWith("{") ? "---\n" + yaml : yaml, kind);
  }
}
