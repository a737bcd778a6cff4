package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Service;
import io.workloadplacement.cli.SurveyedService.Fit;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import io.workloadplacement.reconcile.preview.ClusterPreview;
import io.workloadplacement.rendering.Labels;
import io.workloadplacement.rendering.ServiceAnnotations;
import io.workloadplacement.rendering.ServiceProblem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What would become of each Service if it were annotated: the Services are annotated, and what
 * {@code plan} says of them is the answer.
 *
 * @param services what there is, in order
 * @param faults everything that is wrong with the objects that were read
 */
record AdoptionSurvey(List<SurveyedService> services, List<String> faults) {

  /** Lists are copied. */
  AdoptionSurvey {
    services = List.copyOf(services);
    faults = List.copyOf(faults);
  }

  /**
   * What is annotated before it is judged.
   *
   * @param defaultNamespace of objects that name none
   * @param stated values that stand for every workload
   * @param measured where traffic is measured; empty where nobody knows
   */
  record Proposal(
      String defaultNamespace,
      Map<String, String> stated,
      Optional<MeasuredTraffic.Source> measured) {

    private ProposedProfile of(ManifestDocument service)
        throws Prometheus.Failure, InterruptedException {
      Optional<MeasuredTraffic> traffic =
          measured.isPresent()
              ? measured.get().of(home(service), service.name())
              : Optional.empty();
      return ProposedProfile.of(stated, traffic);
    }

    private String home(ManifestDocument service) {
      return service.namespace().isEmpty() ? defaultNamespace : service.namespace();
    }
  }

  /**
   * Judges every Service of an input.
   *
   * @param cluster in which it runs; empty for manifests
   * @throws Prometheus.Failure if traffic cannot be asked for
   */
  static AdoptionSurvey of(
      List<ManifestDocument> documents,
      Optional<ClusterPreview> cluster,
      Proposal proposal,
      InstantSource clock)
      throws Prometheus.Failure, InterruptedException {
    PlanInput input = new PlanInput(proposal.defaultNamespace(), clock);
    Map<ManifestDocument, Optional<ProposedProfile>> asked = new LinkedHashMap<>();
    for (ManifestDocument document : documents) {
      ManifestDocument judged = document;
      if (isOfAnApplication(document)) {
        Optional<ProposedProfile> profile =
            isAnnotated(document) ? Optional.empty() : Optional.of(proposal.of(document));
        judged = profile.map(values -> annotated(document, values)).orElse(document);
        asked.put(judged, profile);
      }
      input.add(judged);
    }
    input.makePlacementsOfServices(
        home -> cluster.map(known -> known.objects(home)).orElse(NamespaceObjects.NONE));
    Map<ManifestDocument, Planner.Outcome> outcomes = new LinkedHashMap<>();
    new Planner(input, cluster, true, clock)
        .plan()
        .forEach(outcome -> outcomes.put(outcome.declared().document(), outcome));
    List<SurveyedService> services = new ArrayList<>();
    asked.forEach(
        (document, profile) -> {
          Optional<Planner.Outcome> outcome = Optional.ofNullable(outcomes.get(document));
          services.add(
              new SurveyedService(
                  document,
                  proposal.home(document),
                  profile,
                  outcome.flatMap(Planner.Outcome::planned),
                  outcome
                      .map(Planner.Outcome::faults)
                      .orElseGet(() -> problems(document, input, profile.isPresent()))));
        });
    return new AdoptionSurvey(services, input.refusals());
  }

  /** Why there is no placement, without advice on annotations that nobody has written yet. */
  private static List<String> problems(
      ManifestDocument service, PlanInput input, boolean proposed) {
    List<ServiceProblem> problems = input.problems(service);
    if (problems.isEmpty()) {
      return List.of(
          "it has a fault, which is said above, or a WorkloadPlacement '%s' that somebody wrote"
              .formatted(service.name()));
    }
    return problems.stream()
        .map(problem -> proposed && problem.inVain() ? problem.what() : problem.toString())
        .toList();
  }

  /** Those that the operator made for a placement are no applications of their own. */
  private static boolean isOfAnApplication(ManifestDocument document) {
    String maker = document.at("/metadata/labels").path(Labels.MANAGED_BY).asText("");
    return document.apiVersion().equals("v1")
        && document.kind().equals("Service")
        && !maker.equals(Labels.OPERATOR);
  }

  private static boolean isAnnotated(ManifestDocument document) {
    return document.at("/metadata/annotations").properties().stream()
        .anyMatch(annotation -> annotation.getKey().startsWith(ServiceAnnotations.PREFIX));
  }

  /** The same Service with a profile as its annotations. */
  static ManifestDocument annotated(ManifestDocument service, ProposedProfile profile) {
    ObjectNode content = service.content().deepCopy();
    ObjectNode annotations = child(child(content, "metadata"), "annotations");
    profile.annotations().forEach(annotations::put);
    return new ManifestDocument(service.source(), service.number(), content, service.positions());
  }

  private static ObjectNode child(ObjectNode parent, String name) {
    return parent.get(name) instanceof ObjectNode child ? child : parent.putObject(name);
  }

  /** The Services of a namespace as manifests. */
  static List<ManifestDocument> services(NamespaceObjects objects, String namespace) {
    List<ManifestDocument> documents = new ArrayList<>();
    for (Service service : objects.all(Service.class)) {
      boolean ofTheApiServer =
          service.getMetadata().getName().equals("kubernetes") && namespace.equals("default");
      if (!ofTheApiServer) {
        documents.add(ManifestDocument.of(service, "namespace " + namespace, documents.size() + 1));
      }
    }
    return documents;
  }

  /** The Services that are to be annotated. */
  List<SurveyedService> proposed(boolean deploymentsToo) {
    return services.stream()
        .filter(service -> service.profile().isPresent())
        .filter(
            service ->
                service.fit() == Fit.KNATIVE || (deploymentsToo && service.fit() == Fit.DEPLOYMENT))
        .toList();
  }
}
