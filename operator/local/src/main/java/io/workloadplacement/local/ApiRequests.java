package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.ObjectApi.Written;
import io.workloadplacement.local.WriteOptions.FieldValidation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Answers requests that are no watches: finds the resource, the verb and the form of the answer.
 */
final class ApiRequests {

  private final ObjectApi objects;
  private final Discovery discovery;
  private final OpenApi openApi;
  private final Tables tables;
  private final Protobuf protobuf;

  ApiRequests(ObjectApi objects, Discovery discovery, OpenApi openApi, Tables tables) {
    this.objects = objects;
    this.discovery = discovery;
    this.openApi = openApi;
    this.tables = tables;
    this.protobuf = new Protobuf(objects.types());
  }

  Answer.Response answer(Request request, List<String> warnings) {
    String path = request.path();
    if (List.of("/healthz", "/livez", "/readyz").contains(path)) {
      return HttpFront.text(200, "ok");
    }
    if (path.startsWith("/openapi/")) {
      return openApi.answer(path);
    }
    Optional<ObjectNode> document = discovery.at(path);
    if (document.isPresent()) {
      return json(200, document.get());
    }
    ResourcePath resource = ResourcePath.parse(path).orElse(null);
    if (resource == null) {
      return notFound(path);
    }
    Optional<Reviews.Kind> review = Reviews.at(resource);
    if (review.isPresent()) {
      return json(201, Reviews.answer(review.get(), body(request)));
    }
    ResourceType type =
        objects.types().find(resource.group(), resource.version(), resource.plural()).orElse(null);
    return type == null ? notFound(path) : answer(request, resource, type, warnings);
  }

  /** What is missing of Kubernetes itself is refused; any other path does not exist. */
  private static Answer.Response notFound(String path) {
    ResourcePath resource = ResourcePath.parse(path).orElse(null);
    String group =
        resource != null ? resource.group() : path.startsWith("/apis/") ? path.split("/")[2] : "-";
    if (BuiltInTypes.KUBERNETES_GROUPS.contains(group)) {
      throw ApiError.notServed(path);
    }
    return HttpFront.text(404, "404 page not found\n");
  }

