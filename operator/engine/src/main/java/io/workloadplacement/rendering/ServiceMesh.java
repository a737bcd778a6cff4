package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Target;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Service meshes, into which pods are put when they are created, as labels and annotations of
 * theirs or of their namespace ask; a pod's count more. On Knative the router calls, which is
 * outside.
 */
public final class ServiceMesh {

  private static final String ANNOTATION =
      ServiceAnnotations.PREFIX + ServiceAnnotations.ACCEPT_MESH;

  /** Others inject containers too, which are no matter here. */
  private static final Pattern KEY =
      Pattern.compile(
          "istio-injection|([^/]+[.])?(istio[.]io|linkerd[.]io|kuma[.]io|openservicemesh[.]io|dapr[.]io|appmesh[.]k8s[.]aws|nsm[.]nginx[.]com|consul[.]hashicorp[.]com)/(.*[Ii]nject.*|rev|enabled|dataplane-mode)");

  private ServiceMesh() {}

  /**
   * What keeps a workload off Knative as it is in a mesh.
   *
   * @param namespace of the placement
   */
  public static List<Blocker> blockers(KnativeCandidate candidate, Namespace namespace) {
    return isAccepted(candidate)
        ? List.of()
        : asking(candidate, namespace)
            .map(
                request ->
                    new Blocker(
                        Target.KNATIVE,
                        request.field(),
                        "It puts the pods into a service mesh, and on Knative the router calls them from outside of it, for whoever calls: leave them out of it, or, if it takes plain HTTP from outside and nobody has to know who calls, accept that by the annotation %s: \"true\" on %s."
                            .formatted(ANNOTATION, candidate.whereToAnnotate())))
            .stream()
            .toList();
  }

  /** What the owner of a workload in a mesh has accepted, in sentences for people. */
  public static List<String> notes(KnativeCandidate candidate, Namespace namespace) {
    return asking(candidate, namespace)
        .filter(any -> isAccepted(candidate))
        .map(
            request ->
                "On Knative the mesh of %s sees the router as the caller, without TLS and without the identity of whoever calls, as the annotation %s accepts"
                    .formatted(request.field(), ANNOTATION))
        .stream()
        .toList();
  }

  private static boolean isAccepted(KnativeCandidate candidate) {
    return candidate.annotations(ANNOTATION).anyMatch("true"::equals);
  }

  private static Optional<InjectionRequest> asking(
      KnativeCandidate candidate, Namespace namespace) {
    List<InjectionRequest> ofPods =
        said("spec.template.", candidate.template().getMetadata()).toList();
    return (ofPods.isEmpty()
            ? said(
                "Namespace '%s': ".formatted(namespace.getMetadata().getName()),
                namespace.getMetadata())
            : ofPods.stream())
        .filter(InjectionRequest::asks)
        .findFirst();
  }

  private static Stream<InjectionRequest> said(String object, @Nullable ObjectMeta metadata) {
    return InjectionRequest.of(metadata, KEY.asMatchPredicate())
        .map(request -> new InjectionRequest(object + request.field(), request.value()));
  }
}
