package io.workloadplacement.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** The platform team's control over placements; cluster-scoped. */
@Group(WorkloadPlacement.GROUP)
@Version("v1alpha1")
@Plural("placementpolicies")
@Singular("placementpolicy")
@ShortNames("pp")
@AdditionalPrinterColumn(
    name = "PRIORITY",
    jsonPath = ".spec.priority",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "PLACEMENTS",
    jsonPath = ".status.placements",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "VIOLATIONS",
    jsonPath = ".status.violations",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class PlacementPolicy extends CustomResource<PlacementPolicySpec, PlacementPolicyStatus> {

  private static final long serialVersionUID = 1L;
}
