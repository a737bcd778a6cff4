package io.workloadplacement.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A refusal of the API server, carried to the client as a {@code Status}. */
final class ApiError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * One field that is wrong.
   *
   * @param type the machine-readable type, such as {@code FieldValueInvalid}
   * @param field the path of the field, such as {@code spec.replicas}
   * @param message what is wrong, such as {@code Required value}
   */
  record Cause(String type, String field, String message) {
    static Cause required(String field) {
      return required(field, "");
    }

    static Cause required(String field, String detail) {
      return new Cause(
          "FieldValueRequired", field, "Required value" + (detail.isEmpty() ? "" : ": " + detail));
    }

    static Cause invalid(String field, String value, String detail) {
      return new Cause("FieldValueInvalid", field, "Invalid value: " + value + ": " + detail);
    }

    static Cause invalidType(String field, String value, String detail) {
      return new Cause("FieldValueTypeInvalid", field, "Invalid value: " + value + ": " + detail);
    }

    static Cause notSupported(String field, String value, List<String> supported) {
      String values = String.join(", ", supported.stream().map(one -> '"' + one + '"').toList());
      return new Cause(
          "FieldValueNotSupported",
          field,
          "Unsupported value: " + value + ": supported values: " + values);
    }

    /** The same fault of a field below another one. */
    Cause below(String parent) {
      boolean named = !field.isEmpty() && !field.startsWith("[");
      return new Cause(type, parent + (named ? "." : "") + field, message);
    }

    String text() {
      return field.isEmpty() ? message : field + ": " + message;
    }
  }

  private final int code;
  private final transient ObjectNode status;

  private ApiError(int code, String reason, String message, @Nullable ObjectNode details) {
    super(message);
    this.code = code;
    this.status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Failure").put("message", message);
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    if (details != null) {
      status.set("details", details);
    }
    status.put("code", code);
  }

  int code() {
    return code;
  }

  ObjectNode status() {
    return status;
  }

  static ApiError of(int code, String reason, String message) {
    return new ApiError(code, reason, message, null);
  }

  static ApiError badRequest(String message) {
    return of(400, "BadRequest", message);
  }

  static ApiError notServed(String what) {
    return of(
        501,
        "NotImplemented",
        "the local API server does not serve " + what + "; a real cluster does");
  }

  static ApiError simulated(String subresource) {
    return of(
        501,
        "NotImplemented",
        "pods are simulated here, and no program runs in them: there is no "
            + subresource
            + "; a real cluster has it");
  }

  static ApiError noSuchResource(String path) {
    return of(404, "NotFound", "the server could not find the requested resource " + path);
  }

  static ApiError notFound(ResourceType type, String name) {
    return named(404, "NotFound", type, name, "%s \"%s\" not found");
  }

  static ApiError alreadyExists(ResourceType type, String name) {
    return named(409, "AlreadyExists", type, name, "%s \"%s\" already exists");
  }

  static ApiError modified(ResourceType type, String name) {
    return changed(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  /** A write that was made for another state, or another object of the name. */
  static ApiError changed(ResourceType type, String name, String message) {
    return conflict(type.resource(), type.group(), type.plural(), name, message);
  }

  /** A delete precondition that does not hold; the real server names the kind there. */
  static ApiError precondition(ResourceType type, String name, String message) {
    return conflict(type.qualifiedKind(), type.group(), type.kind(), name, message);
  }

  private static ApiError conflict(
      String what, String group, String kind, String name, String message) {
    return new ApiError(
        409,
        "Conflict",
        "Operation cannot be fulfilled on %s \"%s\": %s".formatted(what, name, message),
        details(name, group, kind));
  }

  static ApiError forbidden(ResourceType type, String name, String why, Cause... causes) {
    ObjectNode details = details(name, type.group(), type.plural());
    addCauses(details, List.of(causes));
    return new ApiError(
        403,
        "Forbidden",
        "%s \"%s\" is forbidden: %s".formatted(type.resource(), name, why),
        details);
  }

  static ApiError invalid(ResourceType type, String name, List<Cause> causes) {
    return invalid(type.qualifiedKind(), type.group(), type.kind(), name, causes);
  }

  static ApiError invalid(
      String qualifiedKind, String group, String kind, String name, List<Cause> causes) {
    ObjectNode details = details(name, group, kind);
    addCauses(details, causes);
    List<String> texts = causes.stream().map(Cause::text).distinct().toList();
    String all = texts.size() == 1 ? texts.get(0) : "[" + String.join(", ", texts) + "]";
    return new ApiError(
        422, "Invalid", "%s \"%s\" is invalid: %s".formatted(qualifiedKind, name, all), details);
  }

  /** Fields of an apply that other managers own. */
  static ApiError applyConflict(String message, List<Cause> causes) {
    ObjectNode details = Json.object();
    addCauses(details, causes);
    return new ApiError(409, "Conflict", message, details);
  }

  static ApiError expired(long asked, long oldest) {
    return of(410, "Expired", "too old resource version: %d (%d)".formatted(asked, oldest));
  }

  private static ApiError named(
      int code, String reason, ResourceType type, String name, String format) {
    return new ApiError(
        code,
        reason,
        format.formatted(type.resource(), name),
        details(name, type.group(), type.plural()));
  }

  private static ObjectNode details(String name, String group, String kind) {
    ObjectNode details = Json.object();
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    if (!group.isEmpty()) {
      details.put("group", group);
    }
    return details.put("kind", kind);
  }

  private static void addCauses(ObjectNode details, List<Cause> causes) {
    if (causes.isEmpty()) {
      return;
    }
    ArrayNode list = details.putArray("causes");
    for (Cause cause : causes) {
      list.addObject()
          .put("reason", cause.type())
          .put("message", cause.message())
          .put("field", cause.field());
    }
  }
}
