package io.workloadplacement.simulation;

/** Takes the requests of one workload in the order of their time. */
interface RequestSink {

  /**
   * One request.
   *
   * @param at seconds
   * @param service seconds that it occupies its replica
   */
  void request(double at, double service);

  /**
   * So many requests that they are taken as a flow, see {@link FlowQueue}.
   *
   * @param from seconds
   * @param to seconds, later than {@code from}
   * @param rate requests per second
   * @param service seconds that each occupies its replica
   * @param iatCv coefficient of variation of the times between requests
   */
  void flow(double from, double to, double rate, double service, double iatCv);
}
