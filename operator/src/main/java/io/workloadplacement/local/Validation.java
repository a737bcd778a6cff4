package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.ApiError.Cause;
import java.util.List;

/** Checks an object before it is stored, and refuses it with every fault at once. */
final class Validation {

  void check(ResourceType type, ObjectNode object, JsonNode live) {
    List<Cause> causes = type.custom() ? List.of() : BuiltInRules.check(type, object, live);
    if (!causes.isEmpty()) {
      throw ApiError.invalid(type, Json.name(object), causes);
    }
  }
}
