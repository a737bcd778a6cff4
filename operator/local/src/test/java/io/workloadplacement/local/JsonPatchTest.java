package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Patches as the library of the real API server applies or refuses them, recorded. */
class JsonPatchTest {

  static Stream<JsonNode> patches() throws IOException {
    try (InputStream in = JsonPatchTest.class.getResourceAsStream("recorded/json-patches.json")) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
    }
  }

  @ParameterizedTest
  @MethodSource("patches")
  void a_patch_does_what_it_does_on_the_real_server(JsonNode recorded) {
    if (recorded.has("code")) {
      assertThatExceptionOfType(ApiError.class)
          .isThrownBy(() -> JsonPatch.apply(recorded.get("object"), recorded.get("patch")))
          .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(recorded.get("code").asInt()));
    } else {
      assertThat(JsonPatch.apply(recorded.get("object"), recorded.get("patch")))
          .isEqualTo(recorded.get("result"));
    }
  }
}
