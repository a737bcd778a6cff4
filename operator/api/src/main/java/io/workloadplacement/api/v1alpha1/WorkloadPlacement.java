package io.workloadplacement.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Declares a container workload with its traffic and latency profile; the operator decides where it
 * runs.
 */
@Group(WorkloadPlacement.GROUP)
@Version("v1alpha1")
@Plural("workloadplacements")
@Singular("workloadplacement")
@ShortNames("wp")
@AdditionalPrinterColumn(name = "TARGET", jsonPath = ".status.target")
@AdditionalPrinterColumn(name = "WANTED", jsonPath = ".status.wanted")
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "STATUS",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "COST/MONTH", jsonPath = ".status.costPerMonth")
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "LATENCY", jsonPath = ".status.latency", priority = 1)
@AdditionalPrinterColumn(name = "URL", jsonPath = ".status.address.url", priority = 1)
@AdditionalPrinterColumn(name = "REASON", jsonPath = ".status.decision.reason", priority = 1)
@AdditionalPrinterColumn(
    name = "MESSAGE",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1)
@ValidationRule(
    value = SchemaRules.NAME,
    messageExpression = SchemaRules.NAME_MESSAGE,
    message = "metadata.name must be a DNS-1035 label of at most 57 characters, such as checkout")
public class WorkloadPlacement
    extends CustomResource<WorkloadPlacementSpec, WorkloadPlacementStatus> implements Namespaced {

  /** API group of both custom resources, and prefix of the operator's labels and annotations. */
  public static final String GROUP = "workloadplacement.io";

  private static final long serialVersionUID = 1L;
}
