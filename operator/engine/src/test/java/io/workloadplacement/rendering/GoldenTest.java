package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Sizing;
import io.workloadplacement.decision.TrafficProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A placement in, its manifests out, one folder each. After a change that is meant: {@code ./mvnw
 * test -Dtest=GoldenTest -Dgolden.update=true} writes the folders anew, and the diff is to be read.
 */
class GoldenTest {

  private static final Path ROOT = Path.of("src/test/resources/rendering");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  static Stream<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_placement_is_rendered_as_its_folder_says(String name) throws IOException {
    Path folder = ROOT.resolve(name);
    Map<String, String> rendered = render(folder);
    if (UPDATE) {
      update(folder, rendered);
    }
    assertThat(files(folder, "out-")).as("files of %s", name).isEqualTo(rendered.keySet());
    for (var file : rendered.entrySet()) {
      assertThat(file.getValue())
          .as(name + "/" + file.getKey())
          .isEqualTo(Files.readString(folder.resolve(file.getKey())));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void every_file_of_a_folder_is_used(String name) throws IOException {
    assertThat(files(ROOT.resolve(name), ""))
        .allMatch(
            file ->
                file.startsWith("out-")
                    || Set.of(
                            "in-placement.yaml",
                            "in-sizing.yaml",
                            "in-live-template.yaml",
                            "in-services.yaml",
                            "in-knative-ingress.yaml")
                        .contains(file));
  }

  private static Map<String, String> render(Path folder) throws IOException {
    WorkloadPlacement placement =
        Serialization.unmarshal(
            Files.readString(folder.resolve("in-placement.yaml")), WorkloadPlacement.class);
    assertThat(TemplateRules.violations(placement)).isEmpty();
    TrafficProfile profile = Fixtures.profile(placement);
    Path sizingFile = folder.resolve("in-sizing.yaml");
    Sizing sizing =
        Files.exists(sizingFile) ? Fixtures.sizing(Files.readString(sizingFile)) : Fixtures.SIZING;
    Map<String, String> out = new TreeMap<>();
    RenderInput knative;
    Set<String> withheld = Set.of();
    Service stable;
    if (placement.getSpec().workloadRef() == null) {
      knative = new RenderInput(placement, placement.getSpec().template(), profile, sizing);
      DeploymentManifests deployment = DeploymentSide.render(knative);
      put(out, "out-deployment.yaml", deployment.deployment());
      put(out, "out-deployment-autoscaler.yaml", deployment.autoscaler().orElseThrow());
      put(out, "out-deployment-disruption-budget.yaml", deployment.disruptionBudget());
      if (!deployment.notes().isEmpty()) {
        put(out, "out-deployment-notes.yaml", deployment.notes());
      }
      stable = StableAddress.service(knative);
      put(out, "out-pods-service.yaml", StableAddress.podsService(knative));
    } else {
      PodTemplateSpec live =
          Fixtures.template(Files.readString(folder.resolve("in-live-template.yaml")));
      knative =
          new RenderInput(placement, live, profile, sizing)
              .servedAt(ServingPort.targeted(live, new IntOrString(8080)).orElseThrow());
      Map<String, String> selector = live.getMetadata().getLabels();
      withheld = selector.keySet();
      put(out, "out-deployment-autoscaler.yaml", Autoscaler.horizontal(knative));
      put(
          out,
          "out-deployment-disruption-budget.yaml",
          DeploymentSide.disruptionBudget(placement, selector));
      DeploymentSide.adoptedRollout(placement)
          .ifPresent(rollout -> put(out, "out-deployment-rollout.yaml", rollout));
      stable = StableAddress.service(knative, selector);
      put(out, "out-pods-service.yaml", StableAddress.podsService(knative, selector));
    }
    put(out, "out-service.yaml", stable);
    List<Service> further = further(folder, knative);
    withheld = new HashSet<>(withheld);
    for (Service service : further) {
      withheld.addAll(service.getSpec().getSelector().keySet());
    }
    List<Blocker> blockers = KnativePortability.blockers(knative.candidate());
    if (blockers.isEmpty()) {
      put(out, "out-knative-service.yaml", KnativeSide.render(knative, withheld));
      List<String> notes = KnativeTemplate.of(knative.candidate()).notes();
      if (!notes.isEmpty()) {
        put(out, "out-knative-notes.yaml", notes);
      }
    } else {
      put(out, "out-knative-blockers.yaml", blockers);
    }
    if (!further.isEmpty()) {
      services(knative, stable, further, out);
    }
    Path ingress = folder.resolve("in-knative-ingress.yaml");
    if (Files.exists(ingress)) {
      Ingress source = Serialization.unmarshal(Files.readString(ingress), Ingress.class);
      put(out, "out-route.yaml", StableAddress.route(placement, source, "cluster.local"));
      put(
          out,
          "out-gateway-slices.yaml",
          StableAddress.gatewaySlices(
              placement, stable, List.of("10.90.0.12", "fd00::12", "10.90.0.11"), 8081));
    }
    return out;
  }

  /** Those of the namespace's Services that select the pods too. */
  private static List<Service> further(Path folder, RenderInput input) throws IOException {
    Path services = folder.resolve("in-services.yaml");
    return Files.exists(services)
        ? input
            .candidate()
            .backingPods()
            .servicesBeside(
                input.placement(),
                Serialization.unmarshal(Files.readString(services), ServiceList.class).getItems())
        : List.of();
  }

  /** What of them comes to Knative with the address, and what cannot. */
  private static void services(
      RenderInput input, Service stable, List<Service> further, Map<String, String> out) {
    BackingPods pods = input.candidate().backingPods();
    put(
        out,
        "out-router-slices.yaml",
        Stream.concat(Stream.of(stable), further.stream().filter(pods::canFollow))
            .flatMap(
                service ->
                    AddressSlices.router(
                        input.placement(), pods, service, List.of("10.90.0.11", "fd00::11"), 20_017)
                        .stream())
            .toList());
    put(
        out,
        "out-service-blockers.yaml",
        ServicePortability.besidesThroughRouter(
            input.placement(), pods, Optional.empty(), further));
  }

  private static void put(Map<String, String> out, String file, Object content) {
    out.put(file, Serialization.asYaml(content));
  }

  private static Set<String> files(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.startsWith(prefix))
          .collect(TreeSet::new, Set::add, Set::addAll);
    }
  }

  private static void update(Path folder, Map<String, String> rendered) throws IOException {
    for (String old : files(folder, "out-")) {
      Files.delete(folder.resolve(old));
    }
    for (var file : rendered.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }
}
