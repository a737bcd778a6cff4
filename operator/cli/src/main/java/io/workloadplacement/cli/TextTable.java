package io.workloadplacement.cli;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Cells in columns that are as wide as they have to be.
 *
 * @param header the names of the columns
 * @param rows as many cells each
 * @param figures the columns, from 0, that are aligned to the right
 */
record TextTable(List<String> header, List<List<String>> rows, Set<Integer> figures) {

  private static final String GAP = "  ";

  /** The header. */
  String headline() {
    return line(header, widths());
  }

  /** Each row, in order. */
  List<String> lines() {
    int[] widths = widths();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private int[] widths() {
    return IntStream.range(0, header.size())
        .map(
            column ->
                Stream.concat(Stream.of(header), rows.stream())
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0))
        .toArray();
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String blanks = " ".repeat(widths[i] - cells.get(i).length());
      line.append(figures.contains(i) ? blanks + cells.get(i) : cells.get(i) + blanks).append(GAP);
    }
    return line.toString().stripTrailing();
  }
}
