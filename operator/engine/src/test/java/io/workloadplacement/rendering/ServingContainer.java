package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A workload of one container that serves on port 8000, and what keeps it off Knative. */
final class ServingContainer {

  static final String CONTAINER = "spec.template.spec.containers[0].";

  private ServingContainer() {}

  static List<Blocker> blockers(String container) {
    return blockers(named(container));
  }

  static List<Blocker> blockers(KnativeCandidate candidate) {
    return KnativePortability.blockers(candidate);
  }

  /** A container that serves on port 8000, with an image that says nothing unless it has one. */
  static KnativeCandidate named(String container) {
    String image = container.startsWith("image:") ? "" : "image: 'example.com/shop/web:1', ";
    return candidate(image + container + ", ports: [{containerPort: 8000}]");
  }

  static KnativeCandidate candidate(String container) {
    return Fixtures.candidate(
        Fixtures.template("spec: {containers: [{name: app, %s}]}".formatted(container)),
        Fixtures.profile(Protocol.HTTP1, Duration.ofSeconds(30), 0.7),
        KnativeFeatures.defaults());
  }

  static Service service(String name, String ports, Map<String, String> annotations) {
    Service service =
        Serialization.unmarshal(
            "spec: {selector: {app: web}, ports: [" + ports + "]}", Service.class);
    service.setMetadata(
        new ObjectMetaBuilder().withName(name).withAnnotations(annotations).build());
    return service;
  }
}
