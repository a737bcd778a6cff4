package io.workloadplacement.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.SoftAssertions;

/**
 * An operator is ended at each write of a story, once before the write reaches the API server and
 * once after it took effect and before the answer arrives. Another one is started, and what it ends
 * with is what an undisturbed operator ends with.
 *
 * <p>All crashes of a story happen at once, each in a namespace of its own: from its crash on, the
 * operator is cut off from that namespace.
 */
final class CrashSweep {

  /** Something that the placement {@code checkout} of a namespace goes through. */
  interface CrashCase {

    /** Brings it to the beginning, as far as that can be done at once. */
    void prepare(ScenarioNamespace shop);

    /** Whether it is at the beginning. */
    boolean isPrepared(ScenarioNamespace shop);

    /** Lets it begin. */
    void begin(ScenarioNamespace shop);

    /** Whether it is at its end. */
    boolean isOver(ScenarioNamespace shop);

    /** What is there at the end, the same in every namespace. */
    List<String> outcome(ScenarioNamespace shop);

    /** The Deployment that serves, or may; empty where nothing serves at the beginning. */
    Optional<String> deployment();

    /** By which callers reach the router: of each Service one. */
    default List<String> slices() {
      return List.of("checkout-router");
    }
  }

  private enum Moment {
    BEFORE_THE_WRITE,
    BEFORE_ITS_ANSWER
  }

  private CrashSweep() {}

  static void of(CrashCase tested, ScenarioCluster cluster) {
    ScenarioNamespace calm = cluster.namespace();
    tested.prepare(calm);
    until("the beginning", () -> tested.isPrepared(calm));
    int writesBefore = calm.writes().size();
    tested.begin(calm);
    until("the end", () -> tested.isOver(calm));
    List<String> undisturbed = tested.outcome(calm);

    List<Crash> crashes = new ArrayList<>();
    for (int write = 1; write <= calm.writes().size() - writesBefore; write++) {
      for (Moment moment : Moment.values()) {
        crashes.add(new Crash(cluster.namespace(), write, moment));
      }
    }
    assertThat(crashes).hasSizeGreaterThan(8);
    crashes.forEach(crash -> tested.prepare(crash.shop));
    until("the beginnings", () -> crashes.stream().allMatch(c -> tested.isPrepared(c.shop)));

    cluster.traffic().disturb(cluster.operator().name, new Crashes(crashes));
    List<ServingWatch> serving =
        tested.deployment().stream()
            .flatMap(
                deployment ->
                    crashes.stream()
                        .flatMap(
                            c ->
                                tested.slices().stream()
                                    .map(
                                        slice ->
                                            ServingWatch.by(
                                                slice, cluster, c.shop, "checkout", deployment))))
            .toList();
    crashes.forEach(crash -> tested.begin(crash.shop));
    await()
        .atMost(ScenarioNamespace.PATIENCE)
        .pollInterval(ScenarioNamespace.OFTEN)
        .untilAsserted(
            () ->
                assertThat(crashes)
                    .as("every crash happens, or comes too late")
                    .allMatch(crash -> crash.happened || tested.isOver(crash.shop)));
    assertThat(crashes).filteredOn(crash -> crash.happened).hasSizeGreaterThan(8);

    cluster.restartOperator();

    SoftAssertions softly = new SoftAssertions();
    for (Crash crash : crashes) {
      until(crash.toString(), () -> tested.isOver(crash.shop));
      softly.assertThat(tested.outcome(crash.shop)).as(crash.toString()).isEqualTo(undisturbed);
    }
    serving.forEach(watch -> softly.assertThat(watch.gaps()).isEmpty());
    serving.forEach(ServingWatch::close);
    softly.assertAll();
  }

  private static void until(String what, java.util.concurrent.Callable<Boolean> condition) {
    await(what)
        .atMost(ScenarioNamespace.PATIENCE)
        .pollInterval(ScenarioNamespace.OFTEN)
        .until(condition);
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
    // A dropped connection would be tried again, and the dead would keep the living waiting.
    private static final Answer CUT_OFF = Answer.refusal(403, "Forbidden", "has ended");

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

    @Override
    public Optional<Answer> before(Request request) {
      if (!happened && request.isWrite()) {
        happened = writes.incrementAndGet() == at && moment == Moment.BEFORE_THE_WRITE;
      }
      return happened ? Optional.of(CUT_OFF) : Optional.empty();
    }

    @Override
    public Optional<Answer> after(Request request, int code) {
      if (request.isWrite() && writes.get() == at && moment == Moment.BEFORE_ITS_ANSWER) {
        happened = true;
      }
      return happened ? Optional.of(CUT_OFF) : Optional.empty();
    }

    @Override
    public String toString() {
      return "ended at write %d %s, after %s in %s".formatted(at, moment, writes, shop.name);
    }
  }
}
