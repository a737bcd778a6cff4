package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** Sees every request, and can answer in the server's place: the way to faults and crash points. */
public interface Interceptor {

  /** An answer in place of the server's, before the request is handled; empty to go on. */
  default Optional<Answer> before(Request request) {
    return Optional.empty();
  }

  /** An answer in place of the server's, after the request took effect; empty to go on. */
  default Optional<Answer> after(Request request, int code) {
    return Optional.empty();
  }

  /**
   * Whether a change reaches a watch.
   *
   * @param watch the request that opened the watch
   * @param type ADDED, MODIFIED or DELETED
   * @param object the object as the watch would see it
   */
  default boolean delivers(Request watch, String type, JsonNode object) {
    return true;
  }

  /** Refuses WebSockets, as some proxies do: clients then watch over plain HTTP. */
  static Interceptor withoutWebSockets() {
    return new Interceptor() {
      @Override
      public Optional<Answer> before(Request request) {
        return WebSocket.isAskedFor(request)
            ? Optional.of(new Answer.Response(200, Map.of(), new byte[0]))
            : Optional.empty();
      }
    };
  }
}
