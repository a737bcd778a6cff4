package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Serves watches: streams of changes, each in its own thread until the client or a timeout ends it.
 */
final class WatchRequests {

  /** How often a quiet watch is written to, so that one without a client is noticed and ends. */
  private static final long BOOKMARK_SECONDS = 20;

  private static final long TIMEOUT_SECONDS = 1800;

  private final ObjectApi objects;
  private final Tables tables;
  private final Supplier<Interceptor> interceptor;
  private final Set<BlockingQueue<Optional<Change>>> open = ConcurrentHashMap.newKeySet();

  WatchRequests(ObjectApi objects, Tables tables, Supplier<Interceptor> interceptor) {
    this.objects = objects;
    this.tables = tables;
    this.interceptor = interceptor;
  }

  /** Ends every watch, as a server does that shuts down. */
  void closeAll() {
    open.forEach(queue -> queue.add(Optional.empty()));
  }

  /** Takes the events of a watch on their way to its client. */
  interface Sink {
    void send(JsonNode event) throws IOException;
  }

  /**
   * The watch that a request asks for.
   *
   * @throws ApiError if nothing of the kind is served, or a selector cannot be read
   */
  Watch find(Request request) {
    ResourcePath at =
        ResourcePath.parse(request.path())
            .orElseThrow(() -> ApiError.noSuchResource(request.path()));
    ResourceType type = find(at).orElseThrow(() -> ApiError.noSuchResource(request.path()));
    return new Watch(request, at, type);
  }

  private Optional<ResourceType> find(ResourcePath at) {
    return objects.types().find(at.group(), at.version(), at.plural());
  }

  /** One watch. */
  final class Watch {

    private final Request request;
    private final ResourcePath at;
    private final ResourceType type;
    private final Predicate<JsonNode> wanted;
    private final BlockingQueue<Optional<Change>> changes = new LinkedBlockingQueue<>();
    private final long timeoutSeconds;
    private Sink sink = event -> {};
    private Runnable unsubscribe = () -> {};

    private Watch(Request request, ResourcePath at, ResourceType type) {
      this.request = request;
      this.at = at;
      this.type = type;
      String timeout = request.parameter("timeoutSeconds");
      this.timeoutSeconds = timeout.isEmpty() ? TIMEOUT_SECONDS : number("timeoutSeconds", timeout);
      Predicate<JsonNode> selected = ApiRequests.selector(request, type);
      this.wanted =
          object ->
              selected.test(object)
                  && (at.namespace().isEmpty() || at.namespace().equals(Json.namespace(object)))
                  && (at.name().isEmpty() || at.name().equals(Json.name(object)));
    }

    /** Lets the watch end, whatever it waits for. */
    void end() {
      changes.add(Optional.empty());
    }

    /** Sends events until the watch ends. */
    void run(Sink client) throws IOException {
      sink = client;
      open.add(changes);
      try {
        begin();
        pass();
      } catch (ApiError e) {
        write("ERROR", e.status());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        unsubscribe.run();
        open.remove(changes);
      }
    }

    private void begin() throws IOException {
      String from = request.parameter("resourceVersion");
      boolean initial = request.flag("sendInitialEvents");
      boolean current = from.isEmpty() || from.equals("0") || initial;
      List<ObjectNode> present = List.of();
      long version;
      synchronized (objects.store()) {
        if (find(at).isEmpty()) {
          // Its end, which ends watches, has been told before this one could hear it.
          throw ApiError.of(404, "NotFound", "the resource was removed");
        }
        version = current ? objects.store().version() : number("resourceVersion", from);
        if (current) {
          present = objects.list(type, at.namespace()).stream().filter(wanted).toList();
        }
        unsubscribe =
            objects
                .store()
                .subscribe(
                    version,
                    change -> {
                      if (concerns(change)) {
                        changes.add(Optional.of(change));
                      }
                    });
      }
      for (ObjectNode object : present) {
        deliver("ADDED", object);
      }
      if (initial) {
        bookmark(version, true);
      }
    }

    private static long number(String parameter, String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw ApiError.badRequest(parameter + ": \"" + text + "\" is no whole number");
      }
    }

    // Waking every one of hundreds of watches for each change costs more than the change itself.
    private boolean concerns(Change change) {
      return endsResource(change)
          || objects.shows(type, change.resource())
              && (at.namespace().isEmpty()
                  || at.namespace().equals(Json.namespace(change.object())));
    }

    private void pass() throws IOException, InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
      boolean bookmarks = request.flag("allowWatchBookmarks");
      while (true) {
        long left = end - System.nanoTime();
        long patience = Math.min(left, TimeUnit.SECONDS.toNanos(BOOKMARK_SECONDS));
        Optional<Change> change = changes.poll(patience, TimeUnit.NANOSECONDS);
        if (change == null) {
          if (left <= patience) {
            return;
          }
          if (bookmarks) {
            bookmark(objects.store().version(), false);
          }
        } else if (change.isEmpty() || endsResource(change.get())) {
          return;
        } else {
          pass(change.get());
        }
      }
    }

    /** A watch ends with the definition of its resource, so that its client looks anew. */
    private boolean endsResource(Change change) {
      return change.type() == Change.Type.DELETED
          && change.resource().equals(BuiltInTypes.DEFINITIONS)
          && Json.name(change.object()).equals(type.resource());
    }

    /** An object that begins to match is new to the watch, one that stops to match is gone. */
    private void pass(Change change) throws IOException {
      ObjectNode object = ObjectApi.shown(type, change.object());
      boolean matched =
          change.previous() != null && wanted.test(ObjectApi.shown(type, change.previous()));
      boolean matches = change.type() != Change.Type.DELETED && wanted.test(object);
      if (matches) {
        deliver(matched ? "MODIFIED" : "ADDED", object);
      } else if (matched) {
        deliver("DELETED", object);
      }
    }

    private void deliver(String event, ObjectNode object) throws IOException {
      if (interceptor.get().delivers(request, event, object)) {
        write(
            event,
            ApiRequests.asksForTable(request)
                ? tables.of(
                    type,
                    List.of(object),
                    Json.text(object, "metadata", "resourceVersion"),
                    request.parameter("includeObject"))
                : object);
      }
    }

    private void bookmark(long version, boolean initialEventsEnd) throws IOException {
      ObjectNode object =
          Json.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
      ObjectNode metadata = object.putObject("metadata");
      metadata.put("resourceVersion", Long.toString(version));
      if (initialEventsEnd) {
        metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
      }
      write("BOOKMARK", object);
    }

    private void write(String event, JsonNode object) throws IOException {
      ObjectNode line = Json.object().put("type", event);
      line.set("object", object);
      sink.send(line);
    }
  }
}
