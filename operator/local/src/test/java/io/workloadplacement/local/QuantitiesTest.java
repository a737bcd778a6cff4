package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({
    "1000m, 1",
    "0.5, 500m",
    "1500m, 1500m",
    "1024Mi, 1Gi",
    "1536Mi, 1536Mi",
    "2000, 2k",
    "0, 0",
    "0Mi, 0",
    "128974848, 128974848",
    "1e3, 1e3",
    "0.5e1, 5",
    "1.5Gi, 1536Mi",
    "512Ki, 512Ki",
    "0.0000000001, 1n",
    "-1000m, -1",
    "three, three",
  })
  void aQuantityIsKeptInTheFormOfTheRealServer(String written, String kept) {
    assertThat(Quantities.canonical(written)).isEqualTo(kept);
  }
}
