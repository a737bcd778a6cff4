package io.workloadplacement.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.Request;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Between the clients and the API server: remembers what every client wrote, and gives each client
 * its own faults. Clients are told apart by the token that they send.
 */
final class ClientTraffic implements Interceptor {

  /**
   * A write that was answered.
   *
   * @param client who wrote
   * @param code the HTTP status of the answer
   * @param at when it had taken effect
   */
  record Write(String client, String method, String path, int code, Instant at) {

    boolean isOfOperator() {
      return client.startsWith("operator-");
    }

    boolean isIn(String namespace) {
      return path.contains("/namespaces/" + namespace + "/");
    }

    boolean isLease() {
      return path.contains("/leases");
    }

    boolean isStatus() {
      return path.endsWith("/status");
    }
  }

  private final Map<String, Interceptor> faults = new ConcurrentHashMap<>();
  private final List<Consumer<Write>> listeners = new CopyOnWriteArrayList<>();
  private final Queue<Write> writes = new ConcurrentLinkedQueue<>();

  /** Lets something happen to the requests of one client, in place of what happened before. */
  void disturb(String client, Interceptor fault) {
    faults.put(client, fault);
  }

  void heal(String client) {
    faults.remove(client);
  }

  /** Is told of every write after it took effect and before it is answered. */
  void listen(Consumer<Write> listener) {
    listeners.add(listener);
  }

  void forget(Consumer<Write> listener) {
    listeners.remove(listener);
  }

  List<Write> writes(Predicate<Write> which) {
    return writes.stream().filter(which).toList();
  }

  static String client(Request request) {
    return request.header("authorization").replaceFirst("^Bearer ", "");
  }

  @Override
  public Optional<Answer> before(Request request) {
    return faultFor(request).flatMap(fault -> fault.before(request));
  }

  @Override
  public Optional<Answer> after(Request request, int code) {
    if (request.isWrite()) {
      Write write =
          new Write(client(request), request.method(), request.path(), code, Instant.now());
      writes.add(write);
      listeners.forEach(listener -> listener.accept(write));
    }
    return faultFor(request).flatMap(fault -> fault.after(request, code));
  }

  @Override
  public boolean delivers(Request watch, String type, JsonNode object) {
    return faultFor(watch).map(fault -> fault.delivers(watch, type, object)).orElse(true);
  }

  private Optional<Interceptor> faultFor(Request request) {
    return Optional.ofNullable(faults.get(client(request)));
  }
}
