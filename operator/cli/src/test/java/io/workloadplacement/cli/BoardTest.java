package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoardTest {

  private static final String LONG_REASON = "LatencyTargetNeedsWarmReplicas";

  private Screen screen;

  private Board board(int width) {
    screen = new Screen(width);
    return new Board(new PrintWriter(screen, true), OptionalInt.of(width));
  }

  @Test
  void every_placement_has_one_row_of_a_terminal_however_narrow() {
    Board board = board(60);
    WorkloadPlacement cart = placement("cart", "WeightedMatrix");
    WorkloadPlacement checkout = placement("checkout", LONG_REASON);
    board.onAdd(checkout);
    board.onAdd(cart);
    board.onUpdate(checkout, placement("checkout", "Pinned"));

    assertThat(screen.rows())
        .satisfiesExactly(
            row -> assertThat(row).startsWith("PLACEMENT"),
            row -> assertThat(row).startsWith("shop/cart").contains("WeightedMatrix"),
            row -> assertThat(row).startsWith("shop/checkout").contains("Pinned"));

    board.onDelete(cart, false);

    assertThat(screen.rows())
        .satisfiesExactly(
            row -> assertThat(row).startsWith("PLACEMENT"),
            row -> assertThat(row).startsWith("shop/checkout"));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120, 200})
  void the_cost_stays_and_no_word_is_cut_in_the_middle(int width) {
    Board board = board(width);
    board.onAdd(placement("checkout-with-a-rather-long-name", LONG_REASON));
    board.onAdd(placement("cart", "WeightedMatrix"));

    assertThat(screen.rows())
        .allSatisfy(row -> assertThat(row.length()).isLessThanOrEqualTo(width))
        .satisfiesExactly(
            row -> assertThat(row).contains("COST/MONTH", "REASON"),
            row -> assertThat(row).contains("Deployment", "12.34", "WeightedMatrix"),
            row ->
                assertThat(row)
                    .contains("Deployment", "12.34")
                    .matches(
                        "shop/checkout(-with-a-rather-long-name|(-[a-z]+)*\\.\\.) .*"
                            + " Latency(Target)?(Needs)?(Warm)?(Replicas|\\.\\.)"));
    if (width >= 120) {
      assertThat(screen.rows().get(2)).endsWith(LONG_REASON).doesNotContain("..");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 120, 200})
  void what_is_printed_below_the_table_stays_whatever_changes_later(int width) {
    Board board = board(width);
    WorkloadPlacement cart = placement("cart", "WeightedMatrix");
    board.onAdd(cart);
    board.note("manifests/sts.yaml:1:1: document 1, StatefulSet store: skipped");
    board.explain(null, List.of("shop/cart"));
    board.note("  kubectl --kubeconfig=/tmp/wp-1234567890123456789.kubeconfig get wp");
    WorkloadPlacement pinned = placement("cart", "Pinned");
    board.onUpdate(cart, pinned);
    board.onDelete(pinned, false);

    assertThat(screen.rows())
        .contains("manifests/sts.yaml:1:1: document 1, StatefulSet store: skipped")
        .contains("  kubectl --kubeconfig=/tmp/wp-1234567890123456789.kubeconfig get wp")
        .contains("shop/cart is NOT Ready: Progressing: It starts.")
        .endsWith("shop/cart decided: Deployment (Pinned)", "shop/cart deleted");
    assertThat(screen.rows()).filteredOn(row -> row.startsWith("PLACEMENT")).hasSize(1);
  }

  @Test
  void long_sentences_end_their_lines_between_words() {
    Board board = board(80);
    board.note(
        "shop/cart is NOT Ready: Conflict: the Service 'cart' already exists and does not belong to"
            + " this placement; rename one of the two");

    assertThat(screen.rows())
        .containsExactly(
            "shop/cart is NOT Ready: Conflict: the Service 'cart' already exists and does not",
            "belong to this placement; rename one of the two");
  }

  @Test
  void more_placements_than_a_screen_has_rows_are_counted() {
    Board board = board(80);
    for (int i = 10; i < 50; i++) {
      board.onAdd(placement("cart-" + i, "WeightedMatrix"));
    }

    assertThat(screen.rows()).hasSize(20).last().asString().startsWith("... and 22 more");
  }

  private static WorkloadPlacement placement(String name, String reason) {
    return Serialization.unmarshal(
        """
        metadata: {name: %s, namespace: shop, generation: 1}
        status:
          observedGeneration: 1
          target: Deployment
          monthlyCost: "12.34"
          conditions: [{type: Ready, status: "False", reason: Progressing, message: It starts.}]
          decision: {target: Deployment, reason: %s}
        """
            .formatted(name, reason),
        WorkloadPlacement.class);
  }
}
