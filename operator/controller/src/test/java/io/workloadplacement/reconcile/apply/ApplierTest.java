package io.workloadplacement.reconcile.apply;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.workloadplacement.reconcile.Observed;
import io.workloadplacement.reconcile.observe.Inventory;
import io.workloadplacement.reconcile.plan.Plan;
import io.workloadplacement.reconcile.workload.Lifecycle;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One Service is applied, and the API server answers in every way that it can. */
@EnableKubernetesMockClient(https = false)
class ApplierTest {

  private static final String PATH = "/api/v1/namespaces/shop/services/checkout";
  private static final String APPLY =
      PATH + "?fieldValidation=Strict&fieldManager=workload-placement-operator&force=true";

  private KubernetesMockServer server;
  private KubernetesClient client;

  private final Service manifest = service("u-1");
  private final Plan plan = Plan.empty(new Lifecycle.Managed()).applying(List.of(manifest));

  @Test
  void aFreeNameIsCreatedUnderTheConditionThatItIsStillFree() throws InterruptedException {
    answers(200, manifest);

    assertThat(apply().stableService()).contains(manifest);

    assertThat(body(patches().get(0)).getMetadata().getResourceVersion()).isEqualTo("1");
  }

  @Test
  void aTakenNameIsAConflictAndNothingIsSent() throws InterruptedException {
    server.expect().get().withPath(PATH).andReturn(200, service("somebody-else")).always();

    assertThatThrownBy(this::apply)
        .isInstanceOf(PlacementProblem.class)
        .hasMessageStartingWith("Service 'checkout' already exists");
    assertThat(patches()).isEmpty();
  }

  @Test
  void aWriteWhoseAnswerWasLostIsNotRepeated() throws InterruptedException {
    answers(200, manifest);
    apply();
    Service written = body(patches().get(0));
    written.getMetadata().setResourceVersion("7");
    server.expect().get().withPath(PATH).andReturn(200, written).always();

    apply();

    assertThat(patches()).isEmpty();
  }

  @Test
  void whatDiffersIsAppliedToThatVeryObject() throws InterruptedException {
    Service changed = service("u-1");
    changed.getMetadata().setUid("s-1");
    changed.getSpec().getPorts().get(0).setPort(8888);
    server.expect().get().withPath(PATH).andReturn(200, changed).always();
    answers(200, manifest);

    apply();

    Service sent = body(patches().get(0));
    assertThat(sent.getMetadata().getUid()).isEqualTo("s-1");
    assertThat(sent.getMetadata().getResourceVersion()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 422})
  void aRefusalIsToldInTheApiServersOwnWords(int code) {
    answers(code, refusal(code, "spec.ports: Required value"));

    assertThatThrownBy(this::apply)
        .isInstanceOf(PlacementProblem.class)
        .hasMessageStartingWith("Service 'checkout' was refused: ")
        .hasMessageContaining("spec.ports: Required value");
  }

  @Test
  void anotherWriterInBetweenIsLeftToTheNextTry() {
    answers(409, refusal(409, "the object has been modified"));

    assertThatThrownBy(this::apply)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void troubleThatPassesIsWaitedForWithoutAWordAboutIt(int code) {
    server.expect().patch().withPath(APPLY).andReturn(code, refusal(code, "later")).once();
    answers(200, manifest);

    assertThat(apply().stableService()).contains(manifest);
  }

  private Inventory apply() {
    return new Applier(client).apply(plan, Observed.pinnedTo(DEPLOYMENT).observation());
  }

  private void answers(int code, Object body) {
    server.expect().patch().withPath(APPLY).andReturn(code, body).always();
  }

  /** The writes since it was asked last; the server records a request after it has answered it. */
  private List<RecordedRequest> patches() throws InterruptedException {
    List<RecordedRequest> patches = new ArrayList<>();
    RecordedRequest request;
    while ((request = server.takeRequest(200, TimeUnit.MILLISECONDS)) != null) {
      if (request.getMethod().equals("PATCH")) {
        patches.add(request);
      }
    }
    return patches;
  }

  private static Service body(RecordedRequest patch) {
    return Serialization.unmarshal(patch.getBody().readUtf8(), Service.class);
  }

  private static Object refusal(int code, String message) {
    return new StatusBuilder().withCode(code).withStatus("Failure").withMessage(message).build();
  }

  private static Service service(String ownerUid) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: checkout
          namespace: shop
          ownerReferences:
            - {apiVersion: workloadplacement.io/v1alpha1, kind: WorkloadPlacement, name: checkout, uid: %s, controller: true}
        spec: {ports: [{port: 80}]}
        """
            .formatted(ownerUid),
        Service.class);
  }
}
