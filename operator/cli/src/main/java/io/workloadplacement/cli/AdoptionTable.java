package io.workloadplacement.cli;

import io.workloadplacement.cli.SurveyedService.Fit;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Services with a line each, what keeps them off Knative below it, and the sums last. */
record AdoptionTable(AdoptionSurvey survey) {

  private static final List<String> HEADER =
      List.of("SERVICE", "FITS", "COST/MONTH", "OTHER SIDE", "REASON");
  private static final Set<Integer> FIGURES = Set.of(2, 3);
  private static final String ABSENT = "-";

  void write(PrintWriter out) {
    boolean oneNamespace =
        survey.services().stream().map(SurveyedService::namespace).distinct().count() <= 1;
    List<List<String>> rows =
        survey.services().stream().map(service -> cells(service, oneNamespace)).toList();
    TextTable table = new TextTable(HEADER, rows, FIGURES);
    List<String> lines = table.lines();
    out.println(table.headline());
    for (int i = 0; i < rows.size(); i++) {
      out.println(lines.get(i));
      survey.services().get(i).why().forEach(sentence -> out.println("  " + sentence));
    }
    out.println();
    summary().forEach(out::println);
  }

  private static List<String> cells(SurveyedService service, boolean oneNamespace) {
    String name = oneNamespace ? service.name() : service.key();
    if (service.fit() == Fit.NOT_PLACED) {
      return List.of(name, service.fit().toString(), ABSENT, ABSENT, ABSENT);
    }
    PlannedPlacement planned = service.planned().orElseThrow();
    return List.of(
        name,
        service.fit().toString(),
        planned.figures(planned.wanted()).map(SideFigures::cost).orElse(ABSENT),
        planned.figures(planned.wanted().other()).map(SideFigures::cost).orElse(ABSENT),
        planned.decision().reason()
            + (service.profile().isPresent() ? "" : " (annotated already)"));
  }

  private List<String> summary() {
    List<String> sentences = new ArrayList<>();
    int all = survey.services().size();
    sentences.add(
        "%d Service%s: %s."
            .formatted(
                all,
                all == 1 ? "" : "s",
                Arrays.stream(Fit.values())
                    .filter(fit -> count(fit) > 0)
                    .map(fit -> count(fit) + fit.predicate())
                    .collect(Collectors.joining(", "))));
    long guessed =
        survey.services().stream()
            .filter(service -> service.fit() != Fit.NOT_PLACED)
            .flatMap(service -> service.profile().stream())
            .filter(ProposedProfile::isGuessed)
            .count();
    if (guessed > 0) {
      sentences.add(
          "The profile of %d is a guess in part: state it by --set, measure it by --prometheus."
              .formatted(guessed));
    }
    sentences.add("Annotations for Git, with what to answer: --output yaml, or a folder.");
    return sentences;
  }

  private long count(Fit fit) {
    return survey.services().stream().filter(service -> service.fit() == fit).count();
  }
}
