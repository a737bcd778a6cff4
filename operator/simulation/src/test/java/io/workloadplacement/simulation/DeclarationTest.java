package io.workloadplacement.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.Traffic;
import io.workloadplacement.api.v1alpha1.TrafficPattern;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeclarationTest {

  private static final double HOUR = 3600;
  private static final LearnedProfile BUSY = profile(1000, false);
  private static final LearnedProfile RARE = profile(10, false);
  private static final LearnedProfile SILENT = profile(10, true);

  private final Declaration declaration = new Declaration();

  @Test
  void theFirstIsDeclaredAtOnce() {
    assertThat(declaration.after(0, RARE)).isSameAs(RARE);
  }

  @Test
  void whatHasHeldForADayIsDeclared() {
    declaration.after(0, BUSY);

    assertThat(declaration.after(10 * HOUR, RARE)).isSameAs(BUSY);
    assertThat(declaration.after(33 * HOUR, RARE)).isSameAs(BUSY);
    assertThat(declaration.after(34 * HOUR, RARE)).isSameAs(RARE);
  }

  @Test
  void aDayBeginsAnewWhenItWasAsDeclaredInBetween() {
    declaration.after(0, BUSY);
    declaration.after(10 * HOUR, RARE);
    declaration.after(20 * HOUR, BUSY);
    declaration.after(21 * HOUR, RARE);

    assertThat(declaration.after(44 * HOUR, RARE)).isSameAs(BUSY);
    assertThat(declaration.after(45 * HOUR, RARE)).isSameAs(RARE);
  }

  @Test
  void everyChangeHasToHoldADayOfItsOwn() {
    declaration.after(0, BUSY);
    declaration.after(10 * HOUR, RARE);
    declaration.after(34 * HOUR, RARE);

    assertThat(declaration.after(35 * HOUR, BUSY)).isSameAs(RARE);
    assertThat(declaration.after(59 * HOUR, BUSY)).isSameAs(BUSY);
  }

  @Test
  void aTargetIsNotGivenUpForASilence() {
    declaration.after(0, BUSY);
    declaration.after(10 * HOUR, SILENT);

    assertThat(declaration.after(100 * HOUR, SILENT)).isSameAs(BUSY);
  }

  @Test
  void whatWasUnusedIsDeclaredAnewWhenItIsCalled() {
    declaration.after(0, SILENT);
    declaration.after(10 * HOUR, BUSY);

    assertThat(declaration.after(34 * HOUR, BUSY)).isSameAs(BUSY);
  }

  private static LearnedProfile profile(long requests, boolean isUnused) {
    Traffic traffic =
        new Traffic(
            TrafficPattern.SPORADIC, null, "0.1", "0.1", "100ms", null, null, null, List.of());
    return new LearnedProfile(traffic, requests, 24 * HOUR, 0.5, 0.5, isUnused, "by chance");
  }
}
