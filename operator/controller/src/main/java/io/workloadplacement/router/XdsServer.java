package io.workloadplacement.router;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.workloadplacement.http.BoundedHttpServer;
import io.workloadplacement.http.HttpAnswer;
import io.workloadplacement.router.RouterTable.PollAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;

/**
 * Serves a {@link RouterTable} as xDS on a port of its own, by REST with JSON: Envoy polls {@code
 * /v3/discovery:listeners} and {@code /v3/discovery:clusters}, and is answered 304 while nothing
 * has changed. {@code /ready} answers 200 while the table is served: by that Envoy finds the leader
 * among the operator's pods.
 */
public final class XdsServer implements AutoCloseable {

  /** Envoy sends about 80 KB: the list of all its extensions comes with each poll. */
  private static final int MOST_BYTES = 512 * 1024;

  private static final HttpAnswer CLOSED =
      HttpAnswer.text(503, "another operator leads, or none yet\n");

  private final BoundedHttpServer server;

  /**
   * Starts to serve on all addresses of the machine.
   *
   * @param port the port; 0 takes any free one
   * @throws UncheckedIOException if the port is taken
   */
  public XdsServer(int port, RouterTable table) {
    try {
      server = BoundedHttpServer.start(Optional.empty(), port, request -> answer(request, table));
    } catch (BindException e) {
      throw new UncheckedIOException("Port %d is taken by another process".formatted(port), e);
    }
  }

  /** The port that is served. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }

  private static HttpAnswer answer(ClassicHttpRequest request, RouterTable table)
      throws IOException {
    String path = request.getPath().replaceFirst("\\?.*", "");
    return switch (path) {
      case "/ready" -> ready(request, table);
      case "/v3/discovery:listeners" -> discovery(request, table, XdsType.LISTENERS);
      case "/v3/discovery:clusters" -> discovery(request, table, XdsType.CLUSTERS);
      default ->
          HttpAnswer.text(
              404, "there are /ready, /v3/discovery:listeners and /v3/discovery:clusters\n");
    };
  }

  private static HttpAnswer ready(ClassicHttpRequest request, RouterTable table) {
    if (!"GET".equals(request.getMethod()) && !"HEAD".equals(request.getMethod())) {
      return HttpAnswer.methodNotAllowed("GET", "HEAD");
    }
    return table.isOpen() ? HttpAnswer.text(200, "serving\n") : CLOSED;
  }

  private static HttpAnswer discovery(ClassicHttpRequest request, RouterTable table, XdsType type)
      throws IOException {
    if (!"POST".equals(request.getMethod())) {
      return HttpAnswer.methodNotAllowed("POST");
    }
    byte[] body = body(request.getEntity());
    if (body.length > MOST_BYTES) {
      return HttpAnswer.text(
          413, "a DiscoveryRequest has at most %d bytes\n".formatted(MOST_BYTES));
    }
    DiscoveryRequest poll;
    try {
      poll = DiscoveryRequest.parse(body);
    } catch (JsonProcessingException e) {
      return HttpAnswer.text(400, "not a DiscoveryRequest: it is not JSON\n");
    } catch (IllegalArgumentException e) {
      return HttpAnswer.text(400, "not a DiscoveryRequest: " + e.getMessage() + "\n");
    }
    PollAnswer answer = table.poll(type, poll.podIps(), poll.version());
    if (answer instanceof PollAnswer.Offer offer) {
      byte[] resources = offer.snapshot().body(IpFamily.of(poll.podIps()));
      return new HttpAnswer(200, ContentType.APPLICATION_JSON, resources, Map.of());
    }
    return answer instanceof PollAnswer.Closed ? CLOSED : HttpAnswer.text(304, "");
  }

  private static byte[] body(HttpEntity entity) throws IOException {
    if (entity == null) {
      return new byte[0];
    }
    try (InputStream in = entity.getContent()) {
      return in.readNBytes(MOST_BYTES + 1);
    }
  }
}