  private Answer.Response answer(
      Request request, ResourcePath at, ResourceType type, List<String> warnings) {
    if (type.resource().equals(BuiltInTypes.PODS) && at.subresource().equals("log")) {
      return HttpFront.text(200, PodLog.of(objects.get(type, at.namespace(), at.name()), request));
    }
    boolean status = at.subresource().equals(ObjectApi.STATUS) && type.hasStatus();
    boolean scale = at.subresource().equals(ObjectApi.SCALE) && type.scale().isPresent();
    if (!at.subresource().isEmpty() && !status && !scale) {
      throw type.resource().equals(BuiltInTypes.PODS)
          ? ApiError.simulated(at.subresource())
          : ApiError.notServed("the subresource " + at.subresource() + " of " + type.resource());
    }
    if (type.resource().equals(BuiltInTypes.ENDPOINTS)) {
      warnings.add("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
    }
    WriteOptions options = options(request, warnings);
    if (scale) {
      return scale(request, at, type, options);
    }
    return switch (request.method()) {
      case "GET" -> at.name().isEmpty() ? list(request, at, type) : get(request, at, type);
      case "POST" -> {
        if (!at.name().isEmpty()) {
          throw ApiError.of(
              405,
              "MethodNotAllowed",
              "the server does not allow this method on the requested resource");
        }
        yield one(request, type, 201, objects.create(type, at.namespace(), body(request), options));
      }
      case "PUT" ->
          one(
              request,
              type,
              200,
              objects.update(
                  type, at.namespace(), at.name(), at.subresource(), body(request), options));
      case "PATCH" -> patch(request, at, type, options);
      case "DELETE" ->
          at.name().isEmpty() ? deleteAll(request, at, type) : delete(request, at, type, options);
      default ->
          throw ApiError.of(
              405, "MethodNotAllowed", "the server does not allow " + request.method());
    };
  }

  private static WriteOptions options(Request request, List<String> warnings) {
    String manager = request.parameter("fieldManager");
    String agent = request.header("user-agent").split("/", 2)[0];
    FieldValidation validation =
        switch (request.parameter("fieldValidation").toLowerCase(Locale.ROOT)) {
          case "strict" -> FieldValidation.STRICT;
          case "ignore" -> FieldValidation.IGNORE;
          default -> FieldValidation.WARN;
        };
    return new WriteOptions(
        manager.isEmpty() ? agent.isEmpty() ? "unknown" : agent : manager,
        !request.parameter("dryRun").isEmpty(),
        request.flag("force"),
        validation,
        warnings);
  }

  private Answer.Response get(Request request, ResourcePath at, ResourceType type) {
    return one(request, type, 200, objects.get(type, at.namespace(), at.name()));
  }

  private Answer.Response list(Request request, ResourcePath at, ResourceType type) {
    Predicate<JsonNode> selector = selector(request, type);
    synchronized (objects.store()) {
      String version = Long.toString(objects.store().version());
      List<ObjectNode> found =
          objects.list(type, at.namespace()).stream().filter(selector).toList();
      return json(
          200,
          asksForTable(request)
              ? table(request, type, found, version)
              : list(type, found, version));
    }
  }

  static Predicate<JsonNode> selector(Request request, ResourceType type) {
    return SelectorMatcher.labels(request.parameter("labelSelector"))
        .and(SelectorMatcher.fields(request.parameter("fieldSelector"), type));
  }

  private static ObjectNode list(ResourceType type, List<ObjectNode> objects, String version) {
    ObjectNode list =
        Json.object().put("kind", type.kind() + "List").put("apiVersion", type.apiVersion());
    list.putObject("metadata").put("resourceVersion", version);
    ArrayNode items = list.putArray("items");
    objects.forEach(object -> items.add(type.custom() ? object : untyped(object)));
    return list;
  }

  /** Items in lists of built-in types do not repeat their kind. */
  private static ObjectNode untyped(ObjectNode object) {
    ObjectNode item = Json.object();
    item.setAll(object);
    item.remove(List.of("apiVersion", "kind"));
    return item;
  }

  static boolean asksForTable(Request request) {
    return request.header("accept").contains("as=Table");
  }

  private ObjectNode table(
      Request request, ResourceType type, List<ObjectNode> objects, String version) {
    return tables.of(type, objects, version, request.parameter("includeObject"));
  }

  private Answer.Response one(Request request, ResourceType type, int code, ObjectNode object) {
    boolean table = asksForTable(request);
    return json(
        code,
        table
            ? table(
                request, type, List.of(object), Json.text(object, "metadata", "resourceVersion"))
            : object);
  }

  private Answer.Response patch(
      Request request, ResourcePath at, ResourceType type, WriteOptions options) {
    if (PatchFormat.isApply(request)) {
      if (request.parameter("fieldManager").isEmpty()) {
        throw ApiError.invalid(
            "PatchOptions.meta.k8s.io",
            "meta.k8s.io",
            "PatchOptions",
            "",
            List.of(ApiError.Cause.required("fieldManager", "is required for apply patch")));
      }
      Written written =
          objects.apply(type, at.namespace(), at.name(), at.subresource(), body(request), options);
      return one(request, type, written.created() ? 201 : 200, written.object());
    }
    Function<ObjectNode, JsonNode> change = PatchFormat.change(request, type);
    return one(
        request,
        type,
        200,
        objects.patch(type, at.namespace(), at.name(), at.subresource(), change, options));
  }

  private Answer.Response scale(
      Request request, ResourcePath at, ResourceType type, WriteOptions options) {
    ObjectNode live = objects.get(type, at.namespace(), at.name());
    ObjectNode scale = ScaleSubresource.of(type, live);
    JsonNode wanted =
        switch (request.method()) {
          case "GET" -> null;
          case "PUT" -> body(request);
          case "PATCH" -> PatchFormat.change(request, type).apply(scale);
          default ->
              throw ApiError.of(405, "MethodNotAllowed", "a scale is read, updated or patched");
        };
    if (wanted == null) {
      return json(200, scale);
    }
    ObjectMetadata.requireUnchanged(type, at.name(), Optional.of(live), (ObjectNode) wanted);
    ScaleSubresource.check(at.name(), wanted);
    ObjectNode changed =
        objects.patch(
            type,
            at.namespace(),
            at.name(),
            ObjectApi.SCALE,
            object -> ScaleSubresource.with(type, object, wanted),
            options);
    return json(200, ScaleSubresource.of(type, changed));
  }

  private Answer.Response delete(
      Request request, ResourcePath at, ResourceType type, WriteOptions options) {
    ObjectNode live = objects.get(type, at.namespace(), at.name());
    Optional<ObjectNode> left =
        objects.delete(type, at.namespace(), at.name(), deleteOptions(request), options.dryRun());
    return json(200, left.orElseGet(() -> success(type, live)));
  }

  private Answer.Response deleteAll(Request request, ResourcePath at, ResourceType type) {
    List<ObjectNode> found =
        objects.list(type, at.namespace()).stream().filter(selector(request, type)).toList();
    for (ObjectNode object : found) {
      objects.delete(
          type,
          Json.namespace(object),
          Json.name(object),
          deleteOptions(request),
          !request.parameter("dryRun").isEmpty());
    }
    return json(200, list(type, found, Long.toString(objects.store().version())));
  }

  private JsonNode deleteOptions(Request request) {
    ObjectNode options = body(request);
    String propagation = request.parameter("propagationPolicy");
    return propagation.isEmpty() ? options : options.put("propagationPolicy", propagation);
  }

  private static ObjectNode success(ResourceType type, ObjectNode object) {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details").put("name", Json.name(object));
    if (!type.group().isEmpty()) {
      details.put("group", type.group());
    }
    details.put("kind", type.plural()).put("uid", Json.uid(object));
    return status;
  }

  private ObjectNode body(Request request) {
    if (Protobuf.isIn(request)) {
      return protobuf.read(request.body());
    }
    if (request.json() instanceof ObjectNode body) {
      return body;
    }
    throw ApiError.badRequest("the body of the request is no object");
  }

  private static Answer.Response json(int code, JsonNode body) {
    return Answer.json(code, Json.write(body));
  }
}
