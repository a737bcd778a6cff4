package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.app.Versions;
import io.workloadplacement.reconcile.preview.ClusterPreview;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says of each Service whether its workload could go to Knative, and proposes annotations. */
@Command(
    name = "adopt",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Says of each Service that is there whether its workload could go to Knative, what keeps it"
            + " off, and proposes annotations. Nothing is written to the cluster without --apply.",
    footer =
        "%nExit status: 0 when every Service was judged; 1 when something could not be read or"
            + " written; 2 when the command line is wrong.")
final class AdoptCommand implements Callable<Integer> {

  private static final String TEXT = "text";
  private static final String YAML = "yaml";

  /** Words that somebody writes who means a format, and no folder. */
  private static final Set<String> NO_FOLDERS =
      Set.of("", "json", "markdown", "wide", "name", "table");

  /** Their workloads are the cluster's own; who means them names them. */
  private static final Set<String> OF_THE_CLUSTER =
      Set.of("kube-system", "kube-public", "kube-node-lease", "knative-serving");

  private final InstantSource clock;
  private final InputStream standardInput;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|FOLDER|-",
      description = {
        "Manifests, instead of what runs in a cluster; may be given several times.",
        "A folder means its .yaml, .yml and .json files, - standard input."
      })
  private List<String> sources = List.of();

  @Option(
      names = {"-n", "--namespace"},
      description = "Namespace to look at; with -f, that of objects that name none.")
  private String namespace;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Look at every namespace but those of the cluster itself.")
  private boolean everywhere;

  @Mixin private ClusterOptions cluster;

  @Mixin private ProfileOptions profile;

  @Option(
      names = {"-o", "--output"},
      defaultValue = TEXT,
      paramLabel = "text|yaml|FOLDER",
      description = {
        "A table; patches for Git on standard output; or the same in files of a folder.",
        "Default: ${DEFAULT-VALUE}."
      })
  private String output;

  @Option(
      names = "--all",
      description = "Annotate Services whose workload stays on a Deployment, too.")
  private boolean all;

  @Option(names = "--apply", description = "Annotate the Services of the cluster.")
  private boolean apply;

  @Spec private CommandSpec spec;

  AdoptCommand(InstantSource clock, InputStream standardInput) {
    this.clock = clock;
    this.standardInput = standardInput;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!sources.isEmpty() && (everywhere || apply || cluster.isGiven())) {
      throw messages()
          .wrong("-A, --apply, --kubeconfig and --context are for a cluster, and -f is for files");
    }
    if (everywhere && namespace != null) {
      throw messages().wrong("-n and -A exclude each other");
    }
    Optional<Path> folder = folder();
    AdoptionSurvey.Proposal proposal =
        new AdoptionSurvey.Proposal(
            Optional.ofNullable(namespace).orElse(ClusterOptions.DEFAULT_NAMESPACE),
            profile.stated(),
            profile.measured());
    try {
      return sources.isEmpty()
          ? cluster.run(messages(), client -> inCluster(client, proposal, folder))
          : inFiles(proposal, folder);
    } catch (Prometheus.Failure e) {
      return messages().failed(e.getMessage());
    }
  }

  private Optional<Path> folder() {
    if (output.equals(TEXT) || output.equals(YAML)) {
      return Optional.empty();
    }
    if (NO_FOLDERS.contains(output.strip())) {
      throw messages()
          .wrong(
              "--output: '%1$s' is no output: write text, yaml or a folder; one of this name is ./%1$s"
                  .formatted(output));
    }
    try {
      return Optional.of(Path.of(output));
    } catch (InvalidPathException e) {
      throw messages()
          .wrong("--output: '%s' is no name of a folder: %s".formatted(output, e.getReason()));
    }
  }

  private int inFiles(AdoptionSurvey.Proposal proposal, Optional<Path> folder)
      throws Prometheus.Failure, InterruptedException {
    ManifestReader reader = new ManifestReader(standardInput);
    List<ManifestDocument> documents = reader.read(sources);
    AdoptionSurvey survey = AdoptionSurvey.of(documents, Optional.empty(), proposal, clock);
    messages().tell(reader.skipped());
    List<String> faults = new ArrayList<>(reader.faults());
    faults.addAll(survey.faults());
    if (faults.isEmpty() && survey.services().isEmpty()) {
      faults.add(String.join(", ", sources) + ": there is no Service to look at");
    }
    messages().tell(faults);
    return status(show(survey, folder) && faults.isEmpty());
  }

  private int inCluster(
      KubernetesClient client, AdoptionSurvey.Proposal proposal, Optional<Path> folder)
      throws Prometheus.Failure, InterruptedException {
    List<String> namespaces = namespaces(client);
    if (namespaces.isEmpty()) {
      return messages()
          .failed(
              "There is no namespace '%s': kubectl get namespaces shows which there are"
                  .formatted(ClusterOptions.namespace(client, namespace)));
    }
    ClusterPreview preview = new ClusterPreview(client);
    List<ManifestDocument> documents = new ArrayList<>();
    for (String name : namespaces) {
      documents.addAll(AdoptionSurvey.services(preview.objects(name), name));
    }
    AdoptionSurvey survey = AdoptionSurvey.of(documents, Optional.of(preview), proposal, clock);
    messages().tell(preview.unread());
    messages().tell(survey.faults());
    if (survey.services().isEmpty()) {
      return messages()
          .failed(
              everywhere
                  ? "There is no Service to look at in any namespace"
                  : "There is no Service to look at in the namespace '%s'"
                      .formatted(ClusterOptions.namespace(client, namespace)));
    }
    boolean done = show(survey, folder);
    if (apply) {
      done &= annotate(new ServiceAnnotator(client), survey.proposed(all));
    }
    return status(done && survey.faults().isEmpty());
  }

  /** Those to look at; none where the one that is named is not there. */
  private List<String> namespaces(KubernetesClient client) {
    if (everywhere) {
      List<String> names =
          client.namespaces().list().getItems().stream()
              .map(found -> found.getMetadata().getName())
              .toList();
      messages()
          .tell(
              names.stream()
                  .filter(OF_THE_CLUSTER::contains)
                  .map("%1$s is left out: -n %1$s looks at it"::formatted)
                  .toList());
      return names.stream().filter(name -> !OF_THE_CLUSTER.contains(name)).toList();
    }
    String name = ClusterOptions.namespace(client, namespace);
    try {
      Namespace found = client.namespaces().withName(name).get();
      return found == null ? List.of() : List.of(name);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        // Who may not read namespaces may read what is in this one nevertheless.
        return List.of(name);
      }
      throw e;
    }
  }

  /** Whether everything could be written. */
  private boolean show(AdoptionSurvey survey, Optional<Path> folder) {
    PrintWriter out = spec.commandLine().getOut();
    if (survey.services().isEmpty()) {
      return true;
    }
    AdoptionPatches patches = new AdoptionPatches(survey.proposed(all));
    if (output.equals(YAML)) {
      patches.write(out);
    } else {
      new AdoptionTable(survey).write(out);
    }
    if (patches.services().isEmpty() && !output.equals(TEXT)) {
      messages().tell(List.of("No Service is to be annotated, so there is no patch"));
      return true;
    }
    try {
      if (folder.isPresent()) {
        patches.write(folder.get()).forEach(file -> out.println("Written: " + file));
      }
      return true;
    } catch (IOException e) {
      messages().tell(List.of("--output: " + e.getMessage()));
      return false;
    } finally {
      out.flush();
    }
  }

  /** Whether all could be annotated. */
  private boolean annotate(ServiceAnnotator annotator, List<SurveyedService> proposed) {
    // Beside patches on standard output nothing else may stand there.
    PrintWriter words =
        output.equals(YAML) ? spec.commandLine().getErr() : spec.commandLine().getOut();
    if (proposed.isEmpty()) {
      words.println("No Service is to be annotated.");
    }
    for (SurveyedService service : proposed) {
      words.println("Service %s will be annotated:".formatted(service.key()));
      service
          .profile()
          .orElseThrow()
          .annotations()
          .forEach((key, value) -> words.println("  %s: %s".formatted(key, value)));
    }
    words.flush();
    boolean done = true;
    for (SurveyedService service : proposed) {
      Optional<String> failure = annotator.annotate(service);
      if (failure.isPresent()) {
        messages().tell(List.of(failure.get()));
        done = false;
      } else {
        words.println("Service %s is annotated.".formatted(service.key()));
      }
    }
    words.flush();
    return done;
  }

  private static int status(boolean done) {
    return done ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private CommandMessages messages() {
    return new CommandMessages(spec.commandLine());
  }
}
