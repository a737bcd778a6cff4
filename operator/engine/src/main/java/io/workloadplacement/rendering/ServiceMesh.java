package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  private static final Set<String> REFUSALS = Set.of("", "disabled", "false", "no", "none", "off");

  /** What asks for a mesh, or refuses it, and where it stands. */
  private record Word(String field, String value) {

    boolean asks() {
      return !REFUSALS.contains(value);
    }
  }

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
                word ->
                    new Blocker(
                        Target.KNATIVE,
                        word.field,
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
            word ->
                "On Knative the mesh of %s sees the router as the caller, without TLS and without the identity of whoever calls, as the annotation %s accepts"
                    .formatted(word.field, ANNOTATION))
        .stream()
        .toList();
  }

  private static boolean isAccepted(KnativeCandidate candidate) {
    return candidate.annotations(ANNOTATION).anyMatch("true"::equals);
  }

  private static Optional<Word> asking(KnativeCandidate candidate, Namespace namespace) {
    List<Word> ofPods = said("spec.template.", candidate.template().getMetadata()).toList();
    return (ofPods.isEmpty()
            ? said(
                "Namespace '%s': ".formatted(namespace.getMetadata().getName()),
                namespace.getMetadata())
            : ofPods.stream())
        .filter(Word::asks)
        .findFirst();
  }

  private static Stream<Word> said(String object, ObjectMeta metadata) {
    return metadata == null
        ? Stream.of()
        : Stream.concat(
            said(object + "metadata.labels", metadata.getLabels()),
            said(object + "metadata.annotations", metadata.getAnnotations()));
  }

  private static Stream<Word> said(String field, Map<String, String> values) {
    return values == null
        ? Stream.of()
        : new TreeMap<>(values)
            .entrySet().stream()
                .filter(entry -> KEY.matcher(entry.getKey()).matches())
                .map(
                    entry ->
                        new Word(
                            "%s[%s]".formatted(field, entry.getKey()),
                            String.valueOf(entry.getValue())));
  }
}
