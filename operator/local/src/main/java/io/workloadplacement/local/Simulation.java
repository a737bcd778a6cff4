package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Switches of the simulated controllers: what fails, what takes longer, what the load asks for.
 * They can be turned at any time and hold until they are turned back.
 */
public final class Simulation {

  private final double speed;
  private volatile Duration podStart;
  private volatile Duration knativeDelay = Duration.ZERO;
  private final List<String> badImages = new CopyOnWriteArrayList<>();
  private final Map<String, String> refusedPods = new ConcurrentHashMap<>();
  private final Map<String, String> failedKnative = new ConcurrentHashMap<>();
  private final Map<String, String> failedRevisions = new ConcurrentHashMap<>();
  private final Map<String, Integer> load = new ConcurrentHashMap<>();
  private volatile boolean gatewayWorks = true;
  private volatile Runnable changed = () -> {};

  Simulation(Options options) {
    this.speed = options.speed();
    this.podStart = options.podStart();
  }

  /** What is to happen when a switch is turned. */
  void onChange(Runnable changed) {
    this.changed = changed;
  }

  /** Pods that start from now on take this long until they are Ready. */
  public void podsStartAfter(Duration delay) {
    podStart = delay;
    changed.run();
  }

  /**
   * Pods with an image that contains this text never become Ready: their image cannot be pulled.
   */
  public void failImage(String text) {
    badImages.add(text);
    changed.run();
  }

  /** Undoes {@link #failImage}. */
  public void healImage(String text) {
    badImages.remove(text);
    changed.run();
  }

  /**
   * New pods of a namespace are refused, as by a quota or a security policy.
   *
   * @param message the reason behind {@code pods "NAME" is forbidden: }
   */
  public void refusePods(String namespace, String message) {
    refusedPods.put(namespace, message);
    changed.run();
  }

  /** Undoes {@link #refusePods}. */
  public void admitPods(String namespace) {
    refusedPods.remove(namespace);
    changed.run();
  }

  /**
   * A Knative Service's new Revisions fail with this message; an older Ready one goes on serving.
   */
  public void failKnativeService(String namespace, String name, String message) {
    failedKnative.put(namespace + "/" + name, message);
    changed.run();
  }

  /** Undoes {@link #failKnativeService}. */
  public void healKnativeService(String namespace, String name) {
    failedKnative.remove(namespace + "/" + name);
    changed.run();
  }

  /** The Revisions of a Knative Service fail with this message, also one that serves. */
  public void failRevisions(String namespace, String name, String message) {
    failedRevisions.put(namespace + "/" + name, message);
    changed.run();
  }

  /** Undoes {@link #failRevisions}. */
  public void healRevisions(String namespace, String name) {
    failedRevisions.remove(namespace + "/" + name);
    changed.run();
  }

  /** Knative's objects take this long until they are Ready. */
  public void knativeReadyAfter(Duration delay) {
    knativeDelay = delay;
    changed.run();
  }

  /** Whether Knative's gateway takes changes; while it does not, no Ingress becomes Ready. */
  public void gatewayWorks(boolean works) {
    gatewayWorks = works;
    changed.run();
  }

  boolean gatewayWorks() {
    return gatewayWorks;
  }

  /** The load asks an autoscaler for this many replicas; its bounds hold. */
  public void load(String namespace, String autoscaler, int replicas) {
    load.put(namespace + "/" + autoscaler, replicas);
    changed.run();
  }

  Duration podStart() {
    return podStart;
  }

  Duration knativeDelay() {
    return knativeDelay;
  }

  /** A declared number of seconds, at the speed of this cluster. */
  Duration seconds(long declared) {
    return Duration.ofNanos((long) (declared * 1e9 / speed));
  }

  boolean canPull(JsonNode pod) {
    for (JsonNode container : Json.at(pod, "spec", "containers")) {
      String image = Json.text(container, "image");
      if (badImages.stream().anyMatch(image::contains)) {
        return false;
      }
    }
    return true;
  }

  Optional<String> refusal(String namespace) {
    return Optional.ofNullable(refusedPods.get(namespace));
  }

  Optional<String> knativeFailure(String namespace, String name) {
    return Optional.ofNullable(failedKnative.get(namespace + "/" + name));
  }

  Optional<String> revisionFailure(String namespace, String name) {
    return Optional.ofNullable(failedRevisions.get(namespace + "/" + name));
  }

  Optional<Integer> load(String namespace, String autoscaler) {
    return Optional.ofNullable(load.get(namespace + "/" + autoscaler));
  }
}
