package io.workloadplacement.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.workloadplacement.observability.EventRecorder.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(https = false)
class EventRecorderTest {

  private static final String EVENTS = "/api/v1/namespaces/shop/events";
  private static final HasMetadata SERVICE =
      new ServiceBuilder()
          .withNewMetadata()
          .withNamespace("shop")
          .withName("checkout")
          .withUid("0b1c")
          .endMetadata()
          .build();

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T06:30:00.250Z"));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private KubernetesMockServer server;
  private KubernetesClient client;

  private EventRecorder recorder() {
    return new EventRecorder(client, now::get, meters, "operator-0");
  }

  private List<RecordedRequest> requests() throws InterruptedException {
    List<RecordedRequest> requests = new ArrayList<>();
    RecordedRequest request = server.takeRequest(0, TimeUnit.MILLISECONDS);
    while (request != null) {
      requests.add(request);
      request = server.takeRequest(0, TimeUnit.MILLISECONDS);
    }
    return requests;
  }

  private void createAnswers(int status) {
    server
        .expect()
        .post()
        .withPath(EVENTS)
        .andReturn(
            status,
            status < 300
                ? new EventBuilder().withNewMetadata().endMetadata().build()
                : new StatusBuilder().withCode(status).withStatus("Failure").build())
        .always();
  }

  private static Event eventOf(RecordedRequest request) {
    return Serialization.unmarshal(request.getBody().readUtf8(), Event.class);
  }

  private double recorded() {
    return meters.find("workload.placement.events").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  @Test
  void anEventNamesTheObjectTheReasonAndTheReporter() throws Exception {
    createAnswers(201);

    recorder().record(SERVICE, EventType.WARNING, "WrongAnnotation", "mode must be Auto");

    Event event = eventOf(requests().get(0));
    assertThat(event.getInvolvedObject().getKind()).isEqualTo("Service");
    assertThat(event.getInvolvedObject().getApiVersion()).isEqualTo("v1");
    assertThat(event.getInvolvedObject().getNamespace()).isEqualTo("shop");
    assertThat(event.getInvolvedObject().getName()).isEqualTo("checkout");
    assertThat(event.getInvolvedObject().getUid()).isEqualTo("0b1c");
    assertThat(event.getType()).isEqualTo("Warning");
    assertThat(event.getReason()).isEqualTo("WrongAnnotation");
    assertThat(event.getMessage()).isEqualTo("mode must be Auto");
    assertThat(event.getCount()).isEqualTo(1);
    assertThat(event.getFirstTimestamp()).isEqualTo("2026-11-21T06:30:00Z");
    assertThat(event.getLastTimestamp()).isEqualTo("2026-11-21T06:30:00Z");
    assertThat(event.getSource().getComponent()).isEqualTo("workload-placement-operator");
    assertThat(event.getReportingInstance()).isEqualTo("operator-0");
  }

  @Test
  void oneCauseIsOneRequestWhileAnotherReasonMessageOrObjectIsAnEventOfItsOwn() throws Exception {
    createAnswers(201);
    EventRecorder recorder = recorder();
    HasMetadata successor =
        new ServiceBuilder((io.fabric8.kubernetes.api.model.Service) SERVICE)
            .editMetadata()
            .withUid("0b1d")
            .endMetadata()
            .build();

    for (int repetition = 0; repetition < 3; repetition++) {
      recorder.record(SERVICE, EventType.NORMAL, "Placed", "on a Deployment");
      recorder.record(SERVICE, EventType.NORMAL, "Placed", "on Knative");
      recorder.record(SERVICE, EventType.NORMAL, "Moved", "on Knative");
      recorder.record(successor, EventType.NORMAL, "Placed", "on Knative");
    }

    assertThat(requests())
        .extracting(request -> eventOf(request).getMetadata().getName())
        .hasSize(4)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("checkout\\.[0-9a-f]{16}"));
  }

  @Test
  void anotherProcessGivesTheSameCauseTheSameName() throws Exception {
    createAnswers(201);

    recorder().record(SERVICE, EventType.NORMAL, "Placed", "on Knative");
    recorder().record(SERVICE, EventType.NORMAL, "Placed", "on Knative");

    assertThat(requests())
        .extracting(request -> eventOf(request).getMetadata().getName())
        .hasSize(2)
        .containsOnly(eventNameOf("Placed", "on Knative"));
  }

  private String eventNameOf(String reason, String message) throws InterruptedException {
    recorder().record(SERVICE, EventType.NORMAL, reason, message);
    return eventOf(requests().get(0)).getMetadata().getName();
  }

  @Test
  void anEventThatAnotherProcessHasJustWrittenStaysAsItIs() throws Exception {
    createAnswers(201);
    String name = eventNameOf("Placed", "on Knative");
    server.clearExpectations();
    createAnswers(409);
    existing(name, "2026-11-21T06:00:00Z");
    EventRecorder restarted = recorder();
    double before = recorded();

    restarted.record(SERVICE, EventType.NORMAL, "Placed", "on Knative");
    restarted.record(SERVICE, EventType.NORMAL, "Placed", "on Knative");

    assertThat(requests())
        .extracting(request -> request.method().toString())
        .containsExactly("POST", "GET");
    assertThat(recorded()).isEqualTo(before);
  }

