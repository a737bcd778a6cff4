package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** A bare client of the API, which shows what is on the wire. */
final class ApiClient {

  /** An answer of the server. */
  record Answer(int code, JsonNode body, List<String> warnings) {
    String message() {
      return body.path("message").asText();
    }

    JsonNode at(String pointer) {
      return body.at(pointer);
    }
  }

  static final String APPLY = "application/apply-patch+yaml";
  static final String MERGE = "application/merge-patch+json";
  static final String STRATEGIC = "application/strategic-merge-patch+json";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new YAMLMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  ApiClient(String url) {
    this.url = url;
  }

  Answer get(String path) {
    return send("GET", path, "", "");
  }

  /** Creates an object; the body is YAML. */
  Answer create(String path, String body) {
    return send("POST", path, "application/yaml", body);
  }

  /** Applies an object for a manager; the body is YAML. */
  Answer apply(String path, String manager, String body) {
    return send("PATCH", query(path) + "fieldManager=" + manager, APPLY, body);
  }

  Answer patch(String path, String format, String body) {
    return send("PATCH", path, format, json(body));
  }

  Answer delete(String path) {
    return send("DELETE", path, "", "");
  }

  private static String query(String path) {
    return path + (path.contains("?") ? "&" : "?");
  }

  private static String json(String yaml) {
    try {
      return YAML.readTree(yaml).toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Answer send(String method, String path, String contentType, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("User-Agent", "curl");
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      boolean isJson = answer.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Answer(
          answer.statusCode(),
          isJson ? JSON.readTree(answer.body()) : JSON.getNodeFactory().textNode(answer.body()),
          answer.headers().allValues("Warning"));
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + " got no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
