package io.workloadplacement.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.workloadplacement.api.v1alpha1.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema's rule on durations and the operator's parser agree. */
class DurationRuleTest {

  private static final JsonNode SCHEMA =
      CustomResourceDefinitions.committed("workloadplacements")
          .at(
              "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/latency/properties/coldStart");
  private static final int LONGEST = SCHEMA.get("maxLength").asInt();
  private static final Pattern ADMITTED = admitted();

  @Test
  void everyAdmittedTextIsReadExactly() {
    Random random = new Random(20261121);
    long admitted =
        Stream.generate(() -> text(random))
            .limit(20_000)
            .filter(text -> text.length() <= LONGEST && ADMITTED.matcher(text).matches())
            .peek(
                text -> assertThat(DurationText.parse(text)).isGreaterThanOrEqualTo(Duration.ZERO))
            .count();
    assertThat(admitted).as("texts tried").isGreaterThan(5_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"99999h99999h99999h99999h99999h", "999999999s999999999s999999999s", "0.000001ms"})
  void theLongestAndTheFinestAreRead(String text) {
    assertThat(text).hasSizeLessThanOrEqualTo(LONGEST).matches(ADMITTED);
    assertThat(DurationText.parse(text)).isPositive();
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    List<String> units = List.of("ms", "s", "m", "h", "d");
    for (int part = 0; part <= random.nextInt(3); part++) {
      text.append(digits(random, 10));
      if (random.nextInt(3) == 0) {
        text.append('.').append(digits(random, 7));
      }
      text.append(units.get(random.nextInt(random.nextInt(20) == 0 ? 5 : 4)));
    }
    return text.toString();
  }

  private static String digits(Random random, int most) {
    return random
        .ints(1 + random.nextInt(most), '0', '9' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Pattern admitted() {
    String rule = SCHEMA.at("/x-kubernetes-validations/0/rule").asText();
    var expression = Pattern.compile("^self\\.matches\\('(.*)'\\)$").matcher(rule);
    assertThat(expression.matches()).as(rule).isTrue();
    return Pattern.compile(expression.group(1));
  }
}
