package io.workloadplacement.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the server tells of the resources that it serves. */
final class Discovery {

  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  private final ResourceTypes types;

  Discovery(ResourceTypes types) {
    this.types = types;
  }

  /** The document at a path; empty where there is none. */
  Optional<ObjectNode> at(String path) {
    String[] parts = path.replaceAll("^/|/$", "").split("/");
    if (path.equals("/version")) {
      return Optional.of(version());
    } else if (parts[0].equals("api")) {
      return parts.length == 1
          ? Optional.of(coreVersions())
          : parts.length == 2 && parts[1].equals("v1") ? resources("", "v1") : Optional.empty();
    } else if (parts[0].equals("apis")) {
      return switch (parts.length) {
        case 1 -> Optional.of(groups());
        case 2 -> group(parts[1]);
        case 3 -> resources(parts[1], parts[2]);
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static ObjectNode version() {
    return Json.literal(
        "{'major':'1','minor':'36','gitVersion':'v1.36.0-local','gitCommit':'','gitTreeState':'',"
            + "'buildDate':'1970-01-01T00:00:00Z','goVersion':'','compiler':'','platform':'jvm'}");
  }

  private static ObjectNode coreVersions() {
    return Json.literal("{'kind':'APIVersions','versions':['v1'],'serverAddressByClientCIDRs':[]}");
  }

  private Map<String, Set<String>> versions() {
    Map<String, Set<String>> versions = new TreeMap<>();
    for (Reviews.Kind review : Reviews.KINDS) {
      versions.computeIfAbsent(review.group(), unused -> new TreeSet<>()).add("v1");
    }
    for (ResourceType type : types.all()) {
      if (!type.group().isEmpty()) {
        versions.computeIfAbsent(type.group(), unused -> new TreeSet<>()).add(type.version());
      }
    }
    return versions;
  }

  private ObjectNode groups() {
    ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    versions().forEach((name, versions) -> group(groups.addObject(), name, versions));
    return list;
  }

  private Optional<ObjectNode> group(String name) {
    Set<String> versions = versions().get(name);
    if (versions == null) {
      return Optional.empty();
    }
    ObjectNode group = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
    group(group, name, versions);
    return Optional.of(group);
  }

  private static void group(ObjectNode group, String name, Set<String> versions) {
    group.put("name", name);
    ArrayNode list = group.putArray("versions");
    for (String version : versions) {
      list.addObject().put("groupVersion", name + "/" + version).put("version", version);
    }
    group.set("preferredVersion", list.get(list.size() - 1));
  }

  private Optional<ObjectNode> resources(String group, String version) {
    ObjectNode list =
        Json.object()
            .put("kind", "APIResourceList")
            .put("apiVersion", "v1")
            .put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = list.putArray("resources");
    for (Reviews.Kind review : Reviews.KINDS) {
      if (review.group().equals(group)) {
        resource(resources, review.plural(), review.namespaced(), review.kind())
            .putArray("verbs")
            .add("create");
      }
    }
    for (ResourceType type : types.all()) {
      if (type.group().equals(group) && type.version().equals(version)) {
        resources(resources, type);
      }
    }
    return resources.isEmpty() ? Optional.empty() : Optional.of(list);
  }

  private static void resources(ArrayNode resources, ResourceType type) {
    ObjectNode main = resource(resources, type.plural(), type.namespaced(), type.kind());
    main.put("singularName", type.singular());
    VERBS.forEach(main.putArray("verbs")::add);
    if (!type.shortNames().isEmpty()) {
      type.shortNames().forEach(main.putArray("shortNames")::add);
    }
    if (!type.categories().isEmpty()) {
      type.categories().forEach(main.putArray("categories")::add);
    }
    if (type.hasStatus()) {
      ObjectNode status =
          resource(resources, type.plural() + "/status", type.namespaced(), type.kind());
      List.of("get", "patch", "update").forEach(status.putArray("verbs")::add);
    }
    if (type.scale().isPresent()) {
      ObjectNode scale = resource(resources, type.plural() + "/scale", type.namespaced(), "Scale");
      scale.put("group", "autoscaling").put("version", "v1");
      List.of("get", "patch", "update").forEach(scale.putArray("verbs")::add);
    }
  }

  private static ObjectNode resource(
      ArrayNode resources, String name, boolean namespaced, String kind) {
    return resources
        .addObject()
        .put("name", name)
        .put("singularName", "")
        .put("namespaced", namespaced)
        .put("kind", kind);
  }
}
