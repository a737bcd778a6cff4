package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.List;
import java.util.Optional;

/**
 * What the Pod Security Standard {@code restricted} asks for, filled in where a template says
 * nothing: {@code runAsNonRoot}, {@code seccompProfile: RuntimeDefault}, {@code
 * allowPrivilegeEscalation: false} and {@code capabilities.drop: [ALL]}.
 *
 * <p>An image that runs as root does not start that way, and the kubelet says so; nothing in a
 * template tells such an image from another one, and a workload that is refused at its first start
 * is found at once, while one that runs with more rights than it needs is never found. The way out
 * is one line: a template with {@code runAsNonRoot: false} or {@code runAsUser: 0}, on the pod or
 * the container, keeps the root user and the capabilities that its image expects. So do {@code
 * privileged} and added capabilities for what they need.
 *
 * <p>Everything goes on the containers, never on the pod: Knative takes a pod's security context
 * only behind a flag, and both sides are to run alike. Adopted Deployments are left as they are.
 */
final class RestrictedDefaults {

  private static final String LOW_PORTS = "NET_BIND_SERVICE";

  private RestrictedDefaults() {}

  static PodSpec fill(PodSpec pod) {
    if (pod.getOs() != null && "windows".equals(pod.getOs().getName())) {
      return pod;
    }
    PodSecurityContext shared = pod.getSecurityContext();
    return new PodSpecBuilder(pod)
        .withContainers(fill(pod.getContainers(), shared))
        .withInitContainers(fill(pod.getInitContainers(), shared))
        .build();
  }

  private static List<Container> fill(List<Container> containers, PodSecurityContext shared) {
    return containers.stream()
        .map(container -> container.edit().withSecurityContext(fill(container, shared)).build())
        .toList();
  }

  private static SecurityContext fill(Container container, PodSecurityContext shared) {
    SecurityContext own =
        Optional.ofNullable(container.getSecurityContext()).orElseGet(SecurityContext::new);
    if (Boolean.TRUE.equals(own.getPrivileged())) {
      return own;
    }
    SecurityContextBuilder filled = new SecurityContextBuilder(own);
    if (seccomp(own.getSeccompProfile(), shared) == null) {
      filled.withSeccompProfile(new SeccompProfileBuilder().withType("RuntimeDefault").build());
    }
    boolean root = wantsRoot(own, shared);
    if (!root && nonRoot(own, shared) == null) {
      filled.withRunAsNonRoot(true);
    }
    if (addsPrivileges(own.getCapabilities())) {
      return filled.build();
    }
    if (own.getAllowPrivilegeEscalation() == null) {
      filled.withAllowPrivilegeEscalation(false);
    }
    if (!root && dropsNothing(own.getCapabilities())) {
      filled.editOrNewCapabilities().withDrop("ALL").endCapabilities();
    }
    return filled.build();
  }

  private static boolean wantsRoot(SecurityContext own, PodSecurityContext shared) {
    Long user = own.getRunAsUser();
    if (user == null && shared != null) {
      user = shared.getRunAsUser();
    }
    boolean rootUser = user != null && user == 0;
    return rootUser || Boolean.FALSE.equals(nonRoot(own, shared));
  }

  private static Boolean nonRoot(SecurityContext own, PodSecurityContext shared) {
    return own.getRunAsNonRoot() != null || shared == null
        ? own.getRunAsNonRoot()
        : shared.getRunAsNonRoot();
  }

  private static SeccompProfile seccomp(SeccompProfile own, PodSecurityContext shared) {
    return own != null || shared == null ? own : shared.getSeccompProfile();
  }

  /** Beyond what {@code restricted} allows, so the template means what it says. */
  private static boolean addsPrivileges(Capabilities capabilities) {
    return capabilities != null
        && capabilities.getAdd().stream().anyMatch(added -> !added.equals(LOW_PORTS));
  }

  private static boolean dropsNothing(Capabilities capabilities) {
    return capabilities == null || capabilities.getDrop().isEmpty();
  }
}
