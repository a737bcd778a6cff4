package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.TrafficProfile;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A workload as it might run on Knative: everything on which Knative's verdict depends.
 *
 * @param placement the placement, with what its owner declares
 * @param template what runs, literally: the placement's own template, or the adopted Deployment's
 * @param servingPort where the pods serve
 * @param profile how the workload is called, parsed
 * @param features what the installed Knative lets into a pod
 * @param service the existing Service by which callers reach it, where it is not the operator's
 * @param further other existing Services of its pods, by which callers reach it too
 * @param networkPolicies all of its namespace
 * @param withheldLabels keys of labels that Knative's pods must not have, as something of the
 *     Deployment selects by
 */
public record KnativeCandidate(
    WorkloadPlacement placement,
    PodTemplateSpec template,
    ServingPort servingPort,
    TrafficProfile profile,
    KnativeFeatures features,
    Optional<Service> service,
    List<Service> further,
    List<NetworkPolicy> networkPolicies,
    Set<String> withheldLabels) {

  /** Lists are copied. */
  public KnativeCandidate {
    further = List.copyOf(further);
    networkPolicies = List.copyOf(networkPolicies);
    withheldLabels = Set.copyOf(withheldLabels);
  }

  /** A workload of one Service, in a namespace without NetworkPolicies. */
  public KnativeCandidate(
      WorkloadPlacement placement,
      PodTemplateSpec template,
      ServingPort servingPort,
      TrafficProfile profile,
      KnativeFeatures features,
      Optional<Service> service) {
    this(
        placement,
        template,
        servingPort,
        profile,
        features,
        service,
        List.of(),
        List.of(),
        Set.of());
  }

  /**
   * A workload whose template or placement tells where it serves; else it serves where Knative
   * takes it to: on port 8080 of the first container.
   */
  public static KnativeCandidate of(
      WorkloadPlacement placement,
      PodTemplateSpec template,
      TrafficProfile profile,
      KnativeFeatures features) {
    return new KnativeCandidate(
        placement,
        template,
        ServingPort.of(placement, template).orElse(ServingPort.ASSUMED),
        profile,
        features,
        Optional.empty());
  }

  /** The same workload, reached by this Service. */
  public KnativeCandidate reachedBy(Service existing) {
    return new KnativeCandidate(
        placement,
        template,
        servingPort,
        profile,
        features,
        Optional.of(existing),
        further,
        networkPolicies,
        withheldLabels);
  }

  /**
   * The same workload among NetworkPolicies.
   *
   * @param withheld keys of labels that Knative's pods must not have anyway
   */
  public KnativeCandidate among(List<NetworkPolicy> policies, Set<String> withheld) {
    return new KnativeCandidate(
        placement, template, servingPort, profile, features, service, further, policies, withheld);
  }

  /** What the owner says by an annotation, on the placement or on the Service. */
  Stream<String> annotations(String key) {
    return Stream.concat(Stream.of(placement), service.stream())
        .map(object -> object.getMetadata().getAnnotations())
        .filter(Objects::nonNull)
        .map(annotations -> annotations.get(key))
        .filter(Objects::nonNull);
  }

  /**
   * Where the owner would write an annotation, in words for people. A Service that asks for no
   * placement by its annotations is better left without any.
   */
  String whereToAnnotate() {
    return Optional.ofNullable(placement.getMetadata().getLabels())
        .map(labels -> labels.get(AnnotatedService.GENERATED_FROM))
        .map(name -> "Service '" + name + "'")
        .orElse("the placement");
  }

  /** The same workload, reached by these Services too. */
  public KnativeCandidate reachedBesidesBy(List<Service> others) {
    return new KnativeCandidate(
        placement,
        template,
        servingPort,
        profile,
        features,
        service,
        others,
        networkPolicies,
        withheldLabels);
  }

  /** The pods of its Deployment, as Services see them. */
  BackingPods backingPods() {
    return adopted()
        ? BackingPods.adopted(template, servingPort)
        : BackingPods.rendered(placement, servingPort);
  }

  /** Whether the workload is an existing Deployment, whose template nobody may change. */
  boolean adopted() {
    return placement.getSpec().workloadRef() != null;
  }
}
