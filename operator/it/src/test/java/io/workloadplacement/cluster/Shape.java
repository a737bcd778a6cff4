package io.workloadplacement.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The manifests of a folder as a workload that runs: one Deployment with the test cluster's image
 * in the place of its own, and the Services of its pods, one of which asks for a placement. That
 * image needs little, and several shapes have to find room at once. It ends at SIGTERM, so it has a
 * {@code preStop} where the manifests have none, as docs/adoption.md says: any scale-down of the
 * Deployment would lose requests without.
 */
final class Shape {

  private static final String ANNOTATIONS = "workloadplacement.io/";
  private static final int FIRST_SPARE_PORT = 18080;
  private static final long SECONDS_TO_LEAVE = 5;
  private static final Quantity LITTLE_CPU = new Quantity("25m");

  private final String name;
  private final List<HasMetadata> objects;
  private final Service asking;
  private final Deployment deployment;
  private final Map<String, String> asked;

  private Shape(String name, List<HasMetadata> objects) {
    this.name = name;
    this.objects = objects;
    this.asking =
        only(
            objects,
            Service.class,
            service ->
                annotations(service).keySet().stream().anyMatch(key -> key.startsWith(ANNOTATIONS)),
            name);
    this.asked = Map.copyOf(annotations(asking));
    this.deployment = only(objects, Deployment.class, this::isSelectedByTheAsking, name);
    objects.forEach(object -> object.getMetadata().setNamespace(namespace()));
    annotations(asking).keySet().removeIf(key -> key.startsWith(ANNOTATIONS));
    runsTheTestClustersImage();
  }

  static Shape in(Path folder) {
    List<HasMetadata> objects = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        if (file.toString().endsWith(".yaml")) {
          objects.addAll(objects(Files.readString(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Shape(folder.getFileName().toString(), objects);
  }

  private static List<HasMetadata> objects(String manifests) {
    Object read = Serialization.unmarshal(manifests);
    return read instanceof List<?> several
        ? several.stream().map(HasMetadata.class::cast).toList()
        : List.of((HasMetadata) read);
  }

  private static <T extends HasMetadata> T only(
      List<HasMetadata> objects, Class<T> type, Predicate<T> wanted, String folder) {
    List<T> found =
        objects.stream().filter(type::isInstance).map(type::cast).filter(wanted).toList();
    assertThat(found).as("%s of %s", type.getSimpleName(), folder).hasSize(1);
    return found.get(0);
  }

  String namespace() {
    return "shape-" + name;
  }

  /** Of the Service that asks, and so of its placement. */
  String service() {
    return asking.getMetadata().getName();
  }

  String deployment() {
    return deployment.getMetadata().getName();
  }

  /** All of it, as it was before anybody asked for a placement. */
  String manifests() {
    return String.join("---\n", objects.stream().map(Serialization::asYaml).toList());
  }

  /** The annotations that ask, as {@code kubectl annotate} takes them. */
  List<String> asked() {
    return asked.entrySet().stream()
        .filter(annotation -> annotation.getKey().startsWith(ANNOTATIONS))
        .map(annotation -> annotation.getKey() + "=" + annotation.getValue())
        .toList();
  }

  /** The URL of each port of each Service that leads to where the pods serve. */
  List<String> urls() {
    return objects.stream()
        .filter(Service.class::isInstance)
        .map(Service.class::cast)
        .filter(this::selectsThePods)
        .flatMap(
            service ->
                service.getSpec().getPorts().stream()
                    .filter(port -> containerPort(port) == servingPort())
                    .map(
                        port ->
                            "http://%s.%s:%d"
                                .formatted(
                                    service.getMetadata().getName(), namespace(), port.getPort())))
        .toList();
  }

  private void runsTheTestClustersImage() {
    int spare = FIRST_SPARE_PORT;
    for (Container container : deployment.getSpec().getTemplate().getSpec().getContainers()) {
      container.setImage("lab.local/app:lab");
      container.setImagePullPolicy("IfNotPresent");
      container.setCommand(null);
      container.setArgs(null);
      container.setResources(
          new ResourceRequirementsBuilder().addToRequests("cpu", LITTLE_CPU).build());
      if (container.getLifecycle() == null) {
        container.setLifecycle(
            new LifecycleBuilder()
                .withNewPreStop()
                .withNewSleep(SECONDS_TO_LEAVE)
                .endPreStop()
                .build());
      }
      int port = serves(container) ? servingPort() : spare++;
      List<EnvVar> env = new ArrayList<>(container.getEnv());
      if (env.stream().noneMatch(variable -> variable.getName().equals("PORT"))) {
        env.add(new EnvVarBuilder().withName("PORT").withValue(Integer.toString(port)).build());
      }
      container.setEnv(env);
    }
  }

  private boolean serves(Container container) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().size() == 1
        || container.getPorts().stream().anyMatch(port -> port.getContainerPort() == servingPort());
  }

  private int servingPort() {
    String chosen = asked.get(ANNOTATIONS + "port");
    return asking.getSpec().getPorts().stream()
        .filter(
            port ->
                chosen == null
                    || chosen.equals(port.getName())
                    || chosen.equals(port.getPort().toString()))
        .mapToInt(this::containerPort)
        .findFirst()
        .orElseThrow();
  }

  private int containerPort(ServicePort port) {
    IntOrString target = port.getTargetPort();
    if (target == null) {
      return port.getPort();
    }
    if (target.getIntVal() != null) {
      return target.getIntVal();
    }
    return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .filter(named -> Objects.equals(named.getName(), target.getStrVal()))
        .findFirst()
        .orElseThrow()
        .getContainerPort();
  }

  private boolean isSelectedByTheAsking(Deployment candidate) {
    return selects(asking, candidate);
  }

  private boolean selectsThePods(Service service) {
    return selects(service, deployment);
  }

  private static boolean selects(Service service, Deployment deployment) {
    Map<String, String> selector = service.getSpec().getSelector();
    return selector != null
        && !selector.isEmpty()
        && deployment
            .getSpec()
            .getTemplate()
            .getMetadata()
            .getLabels()
            .entrySet()
            .containsAll(selector.entrySet());
  }

  private static Map<String, String> annotations(Service service) {
    Map<String, String> annotations = service.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }
}
