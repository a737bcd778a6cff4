package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** Prices with which costs are estimated, as quoted quantities. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Prices(
    @Default("USD")
        @JsonPropertyDescription("Currency of the prices, an ISO 4217 code.")
        @Pattern("^[A-Z]{3}$")
        @Size(max = 3)
        String currency,
    @Default("0.031611")
        @JsonPropertyDescription("Price of one CPU core for an hour.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(value = SchemaRules.PRICE, message = SchemaRules.PRICE_MESSAGE)
        String cpuCoreHour,
    @Default("0.004237")
        @JsonPropertyDescription("Price of one GiB of memory for an hour.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(value = SchemaRules.PRICE, message = SchemaRules.PRICE_MESSAGE)
        String memoryGibHour,
    @Default("0")
        @JsonPropertyDescription("Price of a million requests on Knative.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(value = SchemaRules.PRICE, message = SchemaRules.PRICE_MESSAGE)
        String requestsMillion,
    @JsonPropertyDescription(
            "Price of a unit of any other resource for an hour, by its name, such as nvidia.com/gpu;"
                + " of ephemeral-storage and hugepages a GiB. What has no price costs nothing.")
        Map<String, String> resources) {

  /** Absent means none. */
  public Prices {
    resources = resources == null ? Map.of() : Map.copyOf(resources);
  }
}
