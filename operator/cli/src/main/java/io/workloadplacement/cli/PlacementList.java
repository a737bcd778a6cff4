package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Placements as rows, or as JSON with the same names as in a status. */
record PlacementList(List<PlacementState> placements) {

  private static final List<String> HEADER =
      List.of(
          "NAMESPACE",
          "NAME",
          "TARGET",
          "WANTED",
          "READY",
          "STATUS",
          "COST/MONTH",
          "OTHER SIDE",
          "SAVING");
  private static final List<String> WIDE = List.of("MODE", "LATENCY", "REASON", "MESSAGE");
  private static final Set<Integer> FIGURES = Set.of(6, 7, 8);
  private static final String ABSENT = "-";

  /** What comes first. */
  enum Order {
    cost,
    saving,
    trouble,
    name;

    Comparator<PlacementState> comparator() {
      Comparator<PlacementState> first =
          switch (this) {
            case cost -> figure(PlacementState::cost);
            case saving -> figure(PlacementState::saving);
            case trouble -> Comparator.comparing(PlacementState::trouble).reversed();
            case name -> Comparator.comparing(PlacementState::namespace);
          };
      return first.thenComparing(PlacementState::namespace).thenComparing(PlacementState::name);
    }

    /** The highest first, and what has no figure last. */
    private static Comparator<PlacementState> figure(
        Function<PlacementState, Optional<BigDecimal>> figure) {
      return Comparator.comparing(
          state -> figure.apply(state).orElse(null),
          Comparator.nullsLast(Comparator.reverseOrder()));
    }
  }

  /** Lists are copied. */
  PlacementList {
    placements = List.copyOf(placements);
  }

  List<String> lines(boolean wide) {
    List<String> header = new ArrayList<>(HEADER);
    if (wide) {
      header.addAll(WIDE);
    }
    TextTable table =
        new TextTable(
            header, placements.stream().map(state -> cells(state, wide)).toList(), FIGURES);
    return Stream.concat(Stream.of(table.headline()), table.lines().stream()).toList();
  }

  private static List<String> cells(PlacementState state, boolean wide) {
    List<String> cells =
        new ArrayList<>(
            List.of(
                state.namespace(),
                state.name(),
                state.target().map(Target::toString).orElse(ABSENT),
                state.wanted().map(Target::toString).orElse(ABSENT),
                state.ready(),
                ready(state, Condition::getReason),
                money(state, state.cost()),
                money(state, state.otherCost()),
                money(state, state.saving())));
    if (wide) {
      cells.addAll(
          List.of(
              state.mode().toString(),
              state.status().map(WorkloadPlacementStatus::latency).orElse(ABSENT),
              state.decision().map(DecisionStatus::reason).orElse(ABSENT),
              ready(state, Condition::getMessage)));
    }
    return cells;
  }

  private static String ready(PlacementState state, Function<Condition, String> part) {
    return state.condition(Conditions.READY).map(part).orElse(ABSENT);
  }

  private static String money(PlacementState state, Optional<BigDecimal> amount) {
    return amount
        .map(figure -> figure.toPlainString() + state.currency().map(" "::concat).orElse(""))
        .orElse(ABSENT);
  }

  /** The same for programs; what is absent is left out. */
  String json() {
    ObjectNode root = JsonMapper.builder().build().createObjectNode();
    ArrayNode items = root.putArray("items");
    placements.forEach(state -> fill(items.addObject(), state));
    return root.toPrettyString();
  }

  private static void fill(ObjectNode item, PlacementState state) {
    item.put("namespace", state.namespace()).put("name", state.name());
    state.target().ifPresent(target -> item.put("target", target.toString()));
    state.wanted().ifPresent(wanted -> item.put("wanted", wanted.toString()));
    item.put("mode", state.mode().toString()).put("ready", state.ready());
    state
        .condition(Conditions.READY)
        .ifPresent(
            ready -> item.put("status", ready.getReason()).put("message", ready.getMessage()));
    state.decision().map(DecisionStatus::reason).ifPresent(reason -> item.put("reason", reason));
    state
        .status()
        .map(WorkloadPlacementStatus::latency)
        .ifPresent(latency -> item.put("latency", latency));
    state.cost().ifPresent(cost -> item.put("monthlyCost", cost.toPlainString()));
    state.otherCost().ifPresent(cost -> item.put("otherMonthlyCost", cost.toPlainString()));
    state.saving().ifPresent(saving -> item.put("monthlySaving", saving.toPlainString()));
    state.currency().ifPresent(currency -> item.put("currency", currency));
  }
}
