package io.workloadplacement.simulation;

import java.util.Arrays;

/** When which replica ends a request: a binary heap by time. */
final class Completions {

  private double[] times = new double[16];
  private Replica[] replicas = new Replica[16];
  private int size;

  /** Time of the next, infinity where there is none. */
  double next() {
    return size == 0 ? Double.POSITIVE_INFINITY : times[0];
  }

  void add(double time, Replica replica) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      replicas = Arrays.copyOf(replicas, 2 * size);
    }
    int at = size++;
    while (at > 0 && times[(at - 1) / 2] > time) {
      int parent = (at - 1) / 2;
      times[at] = times[parent];
      replicas[at] = replicas[parent];
      at = parent;
    }
    times[at] = time;
    replicas[at] = replica;
  }

  Replica remove() {
    final Replica first = replicas[0];
    size--;
    final double time = times[size];
    final Replica replica = replicas[size];
    replicas[size] = null;
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && times[child + 1] < times[child]) {
        child++;
      }
      if (times[child] >= time) {
        break;
      }
      times[at] = times[child];
      replicas[at] = replicas[child];
      at = child;
    }
    if (size > 0) {
      times[at] = time;
      replicas[at] = replica;
    }
    return first;
  }
}
