package io.workloadplacement.reconcile.migration;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * One state of the model: the cluster as far as migrations depend on it, the status as it was
 * written last, and how much may still go wrong. All of it fits into two words, so that hundreds of
 * thousands of states are compared and kept cheaply.
 *
 * @param first the parts that fit into it
 * @param second the others
 */
record ModelState(long first, long second) {

  /** A part of the state. Zero is where nothing exists. Times are counted in {@link #TICK}s. */
  enum Part {
    /** The side that the spec pins: 0 Deployment, 1 Knative. */
    PIN(1),
    /** The spec has changed since the status was written. */
    EDITED(1),
    /** Of the spec's template. */
    VERSION(1),

    /** 0 no Deployment, else its size plus one. */
    DEPLOYMENT(2),
    AVAILABLE(2),
    DEPLOYMENT_SEEN(1),
    ROLLED_OUT(1),
    DEPLOYMENT_VERSION(1),
    /** Its pods are of an older version than its template, or there have been none. */
    PODS_OUTDATED(1),
    AUTOSCALER(1),
    BUDGET(1),
    PODS_SERVICE(1),

    /** 0 no Knative Service, else its condition Ready: 1 Unknown, 2 True, 3 False. */
    KNATIVE(2),
    KNATIVE_SEEN(1),
    /** Some Revision serves. */
    REVISION(1),
    REVISION_PODS(2),
    MIN_SCALE(2),
    KNATIVE_VERSION(1),
    /** The Ingress that Knative makes. */
    KNATIVE_INGRESS(1),

    /**
     * 0 no route, 1 sends to Knative, 2 to the Deployment's pods. Of the router: what the operator
     * orders, {@link ModelRouter#NOT_SAID} before it orders anything.
     */
    ROUTE(2),
    /** Of the router: its pod has spoken to this operator. */
    ROUTE_SEEN(1),
    /** Gateways whose connections it remembers: 1 the first, 2 the second. */
    HELD(2),
    /** 0 no slice, else the gateway that it names plus one. */
    SLICE(2),
    /** Which pods the gateway has: 0 the first, 1 those that replaced them, 2 none. */
    GATEWAY(2),

    /** Side that the status names: 0 none, 1 Deployment, 2 Knative. */
    TARGET(2),
    READY(1),
    /** Direction of the migration that the status names: 0 to the Deployment, 1 to Knative. */
    MIGRATES_TO(1),
    /** 0 no migration, else its phase plus one. */
    PHASE(3),
    STARTED(2),
    PHASE_STARTED(2),
    ATTEMPTS(1),
    RETRY_IN(3),
    /** 0 not kept warm, else for how long plus one. */
    WARM_FOR(3),

    /** A place among the parallel migrations is free. */
    PLACE_FREE(1),
    HOLDS_PLACE(1),

    /** Where the gateway really sends requests for the address: as {@link #ROUTE}. */
    GATEWAY_KNOWS(2),
    /** Callers may hold connections to the gateway's present pods. */
    CONNECTIONS(1),

    /** How often the user may still change the pin, the template, or something else. */
    FLIPS(2),
    TEMPLATES(1),
    EDITS(1),
    FAULTS(1),
    REPLACEMENTS(1),
    PLACE_CHANGES(2),

    /** Callers come by the router; its pods are counted as those of the gateway are. */
    ROUTER(1),
    /** The router is ordered to listen for new callers. */
    ORDER_LISTENS(1),
    /** It does. */
    LISTENS(1),

    /** The Deployment is of others, as is the Service at the address. */
    ADOPTED(1),
    FINALIZER(1),
    /** What the status remembers of the Deployment: 0 nothing, 1 released, else its size plus 2. */
    REMEMBERED(3),
    SCALE_TO_ZERO_ATTEMPTS(3),
    /** The placement is being deleted: 1, or 2 for longer than connections are kept for. */
    DELETED(2),
    /** The user may delete it. */
    DELETIONS(1);

    private final int width;

    Part(int width) {
      this.width = width;
    }

    private boolean isInFirst() {
      return PLACES[ordinal()] < Long.SIZE;
    }

    private int shift() {
      return PLACES[ordinal()] % Long.SIZE;
    }

    private long mask() {
      return ((1L << width) - 1) << shift();
    }
  }

  /** Where each part begins; none is in both words. */
  private static final int[] PLACES = places();

  /** The unit of time, in seconds. */
  static final int TICK = 30;

  static final ModelState NOTHING = new ModelState(0, 0);

  private static int[] places() {
    int[] places = new int[Part.values().length];
    int next = 0;
    for (Part part : Part.values()) {
      boolean isInBoth = next < Long.SIZE && next + part.width > Long.SIZE;
      places[part.ordinal()] = isInBoth ? Long.SIZE : next;
      next = places[part.ordinal()] + part.width;
    }
    if (next > 2 * Long.SIZE) {
      throw new IllegalStateException("the state has " + next + " bits");
    }
    return places;
  }

  int get(Part part) {
    return (int) (((part.isInFirst() ? first : second) & part.mask()) >>> part.shift());
  }

  boolean is(Part part) {
    return get(part) != 0;
  }

  ModelState with(Part part, int value) {
    long placed = (long) value << part.shift();
    if (value < 0 || (placed & ~part.mask()) != 0) {
      throw new IllegalArgumentException(part + " cannot be " + value);
    }
    return part.isInFirst()
        ? new ModelState((first & ~part.mask()) | placed, second)
        : new ModelState(first, (second & ~part.mask()) | placed);
  }

  ModelState without(Part... parts) {
    ModelState state = this;
    for (Part part : parts) {
      state = state.with(part, 0);
    }
    return state;
  }

  /** These parts alone. */
  ModelState only(Part... parts) {
    ModelState state = NOTHING;
    for (Part part : parts) {
      state = state.with(part, get(part));
    }
    return state;
  }

  /** The same with what another one has besides. */
  ModelState and(ModelState other) {
    return new ModelState(first | other.first, second | other.second);
  }

  ModelState less(Part part) {
    return with(part, get(part) - 1);
  }

  ModelState more(Part part) {
    return with(part, get(part) + 1);
  }

  /** There is no placement any more. */
  boolean isGone() {
    return is(Part.DELETED) && !is(Part.FINALIZER);
  }

  @Override
  public String toString() {
    return Arrays.stream(Part.values())
        .filter(this::is)
        .map(part -> part + "=" + get(part))
        .collect(Collectors.joining(" "));
  }
}
