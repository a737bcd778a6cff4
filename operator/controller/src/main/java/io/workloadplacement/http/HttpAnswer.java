package io.workloadplacement.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;

/**
 * The answer to a request.
 *
 * @param status the HTTP status
 * @param type what the body is
 * @param body the body, not to be changed any more; empty for none
 * @param headers further headers
 */
@SuppressWarnings("ArrayRecordComponent") // Megabytes that are written as they are.
public record HttpAnswer(int status, ContentType type, byte[] body, Map<String, String> headers) {

  private static final ContentType PLAIN_TEXT = ContentType.create("text/plain", UTF_8);

  /** Plain text for people. */
  public static HttpAnswer text(int status, String body) {
    return of(status, PLAIN_TEXT, body);
  }

  /** A text of a certain type. */
  public static HttpAnswer of(int status, ContentType type, String body) {
    return new HttpAnswer(status, type, body.getBytes(UTF_8), Map.of());
  }

  /** 405, with the methods that are answered. */
  public static HttpAnswer methodNotAllowed(String... allowed) {
    String body = "only " + String.join(" and ", allowed) + (allowed.length == 1 ? " is" : " are");
    return new HttpAnswer(
        405,
        PLAIN_TEXT,
        (body + " answered\n").getBytes(UTF_8),
        Map.of(HttpHeaders.ALLOW, String.join(", ", allowed)));
  }
}
