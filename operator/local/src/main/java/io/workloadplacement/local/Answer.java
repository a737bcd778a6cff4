package io.workloadplacement.local;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a client gets for a request. */
public sealed interface Answer {

  /**
   * A response.
   *
   * @param code the HTTP status
   * @param headers headers by name
   * @param body the body
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes as they go; responses are not compared
  record Response(int code, Map<String, List<String>> headers, byte[] body) implements Answer {}

  /** No response at all: the connection is closed. */
  record Dropped() implements Answer {}

  /** A connection that is closed without a response. */
  static Answer dropped() {
    return new Dropped();
  }

  /**
   * A refusal as the API server words it.
   *
   * @param code the HTTP status, such as 429
   * @param reason the machine-readable reason, such as {@code TooManyRequests}
   * @param message what a person is told
   */
  static Response refusal(int code, String reason, String message) {
    return json(code, Json.write(ApiError.of(code, reason, message).status()));
  }

  /** A response with a body of JSON. */
  static Response json(int code, String body) {
    return new Response(
        code,
        Map.of("Content-Type", List.of("application/json")),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** This response with one more header. */
  static Response with(Response response, String header, List<String> values) {
    Map<String, List<String>> headers = new LinkedHashMap<>(response.headers());
    headers.put(header, values);
    return new Response(response.code(), headers, response.body());
  }
}
