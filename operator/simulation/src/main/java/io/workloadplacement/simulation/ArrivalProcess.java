package io.workloadplacement.simulation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Puts the requests of bins at moments within them. Their number is kept; the times between them
 * are those of a renewal process with the bin's coefficient of variation, scaled to the bin: a
 * Poisson process for 1, Gamma-distributed times for another. Bins with more than {@link
 * #FLOW_RATE} requests per second are handed on as a flow.
 */
final class ArrivalProcess {

  /** Requests per second from which single requests are no longer followed. */
  static final double FLOW_RATE = 10;

  /** Requests of a bin that are put at moments at once: longer bins are taken in parts. */
  private static final int PART = 4096;

  /** Beyond it all requests of a bin come in one or two clumps anyway. */
  private static final double MOST_VARIATION = 30;

  private final SplittableRandom random;
  private final double defaultService;
  private final double flowRate;
  private double[] times = new double[64];

  /**
   * A process.
   *
   * @param defaultService seconds, where the trace does not say
   */
  ArrivalProcess(long seed, double defaultService) {
    this(seed, defaultService, FLOW_RATE);
  }

  /**
   * As above, with another border between single requests and a flow.
   *
   * @param flowRate requests per second; infinity follows every request
   */
  ArrivalProcess(long seed, double defaultService, double flowRate) {
    this.random = new SplittableRandom(seed);
    this.defaultService = defaultService;
    this.flowRate = flowRate;
  }

  void feed(TraceBin bin, RequestSink... sinks) {
    double service = Double.isNaN(bin.serviceSeconds()) ? defaultService : bin.serviceSeconds();
    if (bin.count() == 0) {
      return;
    }
    if (bin.length() == 0) {
      for (long i = 0; i < bin.count(); i++) {
        for (RequestSink sink : sinks) {
          sink.request(bin.start(), service);
        }
      }
    } else if (bin.rate() > flowRate) {
      for (RequestSink sink : sinks) {
        sink.flow(bin.start(), bin.end(), bin.rate(), service, bin.iatCv());
      }
    } else {
      single(bin, service, sinks);
    }
  }

  private void single(TraceBin bin, double service, RequestSink... sinks) {
    long parts = (bin.count() + PART - 1) / PART;
    for (long part = 0; part < parts; part++) {
      long before = bin.count() * part / parts;
      int count = (int) (bin.count() * (part + 1) / parts - before);
      // The share of the time is that of the requests, so that the rate stays the same.
      double from = bin.start() + bin.length() * before / bin.count();
      spread(count, bin.iatCv());
      for (int i = 0; i < count; i++) {
        double at = from + times[i] * bin.length() * count / bin.count();
        for (RequestSink sink : sinks) {
          sink.request(at, service);
        }
      }
    }
  }

  /** Fills {@link #times} with ascending shares of the whole, below 1. */
  private void spread(int count, double iatCv) {
    if (times.length < count) {
      times = Arrays.copyOf(times, count);
    }
    double cv = Math.min(MOST_VARIATION, iatCv);
    double shape = cv > 0 ? 1 / (cv * cv) : Double.POSITIVE_INFINITY;
    double at = 0;
    for (int i = 0; i < count; i++) {
      at += interval(shape);
      times[i] = at;
    }
    double whole = at + interval(shape);
    // A process that is scaled ends anywhere in its last interval; one that is regular starts so.
    double shift = Double.isInfinite(shape) ? (random.nextDouble() - 1) : 0;
    for (int i = 0; i < count; i++) {
      times[i] = whole == 0 ? 0 : Math.max(0, (times[i] + shift) / (whole + Math.min(0, shift)));
    }
  }

  private double interval(double shape) {
    if (Double.isInfinite(shape)) {
      return 1;
    }
    return Math.abs(shape - 1) < 1e-3 ? exponential() : gamma(shape);
  }

  private double exponential() {
    return -Math.log(1 - random.nextDouble());
  }

  /** Marsaglia and Tsang (2000); shapes below 1 by the power of a uniform number. */
  private double gamma(double shape) {
    double boost = shape < 1 ? Math.pow(1 - random.nextDouble(), 1 / shape) : 1;
    double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      if (v > 0) {
        v = v * v * v;
        if (Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
          return boost * d * v;
        }
      }
    }
  }
}
