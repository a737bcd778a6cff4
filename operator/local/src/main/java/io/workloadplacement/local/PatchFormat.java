package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/** The formats of a patch, told apart by the content type. */
final class PatchFormat {

  private static final String APPLY = "application/apply-patch+yaml";
  private static final String MERGE = "application/merge-patch+json";
  private static final String JSON = "application/json-patch+json";
  private static final String STRATEGIC = "application/strategic-merge-patch+json";

  private PatchFormat() {}

  static boolean isApply(Request request) {
    return of(request).equals(APPLY);
  }

  /** The change that a patch other than an apply asks for. */
  static Function<ObjectNode, JsonNode> change(Request request, ResourceType type) {
    JsonNode body = request.json();
    String format = of(request);
    if (format.equals(STRATEGIC) && !type.custom()) {
      return live -> StrategicMergePatch.apply(live, body, type.schema());
    }
    return switch (format) {
      case MERGE -> live -> JsonPatch.merge(live, body);
      case JSON -> live -> JsonPatch.apply(live, body);
      default -> throw unknown(type);
    };
  }

  private static ApiError unknown(ResourceType type) {
    String formats = String.join(", ", JSON, MERGE, APPLY);
    return ApiError.of(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
            + (type.custom() ? formats : formats + ", " + STRATEGIC));
  }

  private static String of(Request request) {
    return request.header("content-type").split(";", 2)[0].trim();
  }
}
