package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a workload is, how it is called, and how its placement is to be handled. Exactly one of
 * {@code template} and {@code workloadRef} is set.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "has(self.template) != has(self.workloadRef)",
    messageExpression =
        "has(self.template) ? 'spec.template and spec.workloadRef are both set: keep the one that says what runs' : 'spec.template and spec.workloadRef are both missing: write a pod template in template, or name an existing Deployment in workloadRef'",
    message = "exactly one of spec.template and spec.workloadRef must be set")
@ValidationRule(
    value =
        "has(self.workloadRef) == has(oldSelf.workloadRef)"
            + " && (!has(self.workloadRef) || self.workloadRef.name == oldSelf.workloadRef.name)",
    message =
        "spec.workloadRef cannot be changed: delete the placement, which gives its Deployment back, and create another")
@ValidationRule(
    value = SchemaRules.TEMPLATE_ROLLOUT_MOVES,
    fieldPath = ".rollout",
    message = SchemaRules.ROLLOUT_MOVES_MESSAGE)
@ValidationRule(
    value = SchemaRules.TEMPLATE_ROLLOUT_DEADLINE,
    fieldPath = ".rollout",
    message =
        "rollout.progressDeadlineSeconds (600 where absent) must be above rollout.minReadySeconds (10 where absent)")
@ValidationRule(
    value =
        "!has(self.workloadRef) || !has(self.rollout) || !has(self.rollout.strategy)"
            + " || self.rollout.strategy != 'Recreate'",
    fieldPath = ".rollout",
    message =
        "rollout.strategy Recreate is for a template: with a workloadRef, write spec.strategy in the Deployment's own manifest")
public record WorkloadPlacementSpec(
    @JsonPropertyDescription(
            "What runs, as a pod template with its full schema. Exactly one of template and workloadRef is set.")
        @Nullable PodTemplateSpec template,
    @JsonPropertyDescription(
            "An existing Deployment in the namespace, adopted as it is. Exactly one of template and workloadRef is set.")
        @Nullable WorkloadRef workloadRef,
    @Required @JsonPropertyDescription("How the workload is called.") Traffic traffic,
    @Required @JsonPropertyDescription("How fast it has to answer.") Latency latency,
    @JsonPropertyDescription("How far the operator may go, and where a pinned workload runs.")
        @Nullable Placement placement,
    @JsonPropertyDescription("Bounds of the replicas; sized from the traffic where absent.")
        @Nullable Scaling scaling,
    @JsonPropertyDescription(
            "How a new version of the template is rolled out on the Deployment side.")
        @Nullable Rollout rollout,
    @JsonPropertyDescription("Times of a migration between the two sides.")
        @Nullable Migration migration,
    @JsonPropertyDescription("The stable address of the workload, http://NAME.NAMESPACE.")
        @Nullable StableService service,
    @JsonPropertyDescription(
            "Labels and annotations for everything that is made: Deployment, Knative Service, Services, autoscaler, budget, pods.")
        @Nullable CommonMetadata commonMetadata) {

  /** A workload of which nothing is marked. */
  public WorkloadPlacementSpec(
      @Nullable PodTemplateSpec template,
      @Nullable WorkloadRef workloadRef,
      Traffic traffic,
      Latency latency,
      @Nullable Placement placement,
      @Nullable Scaling scaling,
      @Nullable Rollout rollout,
      @Nullable Migration migration,
      @Nullable StableService service) {
    this(
        template,
        workloadRef,
        traffic,
        latency,
        placement,
        scaling,
        rollout,
        migration,
        service,
        null);
  }

  /** The mode that it states, Auto where it states none. */
  public PlacementMode mode() {
    return placement == null || placement.mode() == null ? PlacementMode.AUTO : placement.mode();
  }

  /** The same workload, called otherwise. */
  public WorkloadPlacementSpec with(Traffic otherTraffic) {
    return new WorkloadPlacementSpec(
        template,
        workloadRef,
        otherTraffic,
        latency,
        placement,
        scaling,
        rollout,
        migration,
        service,
        commonMetadata);
  }
}
