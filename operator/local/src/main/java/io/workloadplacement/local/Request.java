package io.workloadplacement.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A request to the API server.
 *
 * @param method the HTTP method
 * @param path the path, decoded
 * @param query the parameters of the query, decoded; of several values the last
 * @param headers the headers, with names in lower case
 * @param body the body, empty where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; requests are not compared
public record Request(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  static Request of(String method, URI uri, Map<String, String> headers, byte[] body) {
    Map<String, String> query = new LinkedHashMap<>();
    String raw = uri.getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        query.put(decode(name), decode(value));
      }
    }
    return new Request(method, uri.getPath(), query, headers, body);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Whether the request may change something. */
  public boolean isWrite() {
    return !READS.contains(method);
  }

  /** Whether the request asks for a stream of changes. */
  public boolean isWatch() {
    return flag("watch");
  }

  /** A parameter of the query, empty where it is absent. */
  public String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  /** A header, empty where it is absent. */
  public String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  boolean flag(String name) {
    String value = parameter(name);
    return value.equals("true") || value.equals("1");
  }

  /** The body as JSON; YAML is read too. */
  JsonNode json() {
    String format = header("content-type");
    if (format.contains("protobuf") || format.contains("cbor")) {
      throw ApiError.of(
          415,
          "UnsupportedMediaType",
          "the local API server reads JSON and YAML here, not " + format);
    }
    try {
      if (body.length == 0) {
        return Json.object();
      }
      return format.contains("yaml") ? yaml() : Json.parse(body);
    } catch (IOException e) {
      String why =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      throw ApiError.badRequest(
          "the object provided is unrecognized: couldn't get version/kind; json parse error: "
              + why);
    }
  }

  /** Most that is sent as YAML is JSON, which is read much faster. */
  private JsonNode yaml() throws IOException {
    try {
      return Json.parse(body);
    } catch (JsonProcessingException e) {
      return Json.YAML.readTree(body);
    }
  }
}
