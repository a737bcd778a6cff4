package io.workloadplacement.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Requests that are too many to follow one by one: a flow, served as fast as the ready replicas
 * can, in steps of at most a second. What replicas cannot serve at once waits and is served in the
 * order of its arrival: in one queue for all of them where requests go to the less busy one, else
 * where chance has put it, so that new replicas do not take from those that are behind. To that
 * comes, while there is capacity to spare, the waiting time of Erlang C within the replicas, halved
 * for constant service times and with Hayward's approximation for requests that come in clumps.
 */
final class FlowQueue {

  /** Steps are no longer than this, in seconds. */
  static final double STEP = 1;

  /** Utilisation from which the queue in front tells the waiting time alone. */
  private static final double SATURATED = 0.97;

  /** What the better of two replicas spares: as if replicas shared their slots in so many. */
  private static final int REPLICAS_THAT_SHARE = 4;

  private static final int WAITING_POINTS = 8;
  private static final double NOTHING = 1e-6;

  private final ReplicaPool.Routing routing;
  private final int slots;
  private final Recorder recorder;
  private final FlowLane front = new FlowLane(0);
  private final List<FlowLane> lanes = new ArrayList<>();
  private double queued;
  private double rate;
  private double service = 1;
  private double iatCv = 1;
  private double served;
  private double waiting;

  FlowQueue(ReplicaPool.Routing routing, int slots, Recorder recorder) {
    this.routing = routing;
    this.slots = slots;
    this.recorder = recorder;
  }

  void open(double requestsPerSecond, double serviceSeconds, double cv) {
    rate = requestsPerSecond;
    service = serviceSeconds;
    iatCv = cv;
  }

  void close() {
    rate = 0;
  }

  boolean isActive() {
    return rate > 0 || queued > NOTHING;
  }

  /** Requests being served in the last step, on average. */
  double served() {
    return isActive() ? served : 0;
  }

  /** Requests waiting in the last step, on average. */
  double waiting() {
    return isActive() ? waiting : 0;
  }

  void step(double from, double to, int ready) {
    double length = to - from;
    double middle = (from + to) / 2;
    if (rate > 0) {
      double came = rate * length;
      recorder.arrived(from, came);
      if (ready == 0) {
        recorder.coldRequests(from, came);
      }
      front.add(middle, came);
    }
    follow(ready);
    served = 0;
    waiting = 0;
    if (ready > 0) {
      distribute(ready);
      lanes.forEach(lane -> step(lane, middle, length, ready));
      merge();
    }
    queued = front.queued() + lanes.stream().mapToDouble(FlowLane::queued).sum();
    waiting += queued;
  }

  private void step(FlowLane lane, double middle, double length, int ready) {
    double capacity = lane.replicas * slots / service * length;
    double serves = Math.min(lane.queued(), capacity);
    double utilization = serves / capacity;
    double waits = chanceOfWaiting(utilization, ready);
    double wait = meanWait(utilization, ready);
    lane.serve(serves, (arrival, amount) -> record(arrival, middle - arrival, amount, waits, wait));
    served += serves / length * service;
    waiting += serves / length * waits * wait;
  }

  /** Replicas that come have nothing to do yet; of those that go, the others take what waits. */
  private void follow(int ready) {
    int more = ready - lanes.stream().mapToInt(lane -> lane.replicas).sum();
    if (more > 0 && routing != ReplicaPool.Routing.RANDOM && !lanes.isEmpty()) {
      lanes.get(0).replicas += more;
    } else if (more > 0) {
      lanes.add(new FlowLane(more));
    }
    while (more < 0) {
      FlowLane least =
          lanes.stream().min(Comparator.comparingDouble(FlowLane::perReplica)).orElseThrow();
      int leave = Math.min(-more, least.replicas);
      least.replicas -= leave;
      more += leave;
      if (least.replicas == 0) {
        lanes.remove(least);
        least.serve(least.queued(), front::add);
      }
    }
  }

  private void distribute(int ready) {
    front.serve(
        front.queued(),
        (arrival, amount) ->
            lanes.forEach(lane -> lane.add(arrival, amount * lane.replicas / ready)));
  }

  /** Replicas with nothing to do are alike. */
  private void merge() {
    if (lanes.size() == 1) {
      return;
    }
    List<FlowLane> idle = lanes.stream().filter(FlowLane::isEmpty).toList();
    if (idle.size() > 1) {
      lanes.removeAll(idle);
      lanes.add(new FlowLane(idle.stream().mapToInt(lane -> lane.replicas).sum()));
    }
  }

  private void record(double arrival, double queueing, double amount, double waits, double wait) {
    double least = Math.max(0, queueing) + service;
    recorder.latency(arrival, least, amount * (1 - waits));
    if (waits > 0) {
      for (int i = 0; i < WAITING_POINTS; i++) {
        double point = -Math.log(1 - (i + 0.5) / WAITING_POINTS) * wait;
        recorder.latency(arrival, least + point, amount * waits / WAITING_POINTS);
      }
    }
  }

  private double chanceOfWaiting(double utilization, int ready) {
    int servers = servers(ready);
    double chance = ErlangC.waits(Math.min(SATURATED, utilization) * servers, servers);
    return chance < 1e-4 ? 0 : chance;
  }

  /** Mean waiting time in seconds of those that wait; half, for service times are constant. */
  private double meanWait(double utilization, int ready) {
    double idle = 1 - Math.min(SATURATED, utilization);
    return service / (servers(ready) * idle) / 2;
  }

  /**
   * Slots that a request finds, fewer by the peakedness of the arrivals (Hayward): what comes in
   * clumps needs as much room as fewer slots would give to what comes singly. Of a clump, a replica
   * gets its part.
   */
  private int servers(int ready) {
    int share = routing == ReplicaPool.Routing.RANDOM ? 1 : Math.min(ready, REPLICAS_THAT_SHARE);
    double peakedness = 1 + Math.max(0, iatCv * iatCv - 1) * share / ready;
    return (int) Math.max(1, Math.round(slots * share / peakedness));
  }
}
