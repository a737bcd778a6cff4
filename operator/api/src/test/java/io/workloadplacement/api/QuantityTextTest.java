package io.workloadplacement.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.workloadplacement.api.v1alpha1.QuantityText;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTextTest {

  /** As Kubernetes' own library writes them. */
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
    "1.25Ki, 1280",
    "0.3333333333333, 333333334n",
    "100Ei, 9223372036854775807",
    "+5, +5",
    "+1000, 1k",
    "1., 1.",
    "007, 007",
    "three, three",
    "1_000, 1_000",
    "512mi, 512mi",
  })
  void a_quantity_is_kept_in_the_form_of_the_real_server(String written, String kept) {
    assertThat(QuantityText.canonical(written)).isEqualTo(kept);
  }

  @Test
  void it_is_read_exactly_where_a_double_or_sixteen_digits_would_round() {
    assertThat(QuantityText.exact("1.000000001Ei").orElseThrow())
        .isEqualByComparingTo(new BigDecimal("1152921505759768480.606846976"));
    assertThat(QuantityText.exact("0.1").orElseThrow()).isEqualByComparingTo("0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1 ", "1.2.3", "1KiB", "e3", "0x10", "NaN", "1,5", "٣", "-1"})
  void what_is_no_quantity_of_zero_or_more_is_refused_with_an_example(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QuantityText.parse(text))
        .withMessage(
            "'%s' is not a quantity of 0 or more: write a quoted number such as \"0.5\""
                .formatted(text));
  }
}
