package io.workloadplacement.cli;

import io.workloadplacement.cli.trace.TraceFile;
import io.workloadplacement.cli.trace.TraceWorkload;
import io.workloadplacement.cli.trace.WorkloadConsumer;
import io.workloadplacement.simulation.TraceBin;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace with one thread and works on its workloads with as many as there are processors.
 * One workload stays with one thread, so that its bins keep their order, and results come in the
 * order of the workloads: the same file gives the same result.
 */
final class WorkloadWorkers implements AutoCloseable {

  private static final int BATCH = 256;
  private static final int BATCHES_WAITING = 64;

  private final List<ExecutorService> threads = new ArrayList<>();
  private int next;

  WorkloadWorkers(int count) {
    for (int i = 0; i < count; i++) {
      threads.add(
          new ThreadPoolExecutor(
              1,
              1,
              0,
              TimeUnit.SECONDS,
              new ArrayBlockingQueue<>(BATCHES_WAITING),
              task -> {
                Thread thread = new Thread(task, "workloads");
                thread.setDaemon(true);
                return thread;
              },
              // Reading waits where the work does not keep up, so that memory stays flat.
              (task, pool) -> enqueue(task, (ThreadPoolExecutor) pool)));
    }
  }

  /** What is made of one workload. */
  interface Work<R> extends Consumer<TraceBin>, Supplier<R> {}

  /** Works on all workloads of a trace. */
  <R> List<R> run(TraceFile trace, Function<TraceWorkload, Work<R>> work, LongConsumer progress)
      throws InterruptedException {
    List<Future<R>> results = new ArrayList<>();
    trace.read(workload -> new Batches<>(work.apply(workload), thread(), results), progress);
    List<R> all = new ArrayList<>();
    for (Future<R> result : results) {
      try {
        all.add(result.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("A workload could not be simulated", e.getCause());
      }
    }
    return all;
  }

  private ExecutorService thread() {
    next = (next + 1) % threads.size();
    return threads.get(next);
  }

  private static void enqueue(Runnable task, ThreadPoolExecutor pool) {
    try {
      pool.getQueue().put(task);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    threads.forEach(ExecutorService::shutdownNow);
  }

  private static final class Batches<R> implements WorkloadConsumer {

    private final Work<R> work;
    private final ExecutorService thread;
    private final List<Future<R>> results;
    private @Nullable Throwable failure;
    private List<TraceBin> batch = new ArrayList<>();

    Batches(Work<R> work, ExecutorService thread, List<Future<R>> results) {
      this.work = work;
      this.thread = thread;
      this.results = results;
    }

    @Override
    public void accept(TraceBin bin) {
      batch.add(bin);
      if (batch.size() == BATCH) {
        hand();
      }
    }

    @Override
    public void end() {
      hand();
      results.add(thread.submit(this::result));
    }

    private void hand() {
      List<TraceBin> full = batch;
      batch = new ArrayList<>();
      Future<?> unused = thread.submit(() -> feed(full));
    }

    /** What fails is kept for the end: a result without it would be wrong. */
    private void feed(List<TraceBin> bins) {
      try {
        if (failure == null) {
          bins.forEach(work);
        }
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }

    private R result() {
      if (failure != null) {
        throw new IllegalStateException(failure);
      }
      return work.get();
    }
  }
}
