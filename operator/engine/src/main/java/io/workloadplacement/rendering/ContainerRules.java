package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What Knative asks of containers. */
final class ContainerRules {

  static final Set<Integer> RESERVED_PORTS = Set.of(8008, 8012, 8013, 8022, 9090, 9091);
  private static final Set<String> RESERVED_ENV =
      Set.of("K_SERVICE", "K_CONFIGURATION", "K_REVISION");
  static final List<String> PROBES = List.of("livenessProbe", "readinessProbe", "startupProbe");

  private enum Role {
    SERVING,
    SIDECAR,
    INIT
  }

  private ContainerRules() {}

  static void containers(
      JsonNode pod, ServingPort serving, String podPath, BlockerCollector refusals) {
    List<JsonNode> containers = ModelTree.elements(pod.path("containers"));
    List<JsonNode> init = ModelTree.elements(pod.path("initContainers"));
    String path = podPath + ".containers";
    if (containers.size() > 1 && !refusals.features().enables(KnativeFeatures.MULTI_CONTAINER)) {
      refusals.flagged(path, "several containers", KnativeFeatures.MULTI_CONTAINER);
    }
    if (containers.size() > 1 && serving.equals(ServingPort.ASSUMED)) {
      refusals.add(
          path,
          "of several containers, Knative serves from the one that declares a port",
          "declare a port on that container");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < containers.size(); i++) {
      Role role = i == serving.container() ? Role.SERVING : Role.SIDECAR;
      container(containers.get(i), pod, path + "[" + i + "]", role, serving, names, refusals);
    }
    String initPath = podPath + ".initContainers";
    if (!init.isEmpty() && !refusals.features().enables(KnativeFeatures.INIT_CONTAINERS)) {
      refusals.flagged(initPath, "initContainers", KnativeFeatures.INIT_CONTAINERS);
      return;
    }
    for (int i = 0; i < init.size(); i++) {
      container(init.get(i), pod, initPath + "[" + i + "]", Role.INIT, serving, names, refusals);
    }
  }

  private static void container(
      JsonNode container,
      JsonNode pod,
      String path,
      Role role,
      ServingPort serving,
      Set<String> names,
      BlockerCollector refusals) {
    for (var field : ModelTree.fields(container)) {
      if (!KnativeFields.CONTAINER.contains(field.getKey())
          && KnativeFields.says(field.getKey(), field.getValue())) {
        field(path + "." + field.getKey(), field.getKey(), refusals);
      }
    }
    name(container.path("name").asText(), path + ".name", names, refusals);
    image(container.path("image").asText(), path + ".image", refusals);
    environment(container.path("env"), path + ".env", role, serving, refusals);
    ports(container.path("ports"), path + ".ports", refusals);
    for (var field : ModelTree.fields(container.path("resources"))) {
      if (!Set.of("requests", "limits").contains(field.getKey())
          && !ModelTree.saysNothing(field.getValue())) {
        refusals.never(path + ".resources." + field.getKey());
      }
    }
    SecurityRules.container(container.path("securityContext"), path + ".securityContext", refusals);
    VolumeRules.mounts(container.path("volumeMounts"), pod, path + ".volumeMounts", refusals);
    probes(container, path, role, refusals);
  }

  private static void field(String path, String name, BlockerCollector refusals) {
    if (name.equals("lifecycle")) {
      refusals.add(
          path,
          "Knative does not take lifecycle, it drains by itself",
          "remove it; on a Deployment the operator adds a preStop sleep");
    } else if (name.equals("restartPolicy")) {
      refusals.add(
          path,
          "Knative does not take native sidecars",
          "make it one of spec.template.spec.containers, without restartPolicy");
    } else {
      refusals.never(path);
    }
  }

  private static void name(String name, String path, Set<String> names, BlockerCollector refusals) {
    if (name.equals("queue-proxy")) {
      refusals.add(path, "Knative's own container is called queue-proxy", "choose another name");
    }
    if (!name.isEmpty() && !names.add(name)) {
      refusals.add(path, "there is another container '" + name + "'", "choose another name");
    }
  }

  /** A template that no runtime could run is refused before; an adopted Deployment's is not. */
  private static void image(String image, String path, BlockerCollector refusals) {
    ImageReference.problemOnKnative(image)
        .or(() -> ImageReference.problem(image).map(problem -> "'" + image + "' " + problem))
        .ifPresent(problem -> refusals.add(path, problem));
  }

  private static void environment(
      JsonNode variables, String path, Role role, ServingPort serving, BlockerCollector refusals) {
    for (int i = 0; i < variables.size(); i++) {
      JsonNode variable = variables.get(i);
      String name = variable.path("name").asText();
      boolean port = name.equals("PORT") && role == Role.SERVING;
      if (port || RESERVED_ENV.contains(name)) {
        refusals.add(
            path + "[" + i + "]",
            "Knative sets " + name + " itself" + (port ? ", to the port that serves" : ""),
            port ? "remove it, or let it say " + serving.number() : "remove it");
      }
      for (var source : ModelTree.fields(variable.path("valueFrom"))) {
        String sourcePath = path + "[" + i + "].valueFrom." + source.getKey();
        switch (source.getKey()) {
          case "configMapKeyRef", "secretKeyRef" -> {}
          case "fieldRef", "resourceFieldRef" -> {
            if (!refusals.features().allows(KnativeFeatures.FIELD_REF)) {
              refusals.flagged(sourcePath, source.getKey(), KnativeFeatures.FIELD_REF);
            }
          }
          default -> refusals.never(sourcePath);
        }
      }
    }
  }

  private static void ports(JsonNode ports, String path, BlockerCollector refusals) {
    for (int i = 0; i < ports.size(); i++) {
      JsonNode port = ports.get(i);
      String at = path + "[" + i + "]";
      int number = port.path("containerPort").asInt();
      if (RESERVED_PORTS.contains(number)) {
        refusals.add(
            at + ".containerPort", "Knative's proxy uses port " + number, "serve on another port");
      }
      if (!port.path("protocol").asText("TCP").equals("TCP")) {
        refusals.add(
            at + ".protocol",
            "Knative serves over TCP, not " + port.path("protocol").asText(),
            "declare the TCP port that serves");
      }
      for (String host : List.of("hostPort", "hostIP")) {
        if (!ModelTree.saysNothing(port.path(host))) {
          refusals.never(at + "." + host);
        }
      }
    }
  }

  private static void probes(
      JsonNode container, String path, Role role, BlockerCollector refusals) {
    for (String kind : PROBES) {
      JsonNode probe = container.path(kind);
      if (probe.isMissingNode()) {
        continue;
      }
      String at = path + "." + kind;
      switch (role) {
        case INIT -> refusals.never(at);
        case SIDECAR -> {
          if (refusals.features().enables(KnativeFeatures.MULTI_CONTAINER_PROBING)) {
            ProbeRules.probe(kind, probe, at, refusals);
          } else {
            refusals.flagged(
                at,
                kind + " of a container that does not serve",
                KnativeFeatures.MULTI_CONTAINER_PROBING);
          }
        }
        case SERVING -> {
          ProbeRules.probe(kind, probe, at, refusals);
          ProbeRules.port(probe, at, refusals);
        }
      }
    }
  }
}
