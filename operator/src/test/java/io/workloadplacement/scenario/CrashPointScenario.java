package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The crash-point sweep: an operator is ended at each of its writes, once before the write reaches
 * the API server and once after it took effect and before the answer arrives. Another one is
 * started, and what it ends with is what an undisturbed operator ends with.
 *
 * <p>All crashes of a story happen at once, each to a placement in a namespace of its own: from its
 * crash on, the operator is cut off from that namespace.
 */
@Execution(ExecutionMode.CONCURRENT)
class CrashPointScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  private static final Workload CHECKOUT =
      Workload.steady("checkout")
          .with("spec: {migration: {drainPeriod: 100ms}, scaling: {minReplicas: 2}}");

  private enum Moment {
    BEFORE_THE_WRITE,
    BEFORE_ITS_ANSWER
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void aFirstPlacementOnADeployment() {
    sweep(Optional.empty(), DEPLOYMENT);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void aFirstPlacementOnKnative() {
    sweep(Optional.empty(), KNATIVE);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void aMoveToKnative() {
    sweep(Optional.of(DEPLOYMENT), KNATIVE);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void aMoveToADeployment() {
    sweep(Optional.of(KNATIVE), DEPLOYMENT);
  }

  private static void sweep(Optional<Target> from, Target to) {
    ScenarioNamespace calm = cluster.namespace();
    from.ifPresent(before -> calm.apply(CHECKOUT.pinnedTo(before)).becomes(readyOn(before)));
    int writesBefore = calm.writes().size();
    calm.apply(CHECKOUT.pinnedTo(to)).becomes(readyOn(to));
    List<String> undisturbed = calm.manifests();

    List<Crash> crashes = new ArrayList<>();
    for (int write = 1; write <= calm.writes().size() - writesBefore; write++) {
      for (Moment moment : Moment.values()) {
        crashes.add(new Crash(cluster.namespace(), write, moment));
      }
    }
    assertThat(crashes).hasSizeGreaterThan(8);
    from.ifPresent(
        before -> {
          crashes.forEach(crash -> crash.shop.apply(CHECKOUT.pinnedTo(before)));
          crashes.forEach(crash -> crash.checkout().becomes(readyOn(before)));
        });

    cluster.traffic().disturb(cluster.operator().name, new Crashes(crashes));
    List<ServingWatch> serving =
        crashes.stream().map(crash -> new ServingWatch(cluster, crash.shop, "checkout")).toList();
    crashes.forEach(crash -> crash.shop.apply(CHECKOUT.pinnedTo(to)));
    await("every crash happens, or comes too late")
        .atMost(ScenarioNamespace.PATIENCE)
        .pollInterval(ScenarioNamespace.OFTEN)
        .until(() -> crashes.stream().allMatch(crash -> crash.isOver(to)));
    assertThat(crashes).filteredOn(crash -> crash.happened).hasSizeGreaterThan(8);

    cluster.restartOperator();

    SoftAssertions softly = new SoftAssertions();
    for (Crash crash : crashes) {
      crash.checkout().becomes(readyOn(to));
      softly.assertThat(crash.shop.manifests()).as(crash.toString()).isEqualTo(undisturbed);
    }
    if (from.isPresent()) {
      serving.forEach(watch -> softly.assertThat(watch.gaps()).isEmpty());
    }
    serving.forEach(ServingWatch::close);
    softly.assertAll();
  }

  /** The crashes of one operator. */
  private record Crashes(List<Crash> crashes) implements Interceptor {

    @Override
    public Optional<Answer> before(Request request) {
      return in(request.path()).flatMap(crash -> crash.before(request));
    }

    @Override
    public Optional<Answer> after(Request request, int code) {
      return in(request.path()).flatMap(crash -> crash.after(request, code));
    }

    @Override
    public boolean delivers(Request watch, String type, JsonNode object) {
      return crashes.stream()
          .filter(crash -> crash.shop.name.equals(object.at("/metadata/namespace").asText()))
          .noneMatch(crash -> crash.happened);
    }

    private Optional<Crash> in(String path) {
      return crashes.stream()
          .filter(crash -> path.contains("/namespaces/" + crash.shop.name + "/"))
          .findFirst();
    }
  }

  /** The end of the operator for one namespace. */
  private static final class Crash implements Interceptor {
    private final ScenarioNamespace shop;
    private final int at;
    private final Moment moment;
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean happened;

    Crash(ScenarioNamespace shop, int at, Moment moment) {
      this.shop = shop;
      this.at = at;
      this.moment = moment;
    }

    ScenarioPlacement checkout() {
      return shop.placement("checkout");
    }

    boolean isOver(Target to) {
      return happened || readyOn(to).holds(checkout().get());
    }

    @Override
    public Optional<Answer> before(Request request) {
      if (!happened && request.isWrite()) {
        happened = writes.incrementAndGet() == at && moment == Moment.BEFORE_THE_WRITE;
      }
      return happened ? Optional.of(Answer.dropped()) : Optional.empty();
    }

    @Override
    public Optional<Answer> after(Request request, int code) {
      if (request.isWrite() && writes.get() == at && moment == Moment.BEFORE_ITS_ANSWER) {
        happened = true;
      }
      return happened ? Optional.of(Answer.dropped()) : Optional.empty();
    }

    @Override
    public String toString() {
      return "ended at write " + at + " " + moment;
    }
  }
}
