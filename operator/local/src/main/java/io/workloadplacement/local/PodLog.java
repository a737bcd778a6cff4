package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;

/** The log of a pod in which no program runs. */
final class PodLog {

  private PodLog() {}

  /**
   * The log of one container.
   *
   * @throws ApiError 400 for a container that the pod does not have, or that did not start
   */
  static String of(JsonNode pod, Request request) {
    String asked = request.parameter("container");
    JsonNode containers = Json.at(pod, "spec", "containers");
    String name = asked.isEmpty() ? Json.text(containers.path(0), "name") : asked;
    for (JsonNode status : Json.at(pod, "status", "containerStatuses")) {
      JsonNode started = Json.at(status, "state", "running", "startedAt");
      if (Json.text(status, "name").equals(name) && !started.isMissingNode()) {
        return "%s simulated: no program runs in container %s of image %s, so it logs nothing%n"
            .formatted(started.asText(), name, Json.text(status, "image"));
      }
    }
    for (JsonNode container : containers) {
      if (Json.text(container, "name").equals(name)) {
        throw ApiError.badRequest(
            "container \"%s\" in pod \"%s\" is waiting to start".formatted(name, Json.name(pod)));
      }
    }
    throw ApiError.badRequest(
        "container %s is not valid for pod %s".formatted(name, Json.name(pod)));
  }
}
