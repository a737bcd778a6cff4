package io.workloadplacement.docs;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Setting;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.Compliance;
import io.workloadplacement.decision.Reason;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README says, the program does. */
class ReadmeTest {

  private static final Markdown README = Markdown.read("README.md");
  private static final Markdown FIRST_WORKLOAD = Markdown.read("docs/first-workload.md");
  private static final Markdown STATUS = Markdown.read("docs/status.md");
  private static final Markdown CONFIGURATION = Markdown.read("docs/configuration.md");
  private static final int MOST_LINES = 300;

  /** The pages beside the README whose options are the program's own. */
  private static final List<String> PAGES_OF_COMMANDS =
      List.of(
          "docs/plan.md",
          "docs/configuration.md",
          "docs/simulation.md",
          "docs/adoption.md",
          "docs/commands.md");

  private static final Path RECONCILE =
      Markdown.ROOT.resolve("operator/controller/src/main/java/io/workloadplacement/reconcile");

  /** One word in CamelCase, as reasons are. */
  private static final Pattern WORD = Pattern.compile("\"((?:[A-Z][a-z]+)+)\"");

  /** Words in the sources of the status that are no reasons of our conditions. */
  private static final Set<String> NO_REASONS =
      Set.of(
          // States and types of conditions, and what Deployments say in theirs.
          "True",
          "False",
          "Ready",
          "ReplicaFailure",
          "NewReplicaSetAvailable",
          // A ready side; its placement then says Serving.
          "DeploymentAvailable",
          "KnativeReady",
          // Phases of a move that status.migration tells.
          "Preparing",
          "Warming",
          "Attaching",
          "BackingOff");

  static Stream<Markdown.Block> yamlBlocks() {
    return README.blocks("yaml").stream();
  }

  static Stream<ShellCommand> commands() {
    return README.blocks("sh").stream().flatMap(ShellCommand::in);
  }

  @Test
  void the_readme_is_read_in_minutes() {
    assertThat(README.lines()).hasSizeLessThanOrEqualTo(MOST_LINES);
  }

  @Test
  void everyBlockIsOfAKindThatIsTested() {
    assertThat(README.blocks())
        .extracting(Markdown.Block::language)
        .containsOnly("yaml", "sh", "text");
  }

