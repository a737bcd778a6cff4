package io.workloadplacement.simulation;

import java.util.List;

/**
 * How often one workload was moved under one setting, when it was decided anew every hour.
 *
 * @param weight how many workloads it stands for
 * @param weeks over which
 * @param moves changes of the side, the first placement not counted
 * @param takenBack moves that were followed by the opposite one within seven days
 * @param saved what all moves saved, in the currency of the prices, against staying: what the side
 *     that was left would have cost more from each move to the next; moves within the part from
 *     which the profile is learned are not replayed and count 0
 */
public record Flapping(double weight, double weeks, int moves, int takenBack, double saved) {

  private static final double WEEK = 7 * 86_400.0;

  static Flapping of(
      double weight,
      double seconds,
      List<Redecision.SimulatedMigration> migrations,
      HourlyCosts costs) {
    int takenBack = 0;
    double saved = 0;
    for (int i = 0; i < migrations.size(); i++) {
      boolean last = i + 1 == migrations.size();
      double until = last ? seconds : migrations.get(i + 1).at();
      saved += costs.savedBy(migrations.get(i).to(), migrations.get(i).at(), until);
      if (!last && until - migrations.get(i).at() <= WEEK) {
        takenBack++;
      }
    }
    return new Flapping(weight, seconds / WEEK, migrations.size(), takenBack, saved);
  }

  /** Sums over workloads, weighted. */
  public record Total(double workloadWeeks, double moves, double takenBack, double saved) {

    /** Adds up. */
    public static Total of(List<Flapping> all) {
      double weeks = 0;
      double moves = 0;
      double takenBack = 0;
      double saved = 0;
      for (Flapping one : all) {
        weeks += one.weight() * one.weeks();
        moves += one.weight() * one.moves();
        takenBack += one.weight() * one.takenBack();
        saved += one.weight() * one.saved();
      }
      return new Total(weeks, moves, takenBack, saved);
    }

    /** Moves of one workload in a week. */
    public double movesPerWeek() {
      return workloadWeeks == 0 ? 0 : moves / workloadWeeks;
    }

    /** Share of the moves that were taken back within a week. */
    public double takenBackShare() {
      return moves == 0 ? 0 : takenBack / moves;
    }

    /** What one move saved, on average. */
    public double savedPerMove() {
      return moves == 0 ? 0 : saved / moves;
    }
  }
}
