package io.workloadplacement.simulation;

/** Requests that wait, first in, first out: when each came, and its service time. */
final class RequestQueue {

  private double[] arrivals = new double[4];
  private double[] services = new double[4];
  private int head;
  private int size;

  int size() {
    return size;
  }

  void add(double arrival, double service) {
    makeRoom();
    int tail = (head + size) % arrivals.length;
    arrivals[tail] = arrival;
    services[tail] = service;
    size++;
  }

  /** Puts a request in front of all others. */
  void addFirst(double arrival, double service) {
    makeRoom();
    head = (head + arrivals.length - 1) % arrivals.length;
    arrivals[head] = arrival;
    services[head] = service;
    size++;
  }

  double headArrival() {
    return arrivals[head];
  }

  double headService() {
    return services[head];
  }

  void remove() {
    head = (head + 1) % arrivals.length;
    size--;
  }

  private void makeRoom() {
    if (size < arrivals.length) {
      return;
    }
    arrivals = grown(arrivals);
    services = grown(services);
    head = 0;
  }

  private double[] grown(double[] full) {
    double[] wider = new double[2 * full.length];
    System.arraycopy(full, head, wider, 0, full.length - head);
    System.arraycopy(full, 0, wider, full.length - head, head);
    return wider;
  }
}