  @Test
  void everyResourceIsTakenByTheApiServerToTheLastField(@TempDir Path folder) throws IOException {
    try (LocalCluster cluster = LocalCluster.start(Options.defaults());
        KubernetesClient client = client(cluster.writeKubeconfig(folder.resolve("kubeconfig")))) {
      for (Path definition : CustomResource.definitions()) {
        client.resource(Files.readString(definition)).serverSideApply();
      }
      client
          .resource(new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build())
          .create();
      List<JsonNode> documents = resources(Markdown.pages().stream()).documents();
      assertThat(documents).hasSizeGreaterThan(resources().documents().size());
      for (JsonNode document : documents) {
        HasMetadata resource =
            client
                .getKubernetesSerialization()
                .unmarshal(document.toString(), GenericKubernetesResource.class);
        assertThat(client.resource(resource).fieldValidation(Validation.STRICT).serverSideApply())
            .isNotNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("yamlBlocks")
  void everyPlacementIsDecidedAndRendered(Markdown.Block block) {
    for (WorkloadPlacement placement : Resources.parse(block.text()).ours().placements()) {
      Decision decision = resources().decide(placement);

      assertThat(decision.compliance().state()).isNotEqualTo(Compliance.State.UNKNOWN);
      assertThat(Resources.render(placement, decision)).hasSize(2);
    }
  }

  @Test
  void firstPlacementIsTheSampleThatIsApplied() {
    Path sample = Markdown.ROOT.resolve("config/samples/sporadic-webhook.yaml");

    assertThat(Resources.parse(README.blocks("yaml").get(0).text()))
        .isEqualTo(Resources.ofFile(sample));
  }

  @Test
  void tableOfPlacementsShowsWhatIsDecidedForTheSamples() {
    Resources samples = Resources.ofFolder("config/samples");
    Map<String, List<String>> decided =
        samples.placements().stream()
            .collect(toMap(p -> p.getMetadata().getName(), p -> columns(samples.decide(p))));
    Map<String, List<String>> shown =
        textBlock(README, "NAME ")
            .text()
            .lines()
            .skip(1)
            .map(line -> line.split("\\s+"))
            .collect(toMap(row -> row[0], row -> List.of(row[1], row[4] + " " + row[5])));

    assertThat(shown).isEqualTo(decided);
  }

  @Test
  void outputOfTheLocalModeShowsWhatIsDecidedForTheSamples() {
    Resources samples = Resources.ofFolder("config/samples");
    Set<String> decided =
        samples.placements().stream()
            .map(p -> p.getMetadata().getName() + " runs on " + outcome(samples.decide(p)))
            .collect(toSet());

    assertThat(
            Pattern.compile("(?m)^default/(.* runs on .*\\n  .*)$")
                .matcher(textBlock(README, "API server at").text())
                .results()
                .map(match -> match.group(1)))
        .isNotEmpty()
        .allSatisfy(shown -> assertThat(decided).contains(shown));
  }

  @Test
  void descriptionShowsWhatIsDecidedForItsSample() {
    Resources samples = Resources.ofFolder("config/samples");
    Decision decision =
        samples.decide(
            samples.placements().stream()
                .filter(p -> p.getMetadata().getName().equals("payment-webhook"))
                .findFirst()
                .orElseThrow());

    assertThat(textBlock(FIRST_WORKLOAD, "Status:").text())
        .contains("Message:       " + decision.status().message())
        .contains("Flip Point:    " + decision.status().flipPoint())
        .contains("Monthly Cost:      " + decision.status().estimates().deployment().monthlyCost())
        .contains("Monthly Cost:      " + decision.status().estimates().knative().monthlyCost());
  }

  @Test
  void explanationShowsTheFieldsOfTheSchema() {
    Set<String> shown =
        Pattern.compile("(?m)^  (\\w+)\t<")
            .matcher(textBlock(FIRST_WORKLOAD, "GROUP:").text())
            .results()
            .map(match -> match.group(1))
            .collect(toSet());

    assertThat(shown)
        .containsExactlyInAnyOrderElementsOf(
            () -> CustomResource.field("wp.spec.traffic").path("properties").fieldNames());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandNamesWhatExists(ShellCommand command) {
    command.namesWhatExists();
  }

  @Test
  void everyOptionInTheTextIsOneOfTheProgram() {
    assertThat(
            Stream.concat(Stream.of(README), PAGES_OF_COMMANDS.stream().map(Markdown::read))
                .flatMap(page -> page.codes().stream())
                .filter(code -> code.matches("--[a-z-]+")))
        .isNotEmpty()
        .allSatisfy(
            option ->
                assertThat(ShellCommand.programs().values())
                    .anyMatch(command -> command.getCommandSpec().findOption(option) != null));
  }

  @Test
  void tableOfSettingsIsThatOfTheProgram() {
    assertThat(CONFIGURATION.table("Variable", "Default", "Value", "Meaning"))
        .isEqualTo(
            Arrays.stream(Setting.values())
                .map(
                    s ->
                        List.of(
                            "`" + s.name() + "`", s.defaultDescription(), s.rule(), s.meaning()))
                .toList());
  }

  @Test
  void tablesOfDecisionsAndPolicyHaveEveryReasonThatTheDecisionGives() {
    Set<String> documented = new TreeSet<>(STATUS.namesIn("Reason", "Meaning", "To change it"));
    documented.addAll(STATUS.namesIn("Reason", "Status", "Meaning"));
    Set<String> given = new TreeSet<>();
    for (Reason reason : Reason.values()) {
      given.add(reason.toString());
    }
    // For a record of the history alone, as its documentation says.
    given.remove(Reason.KNATIVE_ABSENT.toString());
    given.remove(Reason.FELL_BACK.toString());

    assertThat(documented).isEqualTo(given);
  }

  @Test
  void tableOfReadyHasEveryReasonThatTheStatusGives() {
    Set<String> given =
        new TreeSet<>(
            reasonsIn(
                "status/StatusComposer",
                "status/ReadyConditions",
                "migration/MigrationPhase",
                "object/Readiness",
                "object/RolloutState",
                "workload/PlacementProblem",
                "migration/ServingState"));
    given.addAll(List.of(Outage.ROUTER_UNAVAILABLE, Outage.KNATIVE_UNAVAILABLE));

    assertThat(STATUS.namesIn("Reason", "Meaning", "What to do"))
        .containsExactlyInAnyOrderElementsOf(given);
  }

  @Test
  void tableOfPoliciesHasEveryReasonThatTheirStatusGives() {
    assertThat(STATUS.namesIn("Reason", "Ready", "Meaning"))
        .containsExactlyInAnyOrderElementsOf(reasonsIn("status/PolicyStatusComposer"));
  }

  private static String outcome(Decision decision) {
    return "%s (%s)\n  %s"
        .formatted(
            decision.nextAction().on(), decision.status().reason(), decision.status().message());
  }

  private static List<String> columns(Decision decision) {
    var estimates = decision.status().estimates();
    String cost =
        switch (decision.nextAction().on()) {
          case DEPLOYMENT -> estimates.deployment().monthlyCost();
          case KNATIVE -> estimates.knative().monthlyCost();
        };
    return List.of(decision.nextAction().on().toString(), cost + " " + decision.currency());
  }

  private static Set<String> reasonsIn(String... classes) {
    return Stream.of(classes)
        .map(name -> RECONCILE.resolve(name + ".java"))
        .map(ReadmeTest::text)
        .flatMap(source -> WORD.matcher(source).results())
        .map(match -> match.group(1))
        .filter(word -> !NO_REASONS.contains(word))
        .collect(toSet());
  }

  private static Resources resources() {
    return resources(Stream.of(README));
  }

  private static Resources resources(Stream<Markdown> pages) {
    return new Resources(
        pages
            .flatMap(page -> page.blocks("yaml").stream())
            .map(block -> Resources.parse(block.text()).ours())
            .map(Resources::documents)
            .flatMap(List::stream)
            .toList());
  }

  private static Markdown.Block textBlock(Markdown page, String start) {
    return page.blocks("text").stream()
        .filter(block -> block.text().startsWith(start))
        .findFirst()
        .orElseThrow();
  }

  private static KubernetesClient client(Path kubeconfig) {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
        .build();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
