package io.workloadplacement.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The replicas of one side and the requests within them. Requests that find no replica wait in
 * front, as in Knative's activator, and go to the replicas as soon as one is ready.
 */
final class ReplicaPool {

  /** How a request finds its replica. */
  enum Routing {
    /** Any: what kube-proxy does for the Service of a Deployment. */
    RANDOM,
    /** The less busy of two: what Knative does where it does not limit concurrency. */
    BETTER_OF_TWO
  }

  private final Routing routing;
  private final int slots;
  private final StartTimes starts;
  private final SplittableRandom random;
  private final Recorder recorder;
  private final FlowQueue flow;
  private final List<Replica> ready = new ArrayList<>();
  private final PriorityQueue<Replica> starting =
      new PriorityQueue<>(Comparator.comparingDouble((Replica replica) -> replica.readyAt));
  private final Completions completions = new Completions();
  private final RequestQueue buffer = new RequestQueue();
  private int draining;
  private int busy;
  private int waiting;
  private double inFlightArea;
  private double loadArea;

  /**
   * An empty pool.
   *
   * @param slots requests that a replica serves at once, 1 or more
   */
  ReplicaPool(Routing routing, int slots, StartTimes starts, long seed, Recorder recorder) {
    this.routing = routing;
    this.slots = slots;
    this.starts = starts;
    this.random = new SplittableRandom(seed);
    this.recorder = recorder;
    this.flow = new FlowQueue(routing, slots, recorder);
  }

  FlowQueue flow() {
    return flow;
  }

  int ready() {
    return ready.size();
  }

  /** Replicas that have been ready since this time. */
  int readySince(double time) {
    return (int) ready.stream().filter(replica -> replica.readyAt <= time).count();
  }

  /** Replicas that are wanted: ready ones and those that start. */
  int wanted() {
    return ready.size() + starting.size();
  }

  /** Whether no request is anywhere. */
  boolean isIdle() {
    return busy == 0 && waiting == 0 && buffer.size() == 0 && !flow.isActive();
  }

  /** Requests within replicas or in front of them, times seconds, since the beginning. */
  double inFlightArea() {
    return inFlightArea;
  }

  /** Requests being served in each ready replica, on average, times seconds. */
  double loadArea() {
    return loadArea;
  }

  /** When something happens next by itself. */
  double nextEvent() {
    double start = starting.isEmpty() ? Double.POSITIVE_INFINITY : starting.peek().readyAt;
    return Math.min(start, completions.next());
  }

  /** Lets time pass in which nothing happens but a flow. */
  void pass(double from, double to) {
    double length = to - from;
    if (length <= 0) {
      return;
    }
    if (flow.isActive()) {
      flow.step(from, to, ready.size());
      inFlightArea += (flow.served() + flow.waiting()) * length;
      loadArea += flow.served() / Math.max(1, ready.size()) * length;
    }
    inFlightArea += (busy + waiting + buffer.size()) * length;
    loadArea += (double) busy / Math.max(1, ready.size()) * length;
    recorder.replicas(from, to, wanted() + draining);
  }

  /** Does what happens at this moment. */
  void happen(double now) {
    while (!starting.isEmpty() && starting.peek().readyAt <= now) {
      ready.add(starting.poll());
    }
    while (buffer.size() > 0 && !ready.isEmpty()) {
      double arrival = buffer.headArrival();
      double service = buffer.headService();
      buffer.remove();
      route(now, arrival, service);
    }
    while (completions.next() <= now) {
      complete(now);
    }
  }

  void request(double now, double service) {
    recorder.arrived(now, 1);
    if (ready.isEmpty()) {
      recorder.coldRequests(now, 1);
      buffer.add(now, service);
    } else {
      route(now, now, service);
    }
  }

  /** Replicas that are there from the beginning. */
  void startReady(int replicas, double now) {
    for (int i = 0; i < replicas; i++) {
      ready.add(new Replica(now));
    }
  }

  void scaleTo(int replicas, double now) {
    while (wanted() < replicas) {
      starting.add(new Replica(now + starts.next()));
    }
    while (wanted() > replicas && !starting.isEmpty()) {
      starting.remove(starting.stream().max(starting.comparator()).orElseThrow());
    }
    while (wanted() > replicas) {
      Replica leaves = leastBusy();
      ready.remove(leaves);
      if (leaves.inFlight() > 0) {
        leaves.draining = true;
        draining++;
      }
    }
  }

  private Replica leastBusy() {
    Replica least = ready.get(ready.size() - 1);
    for (int i = ready.size() - 2; i >= 0 && least.inFlight() > 0; i--) {
      if (ready.get(i).inFlight() < least.inFlight()) {
        least = ready.get(i);
      }
    }
    return least;
  }

  private void route(double now, double arrival, double service) {
    Replica replica = pick();
    if (replica.busy < slots) {
      replica.busy++;
      busy++;
      serve(now, replica, arrival, service);
    } else {
      replica.waiting.add(arrival, service);
      waiting++;
    }
  }

  private Replica pick() {
    int count = ready.size();
    if (count == 1) {
      return ready.get(0);
    }
    Replica one = ready.get(random.nextInt(count));
    if (routing == Routing.RANDOM) {
      return one;
    }
    Replica other = ready.get(random.nextInt(count));
    return other.inFlight() < one.inFlight() ? other : one;
  }

  private void serve(double now, Replica replica, double arrival, double service) {
    completions.add(now + service, replica);
    recorder.latency(arrival, now - arrival + service, 1);
  }

  private void complete(double now) {
    Replica replica = completions.remove();
    if (replica.waiting.size() > 0) {
      double arrival = replica.waiting.headArrival();
      double service = replica.waiting.headService();
      replica.waiting.remove();
      waiting--;
      serve(now, replica, arrival, service);
      return;
    }
    replica.busy--;
    busy--;
    if (replica.draining && replica.busy == 0) {
      draining--;
    }
  }
}
