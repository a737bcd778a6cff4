package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Versions;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes placements of Knative Services, and of Deployments with their Services. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Makes a placement of a Knative Service, or of a Deployment with its Service and"
            + " autoscaler, as YAML. What it cannot express is said on standard error.",
    footer =
        "%nExit status: 0 when each became a placement; 1 when something could not be read or"
            + " converted; 2 when the command line is wrong.")
final class ConvertCommand implements Callable<Integer> {

  /** A kind as kubectl knows it, with its name. */
  private static final Pattern OBJECT =
      Pattern.compile("([a-zA-Z.]+)/([a-z0-9]([-a-z0-9.]*[a-z0-9])?)");

  private static final Pattern KNATIVE_SERVICE =
      Pattern.compile("(?i)ksvc|kservices?|services?[.]serving[.]knative[.]dev");

  private static final Pattern DEPLOYMENT = Pattern.compile("(?i)deploy|deployments?([.]apps)?");

  private final InstantSource clock;
  private final InputStream standardInput;

  @Parameters(
      arity = "0..1",
      paramLabel = "KIND/NAME",
      description = "One that runs in a cluster: ksvc/NAME or deployment/NAME.")
  private String object;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|FOLDER|-",
      description = {
        "Manifests; may be given several times.",
        "A folder means its .yaml, .yml and .json files, - standard input."
      })
  private List<String> sources = List.of();

  @Option(
      names = {"-n", "--namespace"},
      description = "Namespace of KIND/NAME. Default: the context's.")
  private String namespace;

  @Mixin private ClusterOptions cluster;

  @Mixin private ProfileOptions profile;

  @Spec private CommandSpec spec;

  ConvertCommand(InstantSource clock, InputStream standardInput) {
    this.clock = clock;
    this.standardInput = standardInput;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (sources.isEmpty() == (object == null)) {
      throw messages().wrong("Name one thing to convert: files by -f, or KIND/NAME in a cluster");
    }
    if (object == null && (namespace != null || cluster.isGiven())) {
      throw messages()
          .wrong("-n, --kubeconfig and --context are for KIND/NAME, and -f is for files");
    }
    Map<String, String> stated = profile.stated();
    List<String> unknown = Conversion.unknown(stated.keySet());
    if (!unknown.isEmpty()) {
      throw messages()
          .wrong(
              "--set %s: a placement that is made of another object has no use for it"
                  .formatted(unknown.get(0)));
    }
    Optional<MeasuredTraffic.Source> measured = profile.measured();
    try {
      return object == null ? files(stated, measured) : running(stated, measured);
    } catch (Prometheus.Failure e) {
      return messages().failed(e.getMessage());
    }
  }

  private int files(Map<String, String> stated, Optional<MeasuredTraffic.Source> measured)
      throws Prometheus.Failure, InterruptedException {
    ManifestReader reader = new ManifestReader(standardInput);
    List<ManifestDocument> documents = reader.read(sources);
    messages().tell(reader.skipped());
    messages().tell(reader.faults());
    boolean done = convert(documents, documents, stated, measured);
    return done && reader.faults().isEmpty()
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  /**
   * Converts what can be.
   *
   * @return whether each became a placement, and there was one
   */
  private boolean convert(
      List<ManifestDocument> documents,
      List<ManifestDocument> beside,
      Map<String, String> stated,
      Optional<MeasuredTraffic.Source> measured)
      throws Prometheus.Failure, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ManifestAdmission admission = new ManifestAdmission(ClusterOptions.DEFAULT_NAMESPACE, clock);
    List<ManifestDocument> left = new ArrayList<>();
    List<String> uncalled = new ArrayList<>();
    boolean done = true;
    int made = 0;
    for (ManifestDocument document : documents) {
      Optional<Conversion> conversion = Optional.empty();
      if (isKnativeService(document)) {
        conversion = Optional.of(KnativeConversion.of(document));
      } else if (DeploymentConversion.isOne(document)) {
        conversion = DeploymentConversion.of(document, beside);
        if (conversion.isEmpty()) {
          uncalled.add(document.fault("", DeploymentConversion.uncalled(document.content())));
        }
      } else {
        String fault = olderVersion(document);
        if (!fault.isEmpty()) {
          messages().tell(List.of(document.fault("apiVersion", fault)));
          done = false;
        } else if (!DeploymentConversion.counts(document)) {
          left.add(document);
        }
      }
      if (conversion.isPresent()) {
        conversion.get().state(ofPlacement(stated, measured, conversion.get()));
        boolean sound = print(conversion.get(), admission, out);
        done &= sound;
        made += sound ? 1 : 0;
      }
    }
    messages().tell(uncalled);
    if (!left.isEmpty()) {
      messages()
          .tell(
              List.of(
                  "%d other objects stay as they are: %s"
                      .formatted(left.size(), ManifestFaults.byKind(left))));
    }
    if (made == 0 && done) {
      messages()
          .tell(List.of("There is no Knative Service and no Deployment with a Service to convert"));
    }
    out.flush();
    return done && made > 0;
  }

  /** A placement decides by itself unless somebody states otherwise. */
  private static ProposedProfile ofPlacement(
      Map<String, String> stated, Optional<MeasuredTraffic.Source> measured, Conversion conversion)
      throws Prometheus.Failure, InterruptedException {
    String home = conversion.from().namespace();
    Optional<MeasuredTraffic> traffic =
        measured.isPresent()
            ? measured
                .get()
                .of(home.isEmpty() ? ClusterOptions.DEFAULT_NAMESPACE : home, conversion.name())
            : Optional.empty();
    ProposedProfile proposed = ProposedProfile.of(stated, traffic);
    return stated.containsKey(ProposedProfile.MODE)
        ? proposed
        : proposed.without(ProposedProfile.MODE);
  }

  /** Prints a placement that the API server would take; else says why it would not. */
  private boolean print(Conversion conversion, ManifestAdmission admission, PrintWriter out) {
    ManifestDocument made = conversion.document();
    int before = admission.faults().size();
    List<String> faults = new ArrayList<>();
    Optional<WorkloadPlacement> placement = admission.admit(made, WorkloadPlacement.class);
    admission.faults().stream().skip(before).forEach(faults::add);
    placement.ifPresent(
        sound ->
            new DeclaredPlacement(sound, made)
                .problems()
                .map(problem -> made.fault("", problem))
                .forEach(faults::add));
    if (!faults.isEmpty()) {
      messages()
          .tell(
              List.of(
                  conversion
                      .from()
                      .fault("", "cannot be converted, as the placement would be refused:")));
      messages().tell(faults);
      return false;
    }
    messages()
        .tell(
            conversion.notExpressed().stream()
                .map(one -> conversion.from().fault(one.field(), "is not expressed: " + one.why()))
                .toList());
    messages()
        .tell(
            conversion.beforehand().stream()
                .map(sentence -> conversion.from().fault("", sentence))
                .toList());
    out.print(conversion.yaml());
    return true;
  }

  private static boolean isKnativeService(ManifestDocument document) {
    return document.apiVersion().equals(KnativeConversion.API_VERSION)
        && document.kind().equals("Service");
  }

  private static String olderVersion(ManifestDocument document) {
    if (document.apiVersion().startsWith("serving.knative.dev/")
        && document.kind().equals("Service")) {
      return "'%s' is served no longer: write %s"
          .formatted(document.apiVersion(), KnativeConversion.API_VERSION);
    }
    return document.kind().equals("Deployment") ? ServedApis.fault(document).orElse("") : "";
  }

  private int running(Map<String, String> stated, Optional<MeasuredTraffic.Source> measured)
      throws Prometheus.Failure, InterruptedException {
    Matcher named = OBJECT.matcher(object);
    if (!named.matches()) {
      throw messages()
          .wrong("'%s' is no KIND/NAME: write ksvc/NAME or deployment/NAME".formatted(object));
    }
    boolean knative = KNATIVE_SERVICE.matcher(named.group(1)).matches();
    if (!knative && !DEPLOYMENT.matcher(named.group(1)).matches()) {
      throw messages()
          .wrong(
              "'%s' is no kind that can be converted: write ksvc for a Knative Service, or deployment"
                  .formatted(named.group(1)));
    }
    return cluster.run(
        messages(), client -> running(client, knative, named.group(2), stated, measured));
  }

  private int running(
      KubernetesClient client,
      boolean knative,
      String name,
      Map<String, String> stated,
      Optional<MeasuredTraffic.Source> measured)
      throws Prometheus.Failure, InterruptedException {
    String home = ClusterOptions.namespace(client, namespace);
    String apiVersion = knative ? KnativeConversion.API_VERSION : "apps/v1";
    String kind = knative ? "Service" : "Deployment";
    if (knative && !client.hasApiGroup("serving.knative.dev", true)) {
      return messages()
          .failed(
              "The cluster has no Knative Serving, and so no Knative Service '%s'".formatted(name));
    }
    RunningObjects running = new RunningObjects(client, home);
    Optional<ManifestDocument> document = running.find(apiVersion, kind, name);
    if (document.isEmpty()) {
      return messages()
          .failed(
              "There is no %s '%s' in the namespace '%s'"
                  .formatted(knative ? "Knative Service" : kind, name, home));
    }
    return convert(List.of(document.get()), running.beside(), stated, measured)
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  private CommandMessages messages() {
    return new CommandMessages(spec.commandLine());
  }
}
