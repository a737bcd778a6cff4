package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.HttpServerRequestHandler;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;

/** HTTP on the one side, requests and answers on the other; carries out what interceptors say. */
final class HttpFront implements HttpServerRequestHandler {

  private static final System.Logger LOG = System.getLogger(HttpFront.class.getName());

  private static final int MOST_BYTES = 3 * 1024 * 1024;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int OK = 200;

  private final ApiRequests api;
  private final WatchRequests watches;
  private final Supplier<Interceptor> interceptor;

  HttpFront(ApiRequests api, WatchRequests watches, Supplier<Interceptor> interceptor) {
    this.api = api;
    this.watches = watches;
    this.interceptor = interceptor;
  }

  @Override
  public void handle(ClassicHttpRequest received, ResponseTrigger trigger, HttpContext context)
      throws HttpException, IOException {
    HttpListener.Connection connection = HttpListener.connection(context);
    Request request;
    try {
      request = read(received);
    } catch (ApiError e) {
      send(trigger, connection, refusal(e));
      return;
    }
    try {
      Optional<Answer> instead = interceptor.get().before(request);
      if (instead.isPresent()) {
        send(trigger, connection, instead.get());
      } else if (request.isWatch() && request.method().equals("GET")) {
        watch(request, trigger, connection);
      } else {
        Answer.Response answer = answer(request);
        send(trigger, connection, interceptor.get().after(request, answer.code()).orElse(answer));
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a request failed: " + received.getRequestUri(), e);
      throw e;
    }
  }

  /**
   * Reads a request.
   *
   * @throws ApiError if it is no request of the API, or too large
   */
  private static Request read(ClassicHttpRequest received) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : received.getHeaders()) {
      headers.merge(
          header.getName().toLowerCase(Locale.ROOT),
          header.getValue(),
          (first, next) -> first + "," + next);
    }
    HttpEntity entity = received.getEntity();
    byte[] body = entity == null ? new byte[0] : entity.getContent().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      throw ApiError.of(
          413, "RequestEntityTooLarge", "Request entity too large: limit is " + MOST_BYTES);
    }
    try {
      return Request.of(received.getMethod(), URI.create(received.getRequestUri()), headers, body);
    } catch (IllegalArgumentException e) {
      throw ApiError.badRequest("the request is no valid URI: " + e.getMessage());
    }
  }

  private Answer.Response answer(Request request) {
    List<String> warnings = new ArrayList<>();
    Answer.Response answer;
    try {
      answer = api.answer(request, warnings);
    } catch (ApiError e) {
      answer = refusal(e);
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

  private static Answer.Response refusal(ApiError error) {
    return Answer.json(error.code(), Json.write(error.status()));
  }

  private static void send(
      ResponseTrigger trigger, HttpListener.Connection connection, Answer answer)
      throws HttpException, IOException {
    if (!(answer instanceof Answer.Response response)) {
      // No answer at all: the client sees its connection end.
      connection.close();
      return;
    }
    ClassicHttpResponse sent = new BasicClassicHttpResponse(response.code());
    response
        .headers()
        .forEach((name, values) -> values.forEach(value -> sent.addHeader(name, value)));
    if (response.body().length > 0) {
      sent.setEntity(new ByteArrayEntity(response.body(), null));
    }
    trigger.submitResponse(sent);
  }

  private void watch(Request request, ResponseTrigger trigger, HttpListener.Connection connection)
      throws HttpException, IOException {
    WatchRequests.Watch watch;
    try {
      watch = watches.find(request);
    } catch (ApiError e) {
      send(trigger, connection, refusal(e));
      return;
    }
    if (WebSocket.isAskedFor(request)) {
      ClassicHttpResponse upgrade = new BasicClassicHttpResponse(SWITCHING_PROTOCOLS);
      upgrade.setHeader(HttpHeaders.UPGRADE, "websocket");
      upgrade.setHeader(HttpHeaders.CONNECTION, "Upgrade");
      upgrade.setHeader("Sec-WebSocket-Accept", WebSocket.accept(request));
      trigger.sendInformation(upgrade);
      try (WebSocket socket = new WebSocket(connection.socket(), watch::end)) {
        watch.run(event -> socket.send(Json.write(event)));
      }
      connection.close();
      return;
    }
    ClassicHttpResponse stream = new BasicClassicHttpResponse(OK);
    stream.setEntity(
        new EntityTemplate(
            -1,
            ContentType.APPLICATION_JSON,
            null,
            out -> {
              out.flush();
              watch.run(
                  event -> {
                    // A client that reads the stream piece by piece never meets half a letter.
                    out.write((Json.writeAscii(event) + "\n").getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                  });
            }));
    trigger.submitResponse(stream);
  }

  static Answer.Response text(int code, String text) {
    return new Answer.Response(
        code, Map.of("Content-Type", List.of("text/plain")), text.getBytes(StandardCharsets.UTF_8));
  }
}
