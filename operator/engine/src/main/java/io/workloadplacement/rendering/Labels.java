package io.workloadplacement.rendering;

import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Map;

/** The labels by which rendered objects and pods are found. */
public final class Labels {

  /** On the metadata of every rendered object, so that one selector finds what is ours. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /**
   * On the metadata of every rendered object, with the placement's name, unless its owner gives
   * another one; never on pods, which others select by it.
   */
  public static final String NAME = "app.kubernetes.io/name";

  /** Value of {@link #MANAGED_BY}, and of the label that names the keeper of an EndpointSlice. */
  public static final String OPERATOR = "workload-placement-operator";

  /**
   * On the pods of a rendered Deployment, with the placement's name; the stable Service selects by
   * it. Never on a Knative revision: its pods would be reached past queue-proxy and activator.
   */
  public static final String PLACEMENT = WorkloadPlacement.GROUP + "/placement";

  /** On what is made beside a Deployment of others: the placement's name. */
  public static final String OWNER = WorkloadPlacement.GROUP + "/owner";

  /** On what is made beside a Deployment of others: the placement's UID. */
  public static final String OWNER_UID = WorkloadPlacement.GROUP + "/owner-uid";

  /** Keeps a Knative Service off the public gateway. */
  public static final String KNATIVE_VISIBILITY = "networking.knative.dev/visibility";

  /** Ties an EndpointSlice to its Service. */
  public static final String SLICE_SERVICE = "kubernetes.io/service-name";

  /** Names who keeps an EndpointSlice; Kubernetes' own controller leaves other keepers' alone. */
  public static final String SLICE_MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  private Labels() {}

  /** What selects the pods of a rendered Deployment. */
  public static Map<String, String> podSelector(WorkloadPlacement placement) {
    return Map.of(PLACEMENT, placement.getMetadata().getName());
  }
}
