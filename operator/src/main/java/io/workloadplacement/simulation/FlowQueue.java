package io.workloadplacement.simulation;

/**
 * Requests that are too many to follow one by one: a flow with a queue in front, served as fast as
 * the ready replicas can, in steps of at most a second. What replicas cannot serve at once waits
 * and is served in the order of its arrival. To that comes, while there is capacity to spare, the
 * waiting time of Erlang C within the replicas, halved for constant service times and with
 * Hayward's approximation for requests that come in clumps.
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
  private final RequestQueue backlog = new RequestQueue();
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
      // The queue keeps how many came where single requests keep their service time.
      backlog.add(middle, came);
      queued += came;
    }
    double capacity = ready * slots / service * length;
    double serves = Math.min(queued, capacity);
    double utilization = ready == 0 ? 0 : serves / capacity;
    double waits = ready == 0 ? 0 : chanceOfWaiting(utilization, ready);
    double wait = ready == 0 ? 0 : meanWait(utilization, ready);
    double left = serves;
    while (left > NOTHING && backlog.size() > 0) {
      double arrival = backlog.headArrival();
      double amount = backlog.headService();
      double part = Math.min(left, amount);
      record(arrival, middle - arrival, part, waits, wait);
      left -= part;
      backlog.remove();
      if (part < amount) {
        pushBack(arrival, amount - part);
      }
    }
    queued = backlog.size() == 0 ? 0 : queued - serves;
    served = serves / length * service;
    waiting = queued + serves / length * waits * wait;
  }

  private void pushBack(double arrival, double amount) {
    backlog.addFirst(arrival, amount);
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
