package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** Prices with which costs are estimated, as quoted quantities. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Prices(
    @Default("USD") @JsonPropertyDescription("Currency of the prices, an ISO 4217 code.")
        String currency,
    @Default("0.031611") @JsonPropertyDescription("Price of one CPU core for an hour.")
        String cpuCoreHour,
    @Default("0.004237") @JsonPropertyDescription("Price of one GiB of memory for an hour.")
        String memoryGibHour,
    @Default("0") @JsonPropertyDescription("Price of a million requests on Knative.")
        String requestsMillion) {}
