package io.workloadplacement.reconcile.observe;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.knative.serving.v1.Revision;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.router.RouterAddress.Upstream;
import java.util.List;
import java.util.Optional;

/**
 * Knative in this cluster, and what it has made for a placement.
 *
 * @param installed whether its resources are served
 * @param features its feature flags
 * @param ingress the one that Knative made for the placement's Knative Service
 * @param revision the one that serves for the Knative Service, read only while that matters
 * @param gateway the pods that accept cluster-local requests for Knative
 * @param failure why pods are not there, read only while the Knative Service is not ready
 * @param upstreams the Revisions that serve, with their shares, as the router reaches them; empty
 *     while one of them is not known
 */
public record KnativeFacts(
    boolean installed,
    KnativeFeatures features,
    Optional<Ingress> ingress,
    Optional<Revision> revision,
    Optional<Gateway.Endpoints> gateway,
    Optional<String> failure,
    List<Upstream> upstreams) {

  /** Lists are copied. */
  public KnativeFacts {
    upstreams = List.copyOf(upstreams);
  }

  /** With nothing made for the placement. */
  public static KnativeFacts of(boolean installed, KnativeFeatures features) {
    return new KnativeFacts(
        installed,
        features,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** With the Ingress that Knative made, and the gateway that serves it. */
  public KnativeFacts with(Optional<Ingress> ingress, Optional<Gateway.Endpoints> gateway) {
    return new KnativeFacts(installed, features, ingress, revision, gateway, failure, upstreams);
  }

  /** With the Revisions that serve. */
  public KnativeFacts sendingTo(List<Upstream> upstreams) {
    return new KnativeFacts(installed, features, ingress, revision, gateway, failure, upstreams);
  }

  /** With the pods that Knative runs, and why more are not there. */
  public KnativeFacts running(Optional<Revision> revision, Optional<String> failure) {
    return new KnativeFacts(installed, features, ingress, revision, gateway, failure, upstreams);
  }
}
