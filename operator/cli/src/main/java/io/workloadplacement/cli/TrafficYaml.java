package io.workloadplacement.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.workloadplacement.api.v1alpha1.Traffic;
import java.util.Map;

/** {@code spec.traffic} as YAML, to be pasted into a placement. */
final class TrafficYaml {

  private TrafficYaml() {}

  static String of(Traffic traffic) {
    ObjectMapper yaml =
        new ObjectMapper(
            new YAMLFactory()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR));
    try {
      return yaml.writeValueAsString(Map.of("spec", Map.of("traffic", traffic)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A profile cannot be written", e);
    }
  }
}
