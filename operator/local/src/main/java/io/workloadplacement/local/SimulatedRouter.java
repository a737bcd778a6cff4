package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The pods of the router in place of Envoy: they ask operators what to serve, and accept all of it.
 * No request ever passes through them. Of an operator that has ended they forget what it told them
 * once another one has told them something, as one that starts anew.
 */
final class SimulatedRouter implements AutoCloseable {

  /** Addresses of its pods. */
  static final List<String> PODS = List.of("10.245.0.1", "10.245.0.2");

  private static final System.Logger LOG = System.getLogger(SimulatedRouter.class.getName());
  private static final Duration POLL = Duration.ofMillis(50);

  private final List<Operator> operators = new CopyOnWriteArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread one = new Thread(task, "local-router");
            one.setDaemon(true);
            return one;
          });

  /** What is asked for. */
  private enum Type {
    CLUSTERS,
    LISTENERS
  }

  /** A pod's copy of something. */
  private record Copy(String pod, Type type) {}

  /** An operator, with what the pods have from it. */
  private record Operator(String url, Map<Copy, JsonNode> accepted) {

    /** Whether the pods have from it all that they had from another one. */
    private boolean replaces(Operator other) {
      return !accepted.isEmpty() && accepted.keySet().containsAll(other.accepted.keySet());
    }

    private JsonNode resources(String pod, Type type) {
      return Optional.ofNullable(accepted.get(new Copy(pod, type)))
          .map(set -> set.path("resources"))
          .orElse(Json.array());
    }
  }

  SimulatedRouter() {
    var unused =
        thread.scheduleWithFixedDelay(this::poll, 0, POLL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Asks an operator too from now on.
   *
   * @param url where it serves xDS, as {@code http://HOST:PORT}
   */
  void follow(String url) {
    operators.add(new Operator(url, new ConcurrentHashMap<>()));
  }

  private void poll() {
    for (Operator operator : operators) {
      for (String pod : PODS) {
        for (Type type : Type.values()) {
          poll(operator, new Copy(pod, type));
        }
      }
    }
  }

  private void poll(Operator operator, Copy copy) {
    ObjectNode request = Json.object();
    request.putObject("node").put("id", copy.pod);
    request.put("version_info", version(operator, copy));
    String path = "/v3/discovery:" + copy.type.name().toLowerCase(Locale.ROOT);
    try {
      HttpResponse<byte[]> response =
          client.send(
              HttpRequest.newBuilder(URI.create(operator.url + path))
                  .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() == HttpURLConnection.HTTP_OK) {
        operator.accepted.put(copy, Json.MAPPER.readTree(response.body()));
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the router's operator does not answer", e);
      if (operators.stream().anyMatch(other -> other != operator && other.replaces(operator))) {
        operators.remove(operator);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Of this operator, or else of one before it: a pod is new only once. */
  private String version(Operator operator, Copy copy) {
    return Stream.concat(Stream.of(operator), operators.stream())
        .map(any -> any.accepted.get(copy))
        .filter(Objects::nonNull)
        .map(set -> Json.text(set, "version_info"))
        .findFirst()
        .orElse("");
  }

  /** Where a pod sends what comes to a port of it; empty where it does not listen there. */
  List<String> upstreams(String pod, int port) {
    return operators.stream()
        .flatMap(operator -> clusters(operator, pod, port).flatMap(SimulatedRouter::hosts))
        .toList();
  }

  private static Stream<JsonNode> clusters(Operator operator, String pod, int port) {
    Set<String> names = new HashSet<>();
    for (JsonNode listener : operator.resources(pod, Type.LISTENERS)) {
      if (Json.at(listener, "address", "socket_address").path("port_value").asInt() == port) {
        names.add(Json.text(listener, "name").replaceFirst(":[0-9]+$", ""));
      }
    }
    return StreamSupport.stream(operator.resources(pod, Type.CLUSTERS).spliterator(), false)
        .filter(cluster -> names.contains(Json.text(cluster, "name")));
  }

  private static Stream<String> hosts(JsonNode cluster) {
    JsonNode endpoints =
        Json.at(cluster, "load_assignment", "endpoints").path(0).path("lb_endpoints");
    return StreamSupport.stream(endpoints.spliterator(), false)
        .map(endpoint -> Json.text(endpoint, "endpoint", "address", "socket_address", "address"));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