  @Test
  void anEventThatIsOlderThanAnHourIsCountedAgain() throws Exception {
    createAnswers(201);
    String name = eventNameOf("Placed", "on Knative");
    server.clearExpectations();
    createAnswers(409);
    existing(name, "2026-11-21T05:29:59Z");
    server
        .expect()
        .patch()
        .withPath(EVENTS + "/" + name)
        .andReturn(200, new EventBuilder().withNewMetadata().endMetadata().build())
        .once();

    recorder().record(SERVICE, EventType.NORMAL, "Placed", "on Knative");

    List<RecordedRequest> requests = requests();
    assertThat(requests)
        .extracting(request -> request.method().toString())
        .containsExactly("POST", "GET", "PATCH");
    Event patch = eventOf(requests.get(2));
    assertThat(patch.getCount()).isEqualTo(3);
    assertThat(patch.getLastTimestamp()).isEqualTo("2026-11-21T06:30:00Z");
    assertThat(patch.getMetadata().getResourceVersion()).isEqualTo("42");
  }

  private void existing(String name, String lastTimestamp) {
    server
        .expect()
        .get()
        .withPath(EVENTS + "/" + name)
        .andReturn(
            200,
            new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withResourceVersion("42")
                .endMetadata()
                .withCount(2)
                .withLastTimestamp(lastTimestamp)
                .build())
        .once();
  }

  @Test
  void afterAnHourTheSameCauseIsWrittenAgain() throws Exception {
    createAnswers(201);
    EventRecorder recorder = recorder();

    recorder.record(SERVICE, EventType.NORMAL, "Placed", "on Knative");
    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(59)));
    recorder.record(SERVICE, EventType.NORMAL, "Placed", "on Knative");
    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(2)));
    recorder.record(SERVICE, EventType.NORMAL, "Placed", "on Knative");

    assertThat(requests()).hasSize(2);
  }

  @Test
  void anEventThatIsRefusedFailsNobodyAndIsTriedAgainNextTime() throws Exception {
    createAnswers(403);
    EventRecorder recorder = recorder();

    assertThatCode(() -> recorder.record(SERVICE, EventType.NORMAL, "Placed", "on Knative"))
        .doesNotThrowAnyException();
    server.clearExpectations();
    createAnswers(201);
    recorder.record(SERVICE, EventType.NORMAL, "Placed", "on Knative");

    assertThat(requests()).hasSize(2);
    assertThat(meters.get("workload.placement.events.failed").counter().count()).isEqualTo(1);
    assertThat(recorded()).isEqualTo(1);
  }

  @Test
  void an_event_in_a_namespace_that_is_being_deleted_is_no_failure() {
    server
        .expect()
        .post()
        .withPath(EVENTS)
        .andReturn(
            403,
            new StatusBuilder()
                .withCode(403)
                .withReason("Forbidden")
                .withMessage(
                    "events \"x\" is forbidden: unable to create new content in namespace shop"
                        + " because it is being terminated")
                .withNewDetails()
                .addNewCause("metadata.namespace", "is being terminated", "NamespaceTerminating")
                .endDetails()
                .build())
        .always();

    recorder().record(SERVICE, EventType.NORMAL, "Placed", "on Knative");

    assertThat(meters.find("workload.placement.events.failed").counter()).isNull();
    assertThat(recorded()).isZero();
  }

  @Test
  void anApiServerThatFailsOrHangsUpFailsNobody() {
    KubernetesClient impatient =
        new KubernetesClientBuilder()
            .withConfig(
                new io.fabric8.kubernetes.client.ConfigBuilder(client.getConfiguration())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    EventRecorder recorder = new EventRecorder(impatient, now::get, meters, "operator-0");
    createAnswers(500);

    assertThatCode(() -> recorder.record(SERVICE, EventType.NORMAL, "Placed", "on Knative"))
        .doesNotThrowAnyException();
    server.shutdown();
    assertThatCode(() -> recorder.record(SERVICE, EventType.NORMAL, "Placed", "on Knative"))
        .doesNotThrowAnyException();

    assertThat(meters.get("workload.placement.events.failed").counter().count()).isEqualTo(2);
  }

  @Test
  void aMessageIsCutAtTheApisBound() throws Exception {
    createAnswers(201);

    recorder().record(SERVICE, EventType.WARNING, "Refused", "x".repeat(5000));

    assertThat(eventOf(requests().get(0)).getMessage()).hasSize(1024).endsWith("x…");
  }

  @Test
  void anEventAboutAClusterScopedObjectLivesInTheNamespaceDefault() throws Exception {
    server
        .expect()
        .post()
        .withPath("/api/v1/namespaces/default/events")
        .andReturn(201, new EventBuilder().withNewMetadata().endMetadata().build())
        .once();
    HasMetadata clusterScoped =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("shop")
            .withUid("1")
            .endMetadata()
            .build();

    recorder().record(clusterScoped, EventType.NORMAL, "PolicyRead", "ok");

    Event event = eventOf(requests().get(0));
    assertThat(event.getMetadata().getNamespace()).isEqualTo("default");
    assertThat(event.getInvolvedObject().getNamespace()).isNull();
    assertThat(recorded()).isEqualTo(1);
  }
}
