package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prices with which costs are estimated, as quoted quantities. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "!has(self.currency) || self.currency == 'USD' || (has(self.cpuCoreHour) && has(self.memoryGibHour))",
    messageExpression =
        "'prices.currency is ' + self.currency + ' and the built-in prices are in USD: write cpuCoreHour and memoryGibHour in ' + self.currency",
    message =
        "a currency other than USD needs prices of its own: write cpuCoreHour and memoryGibHour")
public record Prices(
    @Default("USD")
        @JsonPropertyDescription("Currency of the prices, an ISO 4217 code.")
        @Pattern("^[A-Z]{3}$")
        @Size(max = 3)
        @Nullable String currency,
    @JsonPropertyDescription(
            "Price of one CPU core for an hour. 0.031611 USD where absent; required with another currency.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(value = SchemaRules.PRICE, message = SchemaRules.PRICE_MESSAGE)
        @Nullable String cpuCoreHour,
    @JsonPropertyDescription(
            "Price of one GiB of memory for an hour. 0.004237 USD where absent; required with another currency.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(value = SchemaRules.PRICE, message = SchemaRules.PRICE_MESSAGE)
        @Nullable String memoryGibHour,
    @Default("0")
        @JsonPropertyDescription("Price of a million requests on Knative.")
        @Size(max = SchemaRules.MAX_FIGURE)
        @ValidationRule(value = SchemaRules.PRICE, message = SchemaRules.PRICE_MESSAGE)
        @Nullable String requestsMillion,
    @JsonPropertyDescription(
            "Price of a unit of any other resource for an hour, by its name, such as nvidia.com/gpu;"
                + " of ephemeral-storage and hugepages a GiB. What has no price costs nothing.")
        Map<String, String> resources) {

  /** Absent means none. */
  public Prices {
    resources = resources == null ? Map.of() : Map.copyOf(resources);
  }
}
