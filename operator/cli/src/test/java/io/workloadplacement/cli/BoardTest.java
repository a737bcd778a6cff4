package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.io.PrintWriter;
import org.junit.jupiter.api.Test;

class BoardTest {

  private final Screen screen = new Screen(60);
  private final Board board = new Board(new PrintWriter(screen), true);

  @Test
  void everyPlacementHasOneRowOfATerminalHoweverNarrow() {
    WorkloadPlacement cart = placement("cart", "WeightedMatrix");
    WorkloadPlacement checkout = placement("checkout", "LatencyTargetNeedsWarmReplicas");
    board.onAdd(checkout);
    board.onAdd(cart);
    board.onUpdate(checkout, placement("checkout", "Pinned"));

    assertThat(screen.rows())
        .satisfiesExactly(
            row -> assertThat(row).startsWith("PLACEMENT"),
            row -> assertThat(row).startsWith("shop/cart").endsWith(" WeightedMat"),
            row -> assertThat(row).startsWith("shop/checkout").contains("Pinned"));

    board.onDelete(cart, false);

    assertThat(screen.rows())
        .satisfiesExactly(
            row -> assertThat(row).startsWith("PLACEMENT"),
            row -> assertThat(row).startsWith("shop/checkout"));
  }

  private static WorkloadPlacement placement(String name, String reason) {
    return Serialization.unmarshal(
        """
        metadata: {name: %s, namespace: shop, generation: 1}
        status: {observedGeneration: 1, target: Deployment, monthlyCost: "12.34", conditions: [], decision: {reason: %s}}
        """
            .formatted(name, reason),
        WorkloadPlacement.class);
  }
}
