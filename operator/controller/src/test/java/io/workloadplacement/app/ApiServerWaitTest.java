package io.workloadplacement.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ApiServerWaitTest {

  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofHours(1);

  private final List<String> told = new ArrayList<>();

  @Test
  void itEndsWhenNothingIsInTheWayAndTellsEachObstacleOnce() throws Exception {
    Queue<Optional<String>> answers =
        new ArrayDeque<>(
            List.of(
                Optional.of("refused"),
                Optional.of("refused"),
                Optional.of("no CRDs"),
                Optional.of("no CRDs"),
                Optional.empty()));

    boolean free = new ApiServerWait(answers::remove, told::add, SHORT, SHORT).await();

    assertThat(free).isTrue();
    assertThat(answers).isEmpty();
    assertThat(told).containsExactly("refused", "no CRDs");
  }

  @Test
  void closedInTheMiddleOfAnIntervalItEndsAtOnce() throws Exception {
    CompletableFuture<String> firstObstacle = new CompletableFuture<>();
    try (ApiServerWait wait =
        new ApiServerWait(() -> Optional.of("refused"), firstObstacle::complete, LONG, LONG)) {
      CompletableFuture<Boolean> outcome =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return wait.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      firstObstacle.get(10, TimeUnit.SECONDS);

      wait.close();

      assertThat(outcome.get(10, TimeUnit.SECONDS)).isFalse();
    }
  }
}
