package io.workloadplacement.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Prometheus that gives a number to each query that holds certain words. */
final class FakePrometheus implements AutoCloseable {

  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** Answers of its own to every request. */
  static FakePrometheus answering(int status, String body) {
    return new FakePrometheus(query -> new Answer(status, body));
  }

  /**
   * Gives numbers.
   *
   * @param numbers by words that all stand in the query, separated by spaces
   */
  static FakePrometheus measuring(Map<String, String> numbers) {
    return new FakePrometheus(
        query -> {
          List<String> samples = new ArrayList<>();
          numbers.forEach(
              (words, number) -> {
                if (List.of(words.split(" ")).stream().allMatch(query::contains)) {
                  samples.add("{\"metric\":{},\"value\":[1764504000.5,\"%s\"]}".formatted(number));
                }
              });
          return new Answer(
              200,
              "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[%s]}}"
                  .formatted(String.join(",", samples)));
        });
  }

  private record Answer(int status, String body) {}

  private interface Answers {
    Answer to(String query);
  }

  private FakePrometheus(Answers answers) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          String query =
              URLDecoder.decode(
                  exchange.getRequestURI().getRawQuery().substring("query=".length()),
                  StandardCharsets.UTF_8);
          asked.add(exchange.getRequestMethod() + " " + query);
          Answer answer = answers.to(query);
          byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Method and query of each request so far. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
