package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** The stable address of the workload. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StableService(
    @Default("80")
        @JsonPropertyDescription("Port of the address http://NAME.NAMESPACE.")
        @Min(1)
        @Max(65535)
        @Nullable Integer port,
    @JsonPropertyDescription(
            "The container port that serves, by name or number, where there are several. The only one, or 8080, where absent.")
        @Nullable IntOrString targetPort) {

  /** An address whose container port is told by the template. */
  public StableService(@Nullable Integer port) {
    this(port, null);
  }
}
