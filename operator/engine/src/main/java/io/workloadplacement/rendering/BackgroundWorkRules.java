package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What keeps something from one request to the next, or works between them, and so must not be
 * ended when no requests come: what its owner declares, else what the template and the Services
 * show.
 */
final class BackgroundWorkRules {

  private static final String FIELD = "spec.traffic.backgroundWork";
  private static final String ENDS = "Knative ends its pods when no requests come";

  /** Settings of those who look after objects of the cluster. */
  private static final Set<String> OF_CONTROLLERS =
      Set.of(
          "max-concurrent-reconciles",
          "watch-namespace",
          "watch-namespaces",
          "health-probe-bind-address");

  private BackgroundWorkRules() {}

  static void check(KnativeCandidate candidate, BlockerCollector refusals) {
    Boolean declared = candidate.placement().getSpec().traffic().backgroundWork();
    if (declared == null) {
      program(candidate, refusals);
      work(candidate, refusals);
      MetricsPort.of(candidate)
          .ifPresent(
              port ->
                  refusals.add(
                      port.field(),
                      "it is called for metrics or health alone (%s), so its work is done without requests, and %s"
                          .formatted(port.says(), ENDS),
                      wayOut(candidate, "if requests come there")));
    } else if (declared) {
      refusals.add(
          FIELD, "it works between requests, and " + ENDS, "write false if it can do without");
    }
  }

  private static void program(KnativeCandidate candidate, BlockerCollector refusals) {
    ServingPort serving = candidate.servingPort();
    LongRunningProgram.of(
            candidate.template().getSpec().getContainers().get(serving.container()),
            serving.number())
        .ifPresent(
            program ->
                refusals.add(
                    path(serving.container()) + program.field(),
                    "'%s' is known for a program that %s, and %s"
                        .formatted(program.name(), program.what(), ENDS),
                    wayOut(candidate, "if it can do without that, or is another one")));
  }

  private static void work(KnativeCandidate candidate, BlockerCollector refusals) {
    List<Container> containers = candidate.template().getSpec().getContainers();
    for (int i = 0; i < containers.size(); i++) {
      String path = path(i);
      WorkerCommand.of(containers.get(i))
          .ifPresent(
              worker ->
                  refusals.add(
                      path + worker.field(),
                      "'%s' takes its work from a queue or by the clock, between requests, and %s"
                          .formatted(shortened(worker.line()), ENDS),
                      wayOut(candidate, "if it can do without")));
      controller(containers.get(i))
          .ifPresent(
              setting ->
                  refusals.add(
                      path + setting.field(),
                      "'%s' is a setting of a controller, which works between requests, and %s"
                          .formatted(setting.name(), ENDS),
                      wayOut(candidate, "if it is none, or can do without")));
    }
  }

  private static Optional<ContainerSetting> controller(Container container) {
    return ContainerSetting.of(container)
        .filter(BackgroundWorkRules::isOfController)
        .findFirst()
        .filter(
            setting ->
                ContainerSetting.of(container).noneMatch(BackgroundWorkRules::turnsElectionOff));
  }

  private static boolean isOfController(ContainerSetting setting) {
    return isOfElection(setting) || OF_CONTROLLERS.contains(String.join("-", setting.words()));
  }

  /** Such as {@code --leader-elect} and {@code ENABLE_LEADER_ELECTION}. */
  private static boolean isOfElection(ContainerSetting setting) {
    List<String> words = setting.words();
    int leader = words.indexOf("leader");
    return leader >= 0
        && leader + 1 < words.size()
        && Set.of("elect", "election").contains(words.get(leader + 1));
  }

  private static boolean turnsElectionOff(ContainerSetting setting) {
    boolean negated =
        setting.words().stream().anyMatch(Set.of("disable", "disabled", "no", "skip")::contains);
    return isOfElection(setting) && negated != setting.isOff();
  }

  /** What an owner writes who knows better. */
  private static String wayOut(KnativeCandidate candidate, String when) {
    return AnnotatedService.isGenerated(candidate.placement())
        ? "%s, write the annotation %s: \"false\" on %s"
            .formatted(
                when,
                ServiceAnnotations.PREFIX + ServiceAnnotations.BACKGROUND_WORK,
                candidate.whereToAnnotate())
        : "%s, write false in %s".formatted(when, FIELD);
  }

  private static String path(int container) {
    return "%s.containers[%d].".formatted(KnativeDraft.SPEC, container);
  }

  private static String shortened(String line) {
    return line.length() <= 60 ? line : line.substring(0, 57) + "...";
  }
}
