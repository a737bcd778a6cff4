package io.workloadplacement.cli.trace;

import io.workloadplacement.simulation.TraceBin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A workload of which not all rows have been read; rows of the same bin become one. */
final class OpenWorkload {

  private final WorkloadConsumer consumer;
  private final @Nullable List<TraceBin> unsorted;
  private long rowsLeft;
  private @Nullable TraceBin pending;

  OpenWorkload(WorkloadConsumer consumer, long rows, boolean unsorted) {
    this.consumer = consumer;
    this.rowsLeft = rows;
    this.unsorted = unsorted ? new ArrayList<>() : null;
  }

  /** Takes the next row; true if that was the last. */
  boolean accept(TraceBin bin) {
    rowsLeft--;
    if (unsorted == null) {
      inOrder(bin);
    } else {
      unsorted.add(bin);
      if (rowsLeft == 0) {
        unsorted.sort(Comparator.comparingDouble(TraceBin::start));
        unsorted.forEach(this::inOrder);
      }
    }
    if (rowsLeft > 0) {
      return false;
    }
    consumer.accept(Objects.requireNonNull(pending, "a row was just taken"));
    consumer.end();
    return true;
  }

  private void inOrder(TraceBin bin) {
    if (pending == null) {
      pending = bin;
    } else if (pending.start() == bin.start()
        && Double.compare(pending.serviceSeconds(), bin.serviceSeconds()) == 0) {
      pending =
          new TraceBin(
              bin.start(),
              bin.length(),
              pending.count() + bin.count(),
              bin.iatCv(),
              bin.serviceSeconds());
    } else {
      consumer.accept(pending);
      pending = bin;
    }
  }
}
