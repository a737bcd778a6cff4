package io.workloadplacement.observability;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.HttpURLConnection;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes events, each cause once: the same reason and message about the same object is
 * one event, whichever process writes it, and is counted again only when an hour has passed. An
 * event that cannot be written is logged, and is nobody's failure.
 *
 * <p>The events are those of the core API: {@code kubectl describe} sorts by a time that {@code
 * events.k8s.io} does not allow to be set.
 */
public final class EventRecorder {

  /** What kind of news an event is. */
  public enum EventType {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String text;

    EventType(String text) {
      this.text = text;
    }
  }

  /** Name of the operator in the column From. */
  public static final String COMPONENT = "workload-placement-operator";

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final Duration COUNTED_AGAIN_AFTER = Duration.ofHours(1);
  private static final int LONGEST_MESSAGE = 1024;
  private static final int LONGEST_OBJECT_NAME = 200;
  private static final int HASH_DIGITS = 16;
  private static final int REMEMBERED = 10_000;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final String instance;
  private final Map<String, Instant> written = new LeastRecent();

  /**
   * A recorder.
   *
   * @param client with the rights to create, get and patch events
   * @param clock the present
   * @param meters counts the events in {@code workload_placement_events_total}
   * @param instance which of the operator's instances reports, such as the pod's name
   */
  public EventRecorder(
      KubernetesClient client, InstantSource clock, MeterRegistry meters, String instance) {
    this.client = client;
    this.clock = clock;
    this.meters = meters;
    this.instance = instance;
  }

  /**
   * Records an event about an object, unless that has been done within the last hour.
   *
   * @param regarding the object as the API server has it, with its UID
   * @param type what kind of news it is
   * @param reason one word in CamelCase
   * @param message a sentence; what is beyond 1024 characters is cut off
   */
  public void record(HasMetadata regarding, EventType type, String reason, String message) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Event event = event(regarding, type, reason, bounded(message), now);
    String key = event.getMetadata().getNamespace() + "/" + event.getMetadata().getName();
    if (isRecent(key, now)) {
      return;
    }
    try {
      remember(key, write(event, now));
    } catch (KubernetesClientException e) {
      if (ApiFailure.isOfEndingNamespace(e)) {
        LOG.debug("The event {} is not written: its namespace is being deleted", reason);
        return;
      }
      Counter.builder(MetricNames.OWN + "events.failed")
          .description("Events that could not be written")
          .tag("type", type.text)
          .register(meters)
          .increment();
      LOG.warn(
          "The event {} about {} {}/{} could not be written: {}",
          reason,
          regarding.getKind(),
          event.getMetadata().getNamespace(),
          regarding.getMetadata().getName(),
          ApiFailure.inWords(e));
    }
  }

  private Instant write(Event event, Instant now) {
    try {
      client.resource(event).create();
      count(event);
      return now;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      return countAgain(event, now);
    }
  }

  private Instant countAgain(Event event, Instant now) {
    Resource<Event> resource = client.resource(event);
    Event existing = resource.get();
    if (existing == null) {
      return now;
    }
    Instant last =
        Optional.ofNullable(existing.getLastTimestamp()).map(Instant::parse).orElse(Instant.EPOCH);
    if (now.isBefore(last.plus(COUNTED_AGAIN_AFTER))) {
      return last;
    }
    int count = Optional.ofNullable(existing.getCount()).orElse(1) + 1;
    resource.patch(
        PatchContext.of(PatchType.JSON_MERGE),
        """
        {"count": %d, "lastTimestamp": "%s", \
        "metadata": {"resourceVersion": "%s"}}"""
            .formatted(count, now, existing.getMetadata().getResourceVersion()));
    count(event);
    return now;
  }

  private void count(Event event) {
    Counter.builder(MetricNames.OWN + "events")
        .description("Events written; the same one again after an hour counts again")
        .tags("type", event.getType(), "reason", event.getReason())
        .register(meters)
        .increment();
  }

  private Event event(
      HasMetadata regarding, EventType type, String reason, String message, Instant now) {
    ObjectMeta metadata = regarding.getMetadata();
    // Events about cluster-scoped objects live in "default": the API server asks for it.
    String namespace = Optional.ofNullable(metadata.getNamespace()).orElse("default");
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name(metadata, type, reason, message))
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(regarding.getApiVersion())
        .withKind(regarding.getKind())
        .withNamespace(metadata.getNamespace())
        .withName(metadata.getName())
        .withUid(metadata.getUid())
        .endInvolvedObject()
        .withType(type.text)
        .withReason(reason)
        .withMessage(message)
        .withFirstTimestamp(now.toString())
        .withLastTimestamp(now.toString())
        .withCount(1)
        .withNewSource()
        .withComponent(COMPONENT)
        .endSource()
        .withReportingComponent(COMPONENT)
        .withReportingInstance(instance)
        .build();
  }

  private static String name(ObjectMeta regarding, EventType type, String reason, String message) {
    String name = regarding.getName();
    String cause = String.join("\n", regarding.getUid(), type.text, reason, message);
    return name.substring(0, Math.min(name.length(), LONGEST_OBJECT_NAME)) + "." + hash(cause);
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static String bounded(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }

  private boolean isRecent(String key, Instant now) {
    synchronized (written) {
      Instant last = written.get(key);
      return last != null && now.isBefore(last.plus(COUNTED_AGAIN_AFTER));
    }
  }

  private void remember(String key, Instant at) {
    synchronized (written) {
      written.put(key, at);
    }
  }

  /** Forgets the oldest: forgetting costs a request that is answered with a conflict. */
  private static final class LeastRecent extends LinkedHashMap<String, Instant> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
      return size() > REMEMBERED;
    }
  }
}
