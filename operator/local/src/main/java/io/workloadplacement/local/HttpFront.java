package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** HTTP on the one side, requests and answers on the other; carries out what interceptors say. */
final class HttpFront implements HttpHandler {

  private static final System.Logger LOG = System.getLogger(HttpFront.class.getName());

  private final ApiRequests api;
  private final WatchRequests watches;
  private final AtomicReference<Interceptor> interceptor;

  HttpFront(ApiRequests api, WatchRequests watches, AtomicReference<Interceptor> interceptor) {
    this.api = api;
    this.watches = watches;
    this.interceptor = interceptor;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request = read(exchange);
      if (request.header("upgrade").equalsIgnoreCase("websocket")) {
        // Clients that try a WebSocket first take 200 for "no WebSocket here" and watch by GET.
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      Optional<Answer> instead = interceptor.get().before(request);
      if (instead.isPresent()) {
        send(exchange, instead.get());
      } else if (request.isWatch() && request.method().equals("GET")) {
        watches.serve(request, exchange);
      } else {
        Answer.Response answer = answer(request);
        send(exchange, interceptor.get().after(request, answer.code()).orElse(answer));
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a request failed: " + exchange.getRequestURI(), e);
      throw e;
    }
  }

  private static Request read(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    byte[] body = exchange.getRequestBody().readAllBytes();
    return Request.of(exchange.getRequestMethod(), exchange.getRequestURI(), headers, body);
  }

  private Answer.Response answer(Request request) {
    List<String> warnings = new ArrayList<>();
    Answer.Response answer;
    try {
      answer = api.answer(request, warnings);
    } catch (ApiError e) {
      answer = Answer.json(e.code(), Json.write(e.status()));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "cannot answer " + request.method() + " " + request.path(), e);
      JsonNode status = ApiError.of(500, "InternalError", "Internal error occurred: " + e).status();
      answer = Answer.json(500, Json.write(status));
    }
    if (warnings.isEmpty()) {
      return answer;
    }
    List<String> values =
        warnings.stream().map(one -> "299 - \"" + one.replace("\"", "\\\"") + '"').toList();
    return Answer.with(answer, "Warning", values);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    if (answer instanceof Answer.Response response) {
      response.headers().forEach(exchange.getResponseHeaders()::put);
      byte[] body = response.body();
      exchange.sendResponseHeaders(response.code(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
    // Anything else is no answer: the exchange closes, and with it the connection.
  }

  static Answer.Response text(int code, String text) {
    return new Answer.Response(
        code, Map.of("Content-Type", List.of("text/plain")), text.getBytes(StandardCharsets.UTF_8));
  }
}
