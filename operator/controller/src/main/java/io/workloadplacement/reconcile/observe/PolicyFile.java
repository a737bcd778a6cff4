package io.workloadplacement.reconcile.observe;

import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.decision.PolicyCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policies of a file, or of the files of a folder, in place of those of the cluster. While they
 * cannot be read the last that could be read count; one whose rules do not compile counts as it
 * does in the cluster, and keeps its placements where they are. As such policies have no status,
 * what is wrong with them goes to the log and to a gauge.
 */
public final class PolicyFile {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);

  private final Path path;
  private final PolicyCheck check = new PolicyCheck();
  private volatile List<PlacementPolicy> policies = List.of();
  private volatile List<String> faults = List.of();

  /**
   * Reads a file for the first time.
   *
   * @param path a file or a folder
   * @throws IllegalStateException if it cannot be read; {@link #obstacle} says so before
   */
  public PolicyFile(Path path) {
    this.path = path;
    obstacle(path)
        .ifPresent(
            fault -> {
              throw new IllegalStateException(fault);
            });
    readAgain();
  }

  /** What is in the way of a start, as a sentence; empty where the policies can be read. */
  public static Optional<String> obstacle(Path path) {
    List<String> faults = PolicyDocuments.read(path).faults();
    return faults.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the policies of POLICY_FILE cannot be followed: " + String.join("; ", faults));
  }

  /** Those that count. */
  public List<PlacementPolicy> policies() {
    return policies;
  }

  /** How much is wrong with the file as it is, and with the rules in it. */
  public int faults() {
    return faults.size();
  }

  /** Whether other policies count from now on. */
  boolean readAgain() {
    PolicyDocuments read = PolicyDocuments.read(path);
    boolean readable = read.faults().isEmpty();
    boolean changed = readable && !read.policies().equals(policies);
    if (changed) {
      policies = read.policies();
      LOG.info(
          "Of {} count the policies {}",
          path,
          policies.stream().map(policy -> policy.getMetadata().getName()).toList());
    }
    report(readable ? ofRules(read.policies()) : read.faults(), readable);
    return changed;
  }

  private List<String> ofRules(List<PlacementPolicy> all) {
    return all.stream()
        .flatMap(
            policy ->
                check.faults(policy).stream()
                    .map(fault -> policy.getMetadata().getName() + ": " + fault.text()))
        .toList();
  }

  private void report(List<String> found, boolean readable) {
    if (found.equals(faults)) {
      return;
    }
    faults = found;
    if (found.isEmpty()) {
      LOG.info("Nothing is wrong any more with the policies of {}", path);
      return;
    }
    LOG.error(
        readable
            ? "Policies of {} cannot be followed, and their placements stay as they are: {}"
            : "The policies of {} cannot be read, and those read before count: {}",
        path,
        String.join("; ", found));
  }
}
