package io.workloadplacement.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The query API of a Prometheus, read with bounds on time and size. */
final class Prometheus {

  /** Why there is no figure, in a sentence that begins with the address. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public String getMessage() {
      return Objects.requireNonNull(super.getMessage(), "it is made with one");
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_WORDS = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI address;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * A Prometheus that is asked later.
   *
   * @param address such as {@code http://localhost:9090}, with the path below which it answers
   * @throws IllegalArgumentException if that is no such address
   */
  Prometheus(String address) {
    URI parsed;
    try {
      parsed = URI.create(address.replaceAll("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw wrong(address, e);
    }
    boolean web = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
    if (!web
        || parsed.getHost() == null
        || parsed.getPort() > 0xFFFF
        || parsed.getRawQuery() != null
        || parsed.getRawFragment() != null) {
      throw wrong(address, null);
    }
    this.address = parsed;
  }

  private static IllegalArgumentException wrong(String address, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "'%s' is no address of a Prometheus: write one such as http://localhost:9090"
            .formatted(address),
        cause);
  }

  /**
   * The one number that a query gives; empty where it gives none, such as a rate of what is not
   * there, or 0 divided by 0.
   *
   * @throws Failure if nothing answers, or what answers is no Prometheus, or refuses the query, or
   *     gives several numbers
   */
  OptionalDouble number(String query) throws Failure, InterruptedException {
    JsonNode answer = ask(query);
    JsonNode data = answer.path("data");
    JsonNode result = data.path("result");
    String type = data.path("resultType").asText("");
    JsonNode sample;
    if (type.equals("scalar")) {
      sample = result;
    } else if (type.equals("vector")) {
      if (result.isEmpty()) {
        return OptionalDouble.empty();
      }
      if (result.size() > 1) {
        throw failure(
            "gives %d series for %s: a query has to give one number, such as by sum(...)"
                .formatted(result.size(), query),
            null);
      }
      sample = result.path(0).path("value");
    } else {
      throw failure(
          "gives a %s for %s: a query has to give one number"
              .formatted(type.isEmpty() ? "result of no type" : type, query),
          null);
    }
    return number(sample.path(1).asText(""), query);
  }

  private OptionalDouble number(String text, String query) throws Failure {
    try {
      double value = Double.parseDouble(text.replace("Inf", "Infinity"));
      return Double.isFinite(value) && value >= 0
          ? OptionalDouble.of(value)
          : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      throw failure("gives '%s' for %s, which is no number".formatted(abridged(text), query), e);
    }
  }

  private JsonNode ask(String query) throws Failure, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    address
                        + "/api/v1/query?query="
                        + URLEncoder.encode(query, StandardCharsets.UTF_8)))
            .timeout(PATIENCE)
            .header("Accept", "application/json")
            .build();
    HttpResponse<InputStream> response;
    byte[] body;
    try {
      response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        body = in.readNBytes(MOST_BYTES + 1);
      }
    } catch (HttpTimeoutException e) {
      throw failure("does not answer within %ds".formatted(PATIENCE.toSeconds()), e);
    } catch (ConnectException e) {
      throw failure("does not answer: is it up, and reachable from here?", e);
    } catch (IOException e) {
      throw failure("cannot be read: " + e.getMessage(), e);
    }
    if (body.length > MOST_BYTES) {
      throw failure("answers with more than a megabyte: is it a Prometheus?", null);
    }
    return read(response.statusCode(), body, query);
  }

  private JsonNode read(int status, byte[] body, String query) throws Failure {
    JsonNode answer;
    try {
      answer = JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      answer = JSON.missingNode();
    }
    if (answer.path("status").asText("").equals("success") && status == 200) {
      return answer;
    }
    if (answer.path("status").asText("").equals("error")) {
      throw failure(
          "refuses the query %s: %s".formatted(query, abridged(answer.path("error").asText(""))),
          null);
    }
    throw failure(
        status == 401 || status == 403
            ? "wants a sign-in (status %d): give an address without, such as that of kubectl port-forward"
                .formatted(status)
            : "answers with status %d and no JSON of a Prometheus: is the address right, with its path?"
                .formatted(status),
        null);
  }

  private static String abridged(String words) {
    return words.length() <= MOST_WORDS ? words : words.substring(0, MOST_WORDS) + "...";
  }

  private Failure failure(String words, @Nullable Throwable cause) {
    return new Failure("--prometheus: " + address + " " + words, cause);
  }
}
